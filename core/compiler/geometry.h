#pragma once

#include "core/compiler/layer_plan.h"

namespace lathe {

/// What tiling and timing need to know of an accelerator layer. Its output is a grid of rows × channels; a tile is a
/// rectangle of it. Bytes are totals over the layer, in the types of the values.
struct LayerGeometry {
    std::int64_t rows = 1, channels = 1;
    bool rowsAreChannels = false; ///< rank 3: rows and channels are one axis, cut as rows, axis 1 stays whole
    std::int64_t channelStep = 1; ///< tiles begin at multiples of it (except in the last one)

    std::int64_t inputRows = 1, rowStride = 1, rowWindow = 1; ///< input rows of r output rows: min(inputRows, (r−1)·stride + window)
    bool inputFollowsChannels = true;                         ///< a tile of some channels reads only these of the input

    std::int64_t inputBytes = 0;  ///< the anchor's data input
    std::int64_t sideBytes = 0;   ///< other activations, read in proportion to the tile
    std::int64_t weightBytes = 0; ///< constants and a second matrix
    bool weightsFollowChannels = true;
    std::int64_t outputBytes = 0;

    std::int64_t macs = 0, vectorOps = 0, specialOps = 0;

    // MAC layers: the matrices behind one tile
    bool isMac = false, isDepthwise = false;
    bool isConvolution = false;                                 ///< or a product of two matrices: channels are its columns
    std::int64_t groups = 1, groupInputs = 1, groupOutputs = 1; ///< channels per group
    std::int64_t matricesPerChannel = 1;                        ///< products of activations: independent matrices per channel
    std::int64_t pixelsPerRow = 1, kernelElements = 1;
    double macFactor = 1;    ///< slowdowns of int16 activations and weights / MAC efficiency
    double vectorCycles = 0; ///< of all element-wise work of the layer

    std::vector<LayerGeometry> stages; ///< of a fused layer, first to last; the grid is that of the last
};

/// Work, bytes and shape of a MAC or vector layer. Roots as in the plan.
LayerGeometry makeGeometry(const QuantizedGraph& network, const LayerPlan& plan, const PlannedLayer& layer, const Target& target);

/// MAC cycles of a tile of `rows` × `channels`, padded to the array:
/// ceil(inC / arrayIn) · ceil(outC / arrayOut) · ceil(pixels / pixelLanes) · kernel, plus the fill of the array.
/// On a systolic array (Target::dataflow) the closed form of mac_array.h, fill and drain included, each group by itself.
/// Depthwise convolutions on a broadcasting array use depthwise_efficiency of the array; other groups run one after the other, or as one
/// dense convolution with zeros where that is shorter.
std::int64_t macCycles(const LayerGeometry& geometry, const Target& target, std::int64_t rows, std::int64_t channels);

/// Vector cycles of a tile: its share of the layer's element-wise work.
std::int64_t vectorCycles(const LayerGeometry& geometry, std::int64_t rows, std::int64_t channels);

/// Input rows that `rows` output rows read.
std::int64_t inputRowsOf(const LayerGeometry& geometry, std::int64_t rows);

/// Bytes of weights for a tile.
std::int64_t weightBytesOf(const LayerGeometry& geometry, std::int64_t rows, std::int64_t channels);

/// Bytes of the data input that a tile reads.
std::int64_t inputBytesOf(const LayerGeometry& geometry, std::int64_t rows, std::int64_t channels);

} // namespace lathe
