#include "core/calibration/statistics.h"

#include <nlohmann/json.hpp>

#include <limits>
#include <optional>

namespace lathe {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "lathe.calibration/1";
constexpr double kLeast = -double(std::numeric_limits<float>::max());

Json toJsonValue(const TensorRange& range) {
    const TensorStatistics& s = range.statistics;
    return {{"threshold", range.threshold},
            {"low", range.low},
            {"high", range.high},
            {"int16_threshold", range.int16Threshold},
            {"clipped_share", range.clippedShare},
            {"min", s.min},
            {"max", s.max},
            {"elements", s.count},
            {"non_finite", s.nonFinite},
            {"histogram_limit", s.histogramLimit},
            {"histogram", s.histogram}};
}

/// Reads members of one object and keeps the first thing that is wrong, with the path to it.
class ObjectReader {
public:
    ObjectReader(const Json& object, std::string path) : m_object(object), m_path(std::move(path)) {
        if (!object.is_object()) fail("must be an object");
    }

    const Json* member(const char* key) {
        if (m_problem) return nullptr;
        const auto found = m_object.find(key);
        if (found == m_object.end()) {
            fail(std::string("has no \"") + key + "\"");
            return nullptr;
        }
        return &*found;
    }
    double number(const char* key, double low, double high) {
        const Json* json = member(key);
        if (!json) return low;
        if (!json->is_number() || !(json->get<double>() >= low && json->get<double>() <= high)) {
            failAt(key, "must be a number from " + Json(low).dump() + " to " + Json(high).dump());
            return low;
        }
        return json->get<double>();
    }
    float binary32(const char* key, double low) {
        constexpr double kMost = std::numeric_limits<float>::max();
        return static_cast<float>(number(key, low, kMost));
    }
    std::int64_t count(const char* key) {
        const Json* json = member(key);
        return json ? countIn(*json, key) : 0;
    }
    std::int64_t countIn(const Json& json, const std::string& key) {
        const bool fits = json.is_number_integer() && (!json.is_number_unsigned() || json.get<std::uint64_t>() <= kLargestCount);
        if (!fits || json.get<std::int64_t>() < 0) {
            failAt(key, "must be a whole number, zero or more");
            return 0;
        }
        return json.get<std::int64_t>();
    }
    bool boolean(const char* key) {
        const Json* json = member(key);
        if (json && !json->is_boolean()) failAt(key, "must be true or false");
        return json && json->is_boolean() && json->get<bool>();
    }
    std::string text(const char* key) {
        const Json* json = member(key);
        if (json && !json->is_string()) failAt(key, "must be a text");
        return json && json->is_string() ? json->get<std::string>() : std::string();
    }
    void failAt(const std::string& key, const std::string& what) {
        if (!m_problem) m_problem = m_path + "." + key + " " + what;
    }
    void fail(const std::string& what) {
        if (!m_problem) m_problem = m_path + " " + what;
    }
    const std::optional<std::string>& problem() const { return m_problem; }

private:
    static constexpr std::uint64_t kLargestCount = std::uint64_t(1) << 53;
    const Json& m_object;
    std::string m_path;
    std::optional<std::string> m_problem;
};

std::vector<std::int64_t> readHistogram(ObjectReader& reader) {
    std::vector<std::int64_t> histogram;
    const Json* json = reader.member("histogram");
    if (!json) return histogram;
    if (!json->is_array() || json->size() != kHistogramBins) {
        reader.failAt("histogram", "must be a list of " + std::to_string(kHistogramBins) + " counts");
        return histogram;
    }
    for (std::size_t i = 0; i < json->size(); ++i)
        histogram.push_back(reader.countIn((*json)[i], "histogram[" + std::to_string(i) + "]"));
    return histogram;
}

void checkConsistent(const TensorStatistics& s, ObjectReader& reader) {
    if (s.min > s.max) reader.failAt("min", "is larger than max");
    if (s.nonFinite > s.count) reader.failAt("non_finite", "is larger than elements");
    std::int64_t held = 0;
    for (const std::int64_t bin : s.histogram) {
        if (bin > s.count - held) {
            reader.failAt("histogram", "counts more than elements");
            return;
        }
        held += bin;
    }
}

TensorRange readRange(ObjectReader& reader) {
    TensorRange range;
    range.threshold = reader.binary32("threshold", 0);
    range.low = reader.binary32("low", kLeast);
    range.high = reader.binary32("high", kLeast);
    range.int16Threshold = reader.binary32("int16_threshold", 0);
    if (range.low > range.high) reader.failAt("low", "is larger than high");
    range.clippedShare = reader.number("clipped_share", 0, 1);
    range.statistics.min = reader.binary32("min", kLeast);
    range.statistics.max = reader.binary32("max", kLeast);
    range.statistics.count = reader.count("elements");
    range.statistics.nonFinite = reader.count("non_finite");
    range.statistics.histogramLimit = reader.binary32("histogram_limit", 0);
    range.statistics.histogram = readHistogram(reader);
    checkConsistent(range.statistics, reader);
    return range;
}

std::string methodNames() {
    std::string names;
    for (const ThresholdMethodRow& row : thresholdMethods()) {
        const bool isLast = &row == &thresholdMethods().back();
        names += (names.empty() ? "" : isLast ? " or " : ", ") + std::string(row.name);
    }
    return names;
}

CalibrationOptions readOptions(ObjectReader& reader) {
    CalibrationOptions options;
    const std::string method = reader.text("method");
    if (const ThresholdMethodRow* row = findThresholdMethod(method))
        options.method = row->method;
    else
        reader.failAt("method", "must be " + methodNames() + ", not \"" + method + "\"");
    options.percentile = reader.number("percentile", 0, 1);
    return options;
}

Error badTable(const std::string& what, const std::string& file) {
    return Error::input("not a calibration table: " + what, file, "make it with lathe calibrate");
}

} // namespace

std::string toJson(const CalibrationTable& table) {
    Json json{{"schema", kSchema},
              {"method", toName(table.options.method)},
              {"percentile", table.options.percentile},
              {"samples", table.samples},
              {"random", table.isRandom}};
    Json& tensors = json["tensors"] = Json::object();
    for (const auto& [name, range] : table.tensors)
        tensors[name] = toJsonValue(range);
    // A tensor name in a broken encoding must not make the table unwritable.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<CalibrationTable> calibrationFromJson(std::string_view text, const std::string& file) {
    const Json json = Json::parse(text.begin(), text.end(), nullptr, false);
    if (json.is_discarded()) return badTable("the text is not JSON", file);
    ObjectReader reader(json, "$");
    if (const std::string schema = reader.text("schema"); !reader.problem() && schema != kSchema)
        reader.failAt("schema", "is \"" + schema + "\", expected \"" + std::string(kSchema) + "\"");
    CalibrationTable table;
    table.options = readOptions(reader);
    table.samples = reader.count("samples");
    table.isRandom = reader.boolean("random");
    const Json* tensors = reader.member("tensors");
    if (tensors && !tensors->is_object()) reader.failAt("tensors", "must be an object");
    if (reader.problem()) return badTable(*reader.problem(), file);
    for (const auto& [name, value] : tensors->items()) {
        ObjectReader tensor(value, "$.tensors[\"" + name + "\"]");
        table.tensors[name] = readRange(tensor);
        if (tensor.problem()) return badTable(*tensor.problem(), file);
    }
    return table;
}

} // namespace lathe
