#pragma once

#include "core/analysis/channel_peaks.h"
#include "core/program/quantized_graph.h"

#include <memory>
#include <string>
#include <vector>

namespace lathe {

struct RefinementOptions {
    bool correctBias = true;  ///< biases take up the mean error of their channel
    bool roundWeights = true; ///< weights are rounded for the least error of the node's result (RoundingProblem)
};

/// What was done to one node.
struct RefinedNode {
    std::string name;
    std::int64_t changedWeights = 0, weights = 0;
    /// Mean square that the rounding of the weights adds to the result, relative to the nearest integers; 1 where they stay.
    double roundingError = 1;
    double biasShift = 0; ///< root mean square over the channels, in steps of the bias
};

/// Improves the integer weights and biases of quantized networks node by node in order of execution, each on what the network so far
/// makes of the samples in integers, so that later nodes make good what earlier ones left. The scales stay. Two passes over the
/// samples: float for the means that biases aim at (once for a float network), integers for all else. Results are those of any
/// number of threads.
/// Bias correction: Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction", ICCV 2019, 4.2, with measured
/// means; a channel's shift is lessened by what the samples leave in doubt, s → s · max(0, 1 − var/(n s²)), so that it vanishes where it is
/// no more than chance. Conv, Gemm and MatMul with constant weights; others stay as they are.
class WeightRefiner {
public:
    /// The float pass, which `peaks` may watch besides. Keeps the samples' inputs.
    static Result<WeightRefiner> create(const Graph& graph, std::int64_t samples, const SampleSource& source, JobContext& context,
                                        PeakMeter* peaks = nullptr);
    WeightRefiner(WeightRefiner&&) noexcept;
    WeightRefiner& operator=(WeightRefiner&&) noexcept;
    ~WeightRefiner();

    /// The same for the network with equalised channels, whose outputs are these divided by their scales: spares the pass.
    WeightRefiner forEqualized(const std::vector<EqualizedLayer>& layers) const;

    /// `network` is a quantization of that graph.
    Result<std::vector<RefinedNode>> refine(QuantizedGraph& network, const RefinementOptions& options, JobContext& context) const;

private:
    struct State;
    explicit WeightRefiner(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace lathe
