#include "core/calibration/statistics.h"

#include <nlohmann/json.hpp>

#include <limits>
#include <optional>

namespace lathe {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "lathe.calibration/2";
constexpr double kLeast = -double(std::numeric_limits<float>::max());

Json toJsonValue(const TensorStatistics& s) {
    Json json{{"min", s.min},
              {"max", s.max},
              {"elements", s.count},
              {"non_finite", s.nonFinite},
              {"histogram_limit", s.histogramLimit},
              {"histogram", s.histogram},
              {"negative", s.negative}};
    return json;
}

Json toJsonValue(const TensorRange& range) {
    Json json{{"threshold", range.threshold},
              {"low", range.low},
              {"high", range.high},
              {"int16_threshold", range.int16Threshold},
              {"clipped_share", range.clippedShare}};
    json.update(toJsonValue(range.statistics));
    if (range.statistics.channels.empty()) return json;
    json["channel_thresholds"] = range.channelThresholds;
    for (const TensorStatistics& channel : range.statistics.channels)
        json["channels"].push_back(toJsonValue(channel));
    return json;
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
    bool has(const char* key) const { return m_object.is_object() && m_object.contains(key); }
    double number(const char* key, double low, double high) {
        const Json* json = member(key);
        return json ? numberIn(*json, key, low, high) : low;
    }
    double numberIn(const Json& json, const std::string& key, double low, double high) {
        if (!json.is_number() || !(json.get<double>() >= low && json.get<double>() <= high)) {
            failAt(key, "must be a number from " + Json(low).dump() + " to " + Json(high).dump());
            return low;
        }
        return json.get<double>();
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
    /// A problem of something within, whose text has its place already.
    void take(const std::string& problem) {
        if (!m_problem) m_problem = problem;
    }
    const std::optional<std::string>& problem() const { return m_problem; }

private:
    static constexpr std::uint64_t kLargestCount = std::uint64_t(1) << 53;
    const Json& m_object;
    std::string m_path;
    std::optional<std::string> m_problem;
};

/// A list of `bins` counts, or an empty one.
std::vector<std::int64_t> readBins(ObjectReader& reader, const std::string& key, std::size_t bins) {
    std::vector<std::int64_t> counts;
    const Json* json = reader.member(key.c_str());
    if (!json) return counts;
    if (!json->is_array() || (!json->empty() && json->size() != bins)) {
        reader.failAt(key, "must be a list of " + std::to_string(bins) + " counts, or empty");
        return counts;
    }
    for (std::size_t i = 0; i < json->size(); ++i)
        counts.push_back(reader.countIn((*json)[i], key + "[" + std::to_string(i) + "]"));
    return counts;
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
    for (std::size_t i = 0; i < s.negative.size(); ++i)
        if (s.histogram.size() != s.negative.size() || s.negative[i] > s.histogram[i]) {
            reader.failAt("negative[" + std::to_string(i) + "]", "is more than the histogram holds there");
            return;
        }
}

TensorStatistics readStatistics(ObjectReader& reader, std::size_t bins) {
    TensorStatistics statistics;
    statistics.min = reader.binary32("min", kLeast);
    statistics.max = reader.binary32("max", kLeast);
    statistics.count = reader.count("elements");
    statistics.nonFinite = reader.count("non_finite");
    statistics.histogramLimit = reader.binary32("histogram_limit", 0);
    statistics.histogram = readBins(reader, "histogram", bins);
    statistics.negative = readBins(reader, "negative", bins);
    checkConsistent(statistics, reader);
    return statistics;
}

void readChannels(ObjectReader& reader, const std::string& path, TensorRange& range) {
    if (!reader.has("channels")) return;
    const Json *channels = reader.member("channels"), *thresholds = reader.member("channel_thresholds");
    if (!channels || !thresholds) return;
    if (!channels->is_array() || !thresholds->is_array() || (!thresholds->empty() && thresholds->size() != channels->size())) {
        reader.failAt("channels", "and channel_thresholds must be lists of the same length");
        return;
    }
    for (std::size_t c = 0; c < channels->size() && !reader.problem(); ++c) {
        ObjectReader channel((*channels)[c], path + ".channels[" + std::to_string(c) + "]");
        range.statistics.channels.push_back(readStatistics(channel, kChannelBins));
        if (channel.problem()) reader.take(*channel.problem());
    }
    for (std::size_t c = 0; c < thresholds->size(); ++c)
        range.channelThresholds.push_back(
            static_cast<float>(reader.numberIn((*thresholds)[c], "channel_thresholds[" + std::to_string(c) + "]", 0, -kLeast)));
}

TensorRange readRange(ObjectReader& reader, const std::string& path) {
    TensorRange range;
    range.threshold = reader.binary32("threshold", 0);
    range.low = reader.binary32("low", kLeast);
    range.high = reader.binary32("high", kLeast);
    range.int16Threshold = reader.binary32("int16_threshold", 0);
    if (range.low > range.high) reader.failAt("low", "is larger than high");
    range.clippedShare = reader.number("clipped_share", 0, 1);
    range.statistics = readStatistics(reader, kHistogramBins);
    readChannels(reader, path, range);
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
    options.asymmetric = reader.boolean("asymmetric");
    options.perChannel = reader.boolean("per_channel");
    options.powerOfTwo = reader.boolean("power_of_two");
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
              {"asymmetric", table.options.asymmetric},
              {"per_channel", table.options.perChannel},
              {"power_of_two", table.options.powerOfTwo},
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
        const std::string path = "$.tensors[\"" + name + "\"]";
        ObjectReader tensor(value, path);
        table.tensors[name] = readRange(tensor, path);
        if (tensor.problem()) return badTable(*tensor.problem(), file);
    }
    return table;
}

} // namespace lathe
