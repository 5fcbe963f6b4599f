#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lathe {

/// Statistics of one tensor over all samples, gathered in one streaming pass; memory does not grow with the samples.
struct TensorStatistics {
    float min = 0, max = 0;
    std::int64_t count = 0; ///< elements seen
    std::int64_t nonFinite = 0;
    float histogramLimit = 0;            ///< bins cover |x| in [0, histogramLimit]
    std::vector<std::int64_t> histogram; ///< 2048 bins of |x|
};

enum class ThresholdMethod { Max, Percentile, Kl, Mse };

struct CalibrationOptions {
    ThresholdMethod method = ThresholdMethod::Max;
    double percentile = 1.0; ///< of |x|, for Max with max_percentile and for Percentile
};

/// One row of the table of methods, which JSON, command line, documentation and errors read.
struct ThresholdMethodRow {
    ThresholdMethod method = ThresholdMethod::Max;
    std::string_view name, sentence;
    float (*choose)(const TensorStatistics& statistics, const CalibrationOptions& options) = nullptr; ///< bound of |x|
};
std::span<const ThresholdMethodRow> thresholdMethods();
const ThresholdMethodRow* findThresholdMethod(std::string_view name); ///< nullptr: there is none
std::string_view toName(ThresholdMethod method);

struct TensorRange {
    TensorStatistics statistics;
    float threshold = 0;      ///< symmetric clipping bound of |x| for 8-bit integers
    float low = 0, high = 0;  ///< clipping bounds of x: [max(min, -threshold), min(max, threshold)] of symmetric methods
    float int16Threshold = 0; ///< bound of |x| for 16-bit integers, which lose less to rounding; 0: that of 8 bits
    double clippedShare = 0;  ///< share of elements beyond low and high
};
/// The bound of |x| for integers of a type. Int16 never clips more than Int8.
float thresholdFor(const TensorRange& range, DataType type);

/// Ranges by value name. What quantization needs to know about the data; JSON form in toJson / fromJson.
struct CalibrationTable {
    CalibrationOptions options;
    std::int64_t samples = 0;
    bool isRandom = false; ///< calibration_type skip: accuracy means nothing
    std::map<std::string, TensorRange> tensors;
};

/// Gives the input tensors of sample `index`, in the order of graph.inputs(). Called from several threads.
using SampleSource = std::function<Result<std::vector<Tensor>>(std::int64_t index)>;

/// Runs the float graph over all samples (images in parallel, one thread each) and collects statistics of every float
/// tensor. Deterministic: the same table for any number of threads. The graph may be one without static batch.
Result<CalibrationTable> collectStatistics(const Graph& graph, std::int64_t samples, const SampleSource& source, JobContext& context);

/// Chooses the threshold of every tensor from its statistics. Cheap: changing the method does not run the network again.
void chooseThresholds(CalibrationTable& table, const CalibrationOptions& options);

/// The threshold that minimises KL divergence between the 2048-bin histogram of |x| and its 128-level quantization,
/// every candidate from bin 128 on (TensorRT's rule; sources in the .cpp).
float klThreshold(const TensorStatistics& statistics);
float percentileThreshold(const TensorStatistics& statistics, double percentile);
/// The threshold with the least mean squared error of rounding and clipping with integers in [-levels, levels]: every
/// candidate from bin 128 on, elements spread evenly within their bin.
float mseThreshold(const TensorStatistics& statistics, int levels = 127);

std::string toJson(const CalibrationTable& table);
Result<CalibrationTable> calibrationFromJson(std::string_view json, const std::string& file);

} // namespace lathe
