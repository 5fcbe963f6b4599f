#include "app/cli/calibration_methods.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <limits>

namespace lathe::cli {
namespace {

std::string thresholdText(float threshold) {
    char text[24];
    std::snprintf(text, sizeof text, "  %10.4g", double(threshold));
    return text;
}

std::string decibelText(double decibels) {
    char text[24];
    std::snprintf(text, sizeof text, " %6.1f dB", decibels);
    return text;
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

} // namespace

MethodComparison::MethodComparison(const CalibrationTable& statistics, CalibrationOptions options, double percentile) {
    for (const auto& [name, range] : statistics.tensors)
        m_rows.push_back({name, {}, {}});
    for (const ThresholdMethodRow& method : thresholdMethods()) {
        options.method = method.method;
        options.percentile = method.method == ThresholdMethod::Percentile ? percentile : 1.0;
        CalibrationTable chosen = statistics;
        chooseThresholds(chosen, options);
        std::size_t row = 0;
        for (const auto& [name, range] : chosen.tensors) {
            m_rows[row].thresholds.push_back(range.threshold);
            m_rows[row++].sqnrDb.push_back(predictedSqnrDb(range.statistics, range.threshold));
        }
    }
}

std::vector<std::string> MethodComparison::lines() const {
    std::size_t width = 8;
    for (const Row& row : m_rows)
        width = std::max(width, std::min<std::size_t>(row.tensor.size(), 60));
    std::vector<std::string> lines{padded("tensor", width)};
    for (const ThresholdMethodRow& method : thresholdMethods())
        lines.front() += "  " + padded(std::string(method.name), 20);
    std::string mean = padded("mean SQNR", width), least = padded("least", width);
    for (const Row& row : m_rows) {
        std::string line = padded(row.tensor, width);
        for (std::size_t i = 0; i < row.thresholds.size(); ++i)
            line += thresholdText(row.thresholds[i]) + decibelText(row.sqnrDb[i]);
        lines.push_back(std::move(line));
    }
    for (std::size_t i = 0; i < thresholdMethods().size() && !m_rows.empty(); ++i) {
        double sum = 0, lowest = std::numeric_limits<double>::infinity();
        for (const Row& row : m_rows)
            sum += row.sqnrDb[i], lowest = std::min(lowest, row.sqnrDb[i]);
        mean += std::string(12, ' ') + decibelText(sum / static_cast<double>(m_rows.size()));
        least += std::string(12, ' ') + decibelText(lowest);
    }
    lines.push_back(std::move(mean));
    lines.push_back(std::move(least));
    return lines;
}

std::string MethodComparison::json() const {
    using Json = nlohmann::ordered_json;
    Json root{{"schema", "lathe.calibration_methods/1"}};
    for (const ThresholdMethodRow& method : thresholdMethods())
        root["methods"].push_back({{"name", method.name}, {"sentence", method.sentence}});
    Json& tensors = root["tensors"] = Json::array();
    for (const Row& row : m_rows) {
        Json methods = Json::object();
        for (std::size_t i = 0; i < row.thresholds.size(); ++i)
            methods[std::string(thresholdMethods()[i].name)] = {{"threshold", row.thresholds[i]}, {"predicted_sqnr_db", row.sqnrDb[i]}};
        tensors.push_back({{"name", row.tensor}, {"methods", std::move(methods)}});
    }
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace lathe::cli
