#pragma once

#include "core/base/job_context.h"
#include "core/calibration/calibration.h"
#include "core/program/quantized_graph.h"
#include "core/quantization/given_quantization.h"

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
    std::map<std::string, Precision> nodePrecision;  ///< node_info and quant_config node_config
    std::map<std::string, Precision> inputPrecision; ///< by node: InputType only (output as by default)
    std::map<std::string, Precision> opPrecision;    ///< by ONNX operator type (op_config, set_{Kind}_…)
    std::optional<Precision> defaultPrecision;       ///< model_config all_node_type
    std::optional<Precision> outputPrecision;        ///< set_model_output_int8 / int16
    bool quantizeSoftmax = false;                    ///< set_Softmax_input_int8
    bool perChannelWeights = true;
    GivenQuantization given; ///< parameters that go before calibrated ranges; report QUA13 says what the device could not hold
    /// Can the device run this node on the accelerator, and in int16? Host nodes stay float, with the reason.
    struct NodeSupport {
        bool accelerator = true;
        bool int16 = true;
        std::string reason;
    };
    std::function<NodeSupport(const Graph&, NodeId)> support;
};

/// Decides the precision of every node, the scales of every quantized value, and makes the integer weights and biases.
/// Each fallback (int16 that a neighbour or the device cannot do → int8; no calibration data → float) is a diagnostic with
/// its reason. The arithmetic is docs/numerics.md's. An error names a node that does not exist, with the nearest names.
Result<QuantizedGraph> quantize(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options, JobContext& context);

/// Whether every value that these options want in integers has a range in `table` (or needs none).
Result<bool> hasAllRanges(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options);

/// The same graph as ONNX QuantizeLinear / DequantizeLinear, for other runtimes: int8 activations and weights, int32 biases.
/// int16 values become QuantizeLinear of opset 21 (or com.microsoft's below it).
Graph toQdqGraph(const QuantizedGraph& quantized);

/// `graph` with the calibrated thresholds in its metadata ("lathe.threshold.<value>"): P_calibrated_model.onnx.
Graph toCalibratedGraph(const Graph& graph, const CalibrationTable& table);

} // namespace lathe
