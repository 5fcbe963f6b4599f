#include "core/calibration/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

float byPercentile(const TensorStatistics& statistics, const CalibrationOptions& options) {
    return percentileThreshold(statistics, options.percentile);
}
float byKl(const TensorStatistics& statistics, const CalibrationOptions&) {
    return klThreshold(statistics);
}
float byMse(const TensorStatistics& statistics, const CalibrationOptions&) {
    return mseThreshold(statistics);
}

constexpr std::array kMethods{
    ThresholdMethodRow{ThresholdMethod::Max, "max", "The largest magnitude seen, or the share of values that max_percentile keeps.",
                       byPercentile},
    ThresholdMethodRow{ThresholdMethod::Percentile, "percentile", "The magnitude below which the given share of values lies.",
                       byPercentile},
    ThresholdMethodRow{ThresholdMethod::Kl, "kl",
                       "Least KL divergence between the values and their 128 levels: 2048 bins, every candidate from bin 128 on.", byKl},
    ThresholdMethodRow{ThresholdMethod::Mse, "mse", "Least mean squared error of rounding and clipping, every candidate from bin 128 on.",
                       byMse},
};

const ThresholdMethodRow& rowOf(ThresholdMethod method) {
    return *std::ranges::find(kMethods, method, &ThresholdMethodRow::method);
}

double shareBeyond(const TensorStatistics& statistics, float threshold) {
    std::int64_t total = 0, beyond = 0;
    const float width = statistics.histogramLimit / kHistogramBins;
    const bool clips = threshold < largestMagnitude(statistics);
    for (std::size_t i = 0; i < statistics.histogram.size(); ++i) {
        total += statistics.histogram[i];
        if (clips && static_cast<float>(i) * width >= threshold) beyond += statistics.histogram[i];
    }
    return total == 0 ? 0.0 : static_cast<double>(beyond) / static_cast<double>(total);
}

} // namespace

std::span<const ThresholdMethodRow> thresholdMethods() {
    return kMethods;
}

const ThresholdMethodRow* findThresholdMethod(std::string_view name) {
    const auto found = std::ranges::find(kMethods, name, &ThresholdMethodRow::name);
    return found == kMethods.end() ? nullptr : &*found;
}

std::string_view toName(ThresholdMethod method) {
    return rowOf(method).name;
}

float thresholdFor(const TensorRange& range, DataType type) {
    return type == DataType::Int16 ? std::max(range.threshold, range.int16Threshold) : range.threshold;
}

void chooseThresholds(CalibrationTable& table, const CalibrationOptions& options) {
    table.options = options;
    for (auto& [name, range] : table.tensors) {
        const TensorStatistics& statistics = range.statistics;
        range.threshold = rowOf(options.method).choose(statistics, options);
        range.low = std::max(statistics.min, -range.threshold);
        range.high = std::min(statistics.max, range.threshold);
        range.int16Threshold = mseThreshold(statistics, 32767);
        range.clippedShare = shareBeyond(statistics, range.threshold);
    }
}

} // namespace lathe
