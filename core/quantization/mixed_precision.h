#pragma once

#include "core/quantization/quantize.h"

namespace lathe {

/// One node that a mixed mode computes in int16, as a rule of scope Mixed with its sentence.
struct MixedChoice {
    NodeId node;
    PrecisionRule rule;
    std::string sentence;
};

/// What int8 does to the output of a convolution or matrix product with constant weights, by the model of uniform rounding noise
/// (Widrow and Kollár, Quantization Noise, 2008): rounding to steps of s adds noise of power s²/12. With the filter w_c of
/// K elements, input x and per-channel weight steps s_c, the mean over the channels c of
///   N_x = ‖w_c‖² · s_x²/12   (activations)     N_w = K · E[x²] · s_c²/12   (weights)
/// against the output's E[y²], in dB. Higher is better; E from the calibration histograms.
struct PredictedSqnr {
    double activationsDb = 0, weightsDb = 0;
    std::int64_t macs = 0;
};
/// Nothing for other nodes and where the statistics are missing or the output is always zero.
std::optional<PredictedSqnr> predictSqnr(const Graph& graph, const CalibrationTable& table, NodeId node);

/// The nodes that options.mixedDatapath and mixedWeights put into int16: those of the lowest predicted SQNR, as long as they stay
/// within the budget, a share of the network's multiply-accumulates: `mixedBudget`, else 0.2 for Light (int8 preferred) and 0.8
/// for Balance (int16 preferred). Ties keep the order of the graph. A node that would not fit is passed over for the next one.
std::vector<MixedChoice> chooseMixed(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options);

} // namespace lathe
