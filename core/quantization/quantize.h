#pragma once

#include "core/base/job_context.h"
#include "core/calibration/calibration.h"
#include "core/program/quantized_graph.h"
#include "core/quantization/given_quantization.h"
#include "core/quantization/precision_rule.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace lathe {

/// What the user and the device ask for. Node names are names of `graph` or of the trained graph (origins), or of an
/// output of the node.
struct QuantizationOptions {
    NumericsSpec numerics;
    std::vector<PrecisionRule> rules;         ///< what is asked of the precision; see RuleScope for who wins
    std::map<std::string, bool> placedOnHost; ///< by node: true node_info ON: CPU, false ON: BPU
    MixMode mixedDatapath = MixMode::None, mixedWeights = MixMode::None;
    std::optional<double> mixedBudget; ///< share of the multiply-accumulates in int16; by default that of the mode
    // Short forms of rules, before those above: inputs and outputs of a node, inputs alone, an operator, the model, its outputs.
    std::map<std::string, Precision> nodePrecision, inputPrecision, opPrecision;
    std::optional<Precision> defaultPrecision, outputPrecision;
    bool asymmetric = false;    ///< int8 activations with zero points, on devices that have them; else QUA16 says so
    std::int32_t biasBits = 32; ///< 8: biases are rounded to 8 bits of one scale per node before they become sums
    bool perChannelWeights = true;
    GivenQuantization given; ///< parameters that go before calibrated ranges; report QUA13 says what the device could not hold
    /// Can the device run this node on the accelerator, and in int16? Host nodes stay float, with the reason.
    struct NodeSupport {
        bool accelerator = true;
        bool int16 = true;
        std::string reason;
        bool int16Weights = true;
    };
    std::function<NodeSupport(const Graph&, NodeId)> support;
};

/// Decides the precision of every node, the scales of every quantized value, and makes the integer weights and biases.
/// Each fallback (int16 that a neighbour or the device cannot do → int8; no calibration data → float) is a diagnostic with
/// its reason. The arithmetic is docs/numerics.md's. An error names a node that does not exist, with the nearest names.
Result<QuantizedGraph> quantize(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options, JobContext& context);

/// Why a node has its precision: each rule that reaches it, the weakest first, then what came of them, as sentences.
std::vector<std::string> explainPrecision(const QuantizedGraph& quantized, NodeId node);

/// Whether every value that these options want in integers has a range in `table` (or needs none).
Result<bool> hasAllRanges(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options);

/// The same graph as ONNX QuantizeLinear / DequantizeLinear, for other runtimes: int8 activations and weights, int32 biases.
/// int16 values become QuantizeLinear of opset 21 (or com.microsoft's below it).
Graph toQdqGraph(const QuantizedGraph& quantized);

/// `graph` with the calibrated thresholds in its metadata ("lathe.threshold.<value>"): P_calibrated_model.onnx.
Graph toCalibratedGraph(const Graph& graph, const CalibrationTable& table);

} // namespace lathe
