#include "core/calibration/foreign_tables.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <functional>
#include <optional>

namespace lathe {
namespace {

using Json = nlohmann::ordered_json;

TensorRange rangeFrom(float low, float high) {
    TensorRange range;
    range.low = range.statistics.min = std::min(low, 0.0f);
    range.high = range.statistics.max = std::max(high, 0.0f);
    range.threshold = range.int16Threshold = std::max(-range.low, range.high);
    return range;
}

/// A number, or what ONNX Runtime makes of an array of one.
std::optional<float> numberIn(const Json& json) {
    const Json& inner = json.is_object() && json.contains("data") ? json["data"] : json;
    const Json& number = inner.is_array() && inner.size() == 1 ? inner[0] : inner;
    const auto value = number.is_number() ? static_cast<float>(number.get<double>()) : std::nanf("");
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<TensorRange> rangeIn(const Json& json) {
    const bool isPair = json.is_array() && json.size() == 2;
    if (!isPair && !(json.is_object() && json.contains("lowest") && json.contains("highest"))) return std::nullopt;
    const auto low = numberIn(isPair ? json[0] : json["lowest"]), high = numberIn(isPair ? json[1] : json["highest"]);
    if (!low || !high || *low > *high) return std::nullopt;
    return rangeFrom(*low, *high);
}

/// Calls `take(number, line)` for each line that is not empty, from 1 on; the first error ends it.
Status eachLine(std::string_view text, const std::function<Status(std::size_t, std::string_view)>& take) {
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) LATHE_CHECK(take(number, line));
    }
    return {};
}

Error badLine(std::size_t number, const std::string& expected, const std::string& file) {
    return Error::input("line " + std::to_string(number) + ": expected " + expected, file, "export the calibration cache anew");
}

/// The name and what stands behind the last `separator`.
std::optional<std::pair<std::string_view, std::string_view>> splitAtLast(std::string_view line, std::string_view separator) {
    const std::size_t at = line.rfind(separator);
    if (at == std::string_view::npos || at == 0) return std::nullopt;
    return std::pair(line.substr(0, at), line.substr(at + separator.size()));
}

template <class Number, class... Base>
std::optional<Number> wholeNumber(std::string_view text, Base... base) {
    Number number{};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number, base...);
    return failed == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::optional<std::pair<std::string_view, float>> nameAndNumber(std::string_view line) {
    const auto parts = splitAtLast(line, " ");
    const auto number = parts ? wholeNumber<float>(parts->second) : std::nullopt;
    if (!number || !std::isfinite(*number) || *number < 0) return std::nullopt;
    return std::pair(parts->first, *number);
}

/// Names are what these formats cannot quote.
std::string onOneLine(std::string name) {
    std::ranges::replace(name, '\n', '_');
    return name;
}

std::string_view onnxRuntimeMethod(ThresholdMethod method) {
    if (method == ThresholdMethod::Kl) return "CalibrationMethod.Entropy";
    return method == ThresholdMethod::Percentile ? "CalibrationMethod.Percentile" : "CalibrationMethod.MinMax";
}

Json arrayOfOne(float value) {
    return {{"data", value}, {"dtype", "float32"}, {"CLS", "numpy.array"}};
}

} // namespace

TensorRange symmetricRange(float threshold) {
    return rangeFrom(-threshold, threshold);
}

bool isOnnxRuntimeJson(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '{';
}

Result<CalibrationTable> onnxRuntimeFromJson(std::string_view text, const std::string& file) {
    const Json json = Json::parse(text.begin(), text.end(), nullptr, false);
    if (!json.is_object()) return Error::input("is no JSON object", file, "give calibration.json of write_calibration_table");
    const bool isWrapped = json.contains("data") && json.contains("CLS") && json["data"].is_object();
    const Json& tensors = isWrapped ? json["data"] : json;
    CalibrationTable table;
    for (const auto& [name, value] : tensors.items()) {
        const auto range = rangeIn(value);
        if (!range)
            return Error::input("tensor \"" + name + "\" has no range", file, "expected lowest and highest, or a list of two numbers");
        table.tensors[name] = *range;
    }
    return table;
}

std::string toOnnxRuntimeJson(const CalibrationTable& table) {
    Json tensors = Json::object();
    for (const auto& [name, range] : table.tensors)
        tensors[name] = {{"lowest", arrayOfOne(range.low)}, {"highest", arrayOfOne(range.high)}, {"CLS", "TensorData"}};
    const Json json{{"CLS", "TensorsData"},
                    {"data", std::move(tensors)},
                    {"calibration_method", {{"CLS", "CalibrationMethod"}, {"value", onnxRuntimeMethod(table.options.method)}}}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

bool isOnnxRuntimeText(std::string_view text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    return nameAndNumber(text.substr(0, end)).has_value();
}

Result<CalibrationTable> onnxRuntimeFromText(std::string_view text, const std::string& file) {
    CalibrationTable table;
    LATHE_CHECK(eachLine(text, [&](std::size_t number, std::string_view line) -> Status {
        const auto pair = nameAndNumber(line);
        if (!pair) return badLine(number, "a name and a number from 0 on", file);
        table.tensors[std::string(pair->first)] = symmetricRange(pair->second);
        return {};
    }));
    return table;
}

std::string toOnnxRuntimeText(const CalibrationTable& table) {
    std::string text;
    for (const auto& [name, range] : table.tensors)
        text += onOneLine(name) + " " + Json(range.threshold).dump() + "\n";
    return text;
}

bool isTensorRtCache(std::string_view text) {
    return text.starts_with("TRT-");
}

Result<CalibrationTable> tensorRtFromText(std::string_view text, const std::string& file) {
    CalibrationTable table;
    LATHE_CHECK(eachLine(text, [&](std::size_t number, std::string_view line) -> Status {
        if (number == 1) return {};
        const auto parts = splitAtLast(line, ": ");
        const auto bits = parts ? wholeNumber<std::uint32_t>(parts->second, 16) : std::nullopt;
        const float threshold = bits ? std::bit_cast<float>(*bits) * 127 : -1;
        if (!(threshold >= 0) || !std::isfinite(threshold))
            return badLine(number, "\"name: \" and the bits of a scale from 0 on in hexadecimal", file);
        table.tensors[std::string(parts->first)] = symmetricRange(threshold);
        return {};
    }));
    return table;
}

std::string toTensorRtText(const CalibrationTable& table) {
    std::string text = table.options.method == ThresholdMethod::Kl ? "TRT-8401-EntropyCalibration2\n" : "TRT-8401-MinMaxCalibration\n";
    for (const auto& [name, range] : table.tensors) {
        char bits[9];
        std::snprintf(bits, sizeof bits, "%08x", std::bit_cast<std::uint32_t>(range.threshold / 127));
        text += onOneLine(name) + ": " + bits + "\n";
    }
    return text;
}

} // namespace lathe
