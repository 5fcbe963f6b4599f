#pragma once

#include "core/calibration/calibration.h"

namespace lathe {

// The calibration files of other tools: names with ranges, written from their public descriptions.

/// The range of what brings nothing but a largest magnitude.
TensorRange symmetricRange(float threshold);

/// ONNX Runtime, JSON: {"name": {"lowest": …, "highest": …}} with numbers or arrays of one, wrapped into TensorsData or not; also
/// {"name": [lowest, highest]} of older versions.
bool isOnnxRuntimeJson(std::string_view text);
Result<CalibrationTable> onnxRuntimeFromJson(std::string_view text, const std::string& file);
std::string toOnnxRuntimeJson(const CalibrationTable& table);

/// ONNX Runtime, FlatBuffers (calibration.flatbuffers, what its TensorRT provider reads): a vector of pairs of strings, the name and the
/// largest magnitude of each tensor.
bool isOnnxRuntimeFlatBuffer(std::string_view bytes);
Result<CalibrationTable> onnxRuntimeFromFlatBuffer(std::string_view bytes, const std::string& file);
std::string toOnnxRuntimeFlatBuffer(const CalibrationTable& table);

/// ONNX Runtime, text: "name value" lines, the largest value of each tensor.
bool isOnnxRuntimeText(std::string_view text);
Result<CalibrationTable> onnxRuntimeFromText(std::string_view text, const std::string& file);
std::string toOnnxRuntimeText(const CalibrationTable& table);

/// TensorRT: a line "TRT-<version>-<calibrator>", then "name: " and eight hexadecimal digits, the bits of threshold / 127.
bool isTensorRtCache(std::string_view text);
Result<CalibrationTable> tensorRtFromText(std::string_view text, const std::string& file);
std::string toTensorRtText(const CalibrationTable& table);

} // namespace lathe
