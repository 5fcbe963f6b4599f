#include "core/calibration/table_formats.h"

#include "core/base/files.h"
#include "core/calibration/foreign_tables.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t(1) << 28;

bool isLatheTable(std::string_view text) {
    return text.substr(0, 200).find("\"lathe.calibration/") != std::string_view::npos;
}

constexpr std::array kFormats{
    TableFormatRow{"lathe", "Lathe's own JSON: ranges, and the histograms they were chosen from.", isLatheTable, calibrationFromJson,
                   toJson},
    TableFormatRow{"onnxruntime", "calibration.json of ONNX Runtime's write_calibration_table: lowest and highest of each tensor.",
                   isOnnxRuntimeJson, onnxRuntimeFromJson, toOnnxRuntimeJson},
    TableFormatRow{"tensorrt", "TensorRT's calibration cache: a scale of each tensor as the bits of a binary32 number.", isTensorRtCache,
                   tensorRtFromText, toTensorRtText},
    TableFormatRow{"onnxruntime-flatbuffers",
                   "calibration.flatbuffers of ONNX Runtime, which its TensorRT provider reads: name and largest value of each tensor.",
                   isOnnxRuntimeFlatBuffer, onnxRuntimeFromFlatBuffer, toOnnxRuntimeFlatBuffer},
    TableFormatRow{"onnxruntime-text", "calibration.cache of ONNX Runtime: a line with name and largest value of each tensor.",
                   isOnnxRuntimeText, onnxRuntimeFromText, toOnnxRuntimeText},
};

} // namespace

std::span<const TableFormatRow> tableFormats() {
    return kFormats;
}

const TableFormatRow* findTableFormat(std::string_view name) {
    const auto found = std::ranges::find(kFormats, name, &TableFormatRow::name);
    return found == kFormats.end() ? nullptr : &*found;
}

Result<CalibrationTable> readCalibrationTable(const std::filesystem::path& file) {
    LATHE_TRY(const std::string text, readTextFile(file, kMostBytes));
    const auto found = std::ranges::find_if(kFormats, [&](const TableFormatRow& row) { return row.recognises(text); });
    if (found != kFormats.end()) return found->read(text, file.string());
    return Error::input("is no calibration table", file.string(),
                        "give the JSON of lathe calibrate or of ONNX Runtime, or the calibration cache of TensorRT or ONNX Runtime");
}

} // namespace lathe
