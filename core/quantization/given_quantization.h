#pragma once

#include "core/base/job_context.h"
#include "core/calibration/calibration.h"
#include "core/program/quantized_graph.h"

#include <map>
#include <string>

namespace lathe {

/// What a model that was quantized by somebody else says of its own integers, by value name of the float graph.
struct GivenQuantization {
    std::map<std::string, QuantParams> activations; ///< one scale each; types and zero points as in the model
    std::map<std::string, QuantParams> weights;     ///< of constants that were integers in the model
    bool isEmpty() const { return activations.empty() && weights.empty(); }
};

/// The largest |x| that integers of these parameters stand for.
float thresholdOf(const QuantParams& params);

/// Turns the QuantizeLinear / DequantizeLinear pairs and QLinear operators of a model (ONNX and com.microsoft) into the float
/// operators that they stand for, and gives back the parameters that stood in them. Where an integer type cut values off
/// (uint8 with zero point 0 as Relu does) a Clip says so. Constants become the real numbers that they stood for, exactly.
/// Nodes keep names and origins. What has no constant parameters, several scales per activation or an operator that is not
/// known stays as it is. `graph` has its shapes inferred; infer again afterwards. Diagnostics QUA10 (what was taken),
/// QUA11 (a value with two parameters), QUA12 (what stays).
Result<GivenQuantization> liftQuantization(Graph& graph, JobContext& context);

/// `table` with the ranges that the model states in the place of the calibrated ones.
CalibrationTable withGivenRanges(CalibrationTable table, const GivenQuantization& given);

/// The parameters that a device has for what the model says: its own scale and zero point where the device has zero points, or its
/// scale where the integers of `type` hold all of the model's without one (isHeld); else the scale that spreads the same range over
/// them.
struct TakenParams {
    QuantParams params;
    bool isHeld = false;
};
TakenParams takeActivation(const QuantParams& given, DataType type, const NumericsSpec& numerics);

/// The scale of the model for weights of this channel whose largest magnitude is `peak`; 0 where the device's integers
/// without zero point, up to `largest`, cannot hold them.
float takeWeightScale(const QuantParams& given, std::size_t channel, float peak, const NumericsSpec& numerics, float largest = 127);

/// Whether all elements are multiples of the scale of their channel: a pass may have changed them since.
bool isOnGrid(const Tensor& weights, const QuantParams& given);

} // namespace lathe
