#include "core/calibration/statistics.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

constexpr int kInt16Levels = 32767;
constexpr float kInt16Room = 2;

float byPercentile(const TensorStatistics& statistics, const CalibrationOptions& options) {
    return percentileThreshold(statistics, options.percentile);
}
ClippingRange bothByPercentile(const TensorStatistics& statistics, const CalibrationOptions& options) {
    return percentileRange(statistics, options.percentile);
}
float byKl(const TensorStatistics& statistics, const CalibrationOptions&) {
    return klThreshold(statistics);
}
ClippingRange within(const TensorStatistics& statistics, float threshold) {
    return {std::max(statistics.min, -threshold), std::min(statistics.max, threshold)};
}
ClippingRange bothByKl(const TensorStatistics& statistics, const CalibrationOptions&) {
    return within(statistics, klThreshold(statistics));
}
float byMse(const TensorStatistics& statistics, const CalibrationOptions&) {
    return mseThreshold(statistics);
}
ClippingRange bothByMse(const TensorStatistics& statistics, const CalibrationOptions&) {
    return mseRange(statistics);
}

constexpr std::array kMethods{
    ThresholdMethodRow{ThresholdMethod::Max, "max", "The largest magnitude seen, or the share of values that max_percentile keeps.",
                       byPercentile, bothByPercentile},
    ThresholdMethodRow{ThresholdMethod::Percentile, "percentile", "The magnitude below which the given share of values lies.", byPercentile,
                       bothByPercentile},
    ThresholdMethodRow{ThresholdMethod::Kl, "kl",
                       "Least KL divergence between the values and their 128 levels: 2048 bins, every candidate from bin 128 on.", byKl,
                       bothByKl},
    ThresholdMethodRow{ThresholdMethod::Mse, "mse", "Least mean squared error of rounding and clipping, every candidate from bin 128 on.",
                       byMse, bothByMse},
};

const ThresholdMethodRow& rowOf(ThresholdMethod method) {
    return *std::ranges::find(kMethods, method, &ThresholdMethodRow::method);
}

/// Elements of the bins that begin at `bound` or beyond.
std::int64_t countBeyond(const std::vector<std::int64_t>& bins, float bound, float width) {
    std::int64_t beyond = 0;
    for (std::size_t i = 0; i < bins.size(); ++i)
        if (static_cast<float>(i) * width >= bound) beyond += bins[i];
    return beyond;
}

double shareBeyond(const TensorStatistics& statistics, const TensorRange& range) {
    std::int64_t total = 0;
    for (const std::int64_t bin : statistics.histogram)
        total += bin;
    if (total == 0) return 0;
    const float width = statistics.histogramLimit / static_cast<float>(statistics.histogram.size());
    std::int64_t beyond = 0;
    if (range.high < statistics.max)
        beyond += countBeyond(statistics.histogram, range.high, width) - countBeyond(statistics.negative, range.high, width);
    if (range.low > statistics.min) beyond += countBeyond(statistics.negative, -range.low, width);
    return static_cast<double>(beyond) / static_cast<double>(total);
}

/// What covers the ranges of all channels, or the tensor as a whole where there are none.
ClippingRange rangeOverChannels(const TensorStatistics& statistics, const ThresholdMethodRow& row, const CalibrationOptions& options) {
    if (!options.perChannel || statistics.channels.empty()) return row.chooseBoth(statistics, options);
    ClippingRange all;
    for (const TensorStatistics& channel : statistics.channels) {
        const ClippingRange one = row.chooseBoth(channel, options);
        all = {std::min(all.low, one.low), std::max(all.high, one.high)};
    }
    return all;
}

/// With room for values that the samples did not show: one of sixteen bits costs little, clipping a large score costs much.
float int16Threshold(const TensorStatistics& statistics, const CalibrationOptions& options) {
    const float threshold = kInt16Room * largestMagnitude(statistics);
    return options.powerOfTwo ? powerOfTwoThreshold(statistics, threshold, kInt16Levels) : threshold;
}

void chooseThreshold(TensorRange& range, const CalibrationOptions& options) {
    const TensorStatistics& statistics = range.statistics;
    const ThresholdMethodRow& row = rowOf(options.method);
    range.channelThresholds.clear();
    if (options.perChannel)
        for (const TensorStatistics& channel : statistics.channels)
            range.channelThresholds.push_back(row.choose(channel, options));
    range.threshold = range.channelThresholds.empty() ? row.choose(statistics, options) : std::ranges::max(range.channelThresholds);
    if (options.powerOfTwo) range.threshold = powerOfTwoThreshold(statistics, range.threshold);
    const ClippingRange both = options.asymmetric ? rangeOverChannels(statistics, row, options) : within(statistics, range.threshold);
    range.low = both.low;
    range.high = both.high;
    range.int16Threshold = int16Threshold(statistics, options);
    range.clippedShare = shareBeyond(statistics, range);
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
    for (auto& [name, range] : table.tensors)
        chooseThreshold(range, options);
}

Status chooseThresholds(CalibrationTable& table, const CalibrationOptions& options, JobContext& context) {
    table.options = options;
    std::vector<TensorRange*> ranges;
    for (auto& [name, range] : table.tensors)
        ranges.push_back(&range);
    return parallelFor(context, static_cast<std::int64_t>(ranges.size()), [&](std::int64_t index, int) -> Status {
        chooseThreshold(*ranges[static_cast<std::size_t>(index)], options);
        return {};
    });
}

} // namespace lathe
