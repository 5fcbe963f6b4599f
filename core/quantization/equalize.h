#pragma once

#include "core/graph/graph.h"

#include <map>
#include <string>
#include <vector>

namespace lathe {

/// max |x| of each channel (axis 1), by equalizable value; of what stands behind its activation.
using ChannelPeaks = std::map<ValueId, std::vector<float>>;

/// One producer whose channels were scaled, with the layers that take the scale back.
struct EqualizedLayer {
    NodeId producer;
    std::vector<NodeId> readers;
    float largestRatio = 1;    ///< of the scales of two of its channels
    std::vector<float> scales; ///< by channel: what its outputs were divided by
};

/// A value whose channels can be scaled, and the one whose size counts: behind the activation that alone reads it.
struct EqualizableValue {
    ValueId value, observed;
};

/// The values whose channels can be scaled (outputs of convolutions and matrix products): everything that they reach is another one,
/// through operators f with f(s·x) = s·f(x) for s > 0 that keep channels apart: Relu, LeakyRelu, PRelu, max and average pools, Resize,
/// Concat of channels, Flatten and Reshape to rows, Clip from 0 without an upper bound. A Clip with an upper bound ends the way: one bound
/// for all channels is no bound once they have scales of their own.
std::vector<EqualizableValue> equalizableValues(const Graph& graph);

/// Cross-layer equalisation (Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction", ICCV 2019, 4.1):
/// divides channel c of a producer (weights and bias) by s_c and multiplies the weights that read it by s_c. The float function stays what
/// it was, up to rounding. s_c = √(r_c / w_c), w_c the largest weight that reads the channel; r_c its largest activation where `peaks` has
/// the value (scales by output channel leave nothing to gain from the producer's weights; the form is that of SmoothQuant, Xiao et al.
/// 2022, with exponent 1/2), else the producer's largest weight. Where every reader is depthwise s_c = r_c: their channels have scales of
/// their own. s is normalised to keep the largest peak; ratios of more than 32 are cut. Weights without peaks: repeated until scales
/// settle, at most four times.
std::vector<EqualizedLayer> equalizeLayers(Graph& graph, const ChannelPeaks& peaks);

} // namespace lathe
