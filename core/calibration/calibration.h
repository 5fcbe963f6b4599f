#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
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
    float histogramLimit = 0;               ///< bins cover |x| in [0, histogramLimit]
    std::vector<std::int64_t> histogram;    ///< 2048 bins of |x|; of large tensors a part of the elements (statistics.h)
    std::vector<std::int64_t> negative;     ///< what of it comes from x < 0; empty: nothing
    std::vector<TensorStatistics> channels; ///< of axis 1, with 512 bins each; only where per_channel asks for them
};

enum class ThresholdMethod { Max, Percentile, Kl, Mse };

struct CalibrationOptions {
    ThresholdMethod method = ThresholdMethod::Max;
    double percentile = 1.0; ///< of |x|, for Max with max_percentile and for Percentile
    bool asymmetric = false; ///< low and high are chosen each for itself, for integers with a zero point
    bool perChannel = false; ///< each channel gets its threshold; the tensor's covers all of them (docs/numerics.md)
    bool powerOfTwo = false; ///< thresholds are 127 times a power of two, of the two next ones the one with less error
    bool operator==(const CalibrationOptions&) const = default;
};

/// What integers hold of x; the rest is clipped.
struct ClippingRange {
    float low = 0, high = 0;
};

/// One row of the table of methods, which JSON, command line, documentation and errors read.
struct ThresholdMethodRow {
    ThresholdMethod method = ThresholdMethod::Max;
    std::string_view name, sentence;
    float (*choose)(const TensorStatistics& statistics, const CalibrationOptions& options) = nullptr;             ///< bound of |x|
    ClippingRange (*chooseBoth)(const TensorStatistics& statistics, const CalibrationOptions& options) = nullptr; ///< each end for itself
};
std::span<const ThresholdMethodRow> thresholdMethods();
const ThresholdMethodRow* findThresholdMethod(std::string_view name); ///< nullptr: there is none
std::string_view toName(ThresholdMethod method);

struct TensorRange {
    TensorStatistics statistics;
    float threshold = 0;                  ///< symmetric clipping bound of |x| for 8-bit integers
    float low = 0, high = 0;              ///< bounds of x: [max(min, -threshold), min(max, threshold)] unless options are asymmetric
    float int16Threshold = 0;             ///< bound of |x| for 16-bit integers, which lose less to rounding; 0: that of 8 bits
    double clippedShare = 0;              ///< share of elements beyond low and high
    std::vector<float> channelThresholds; ///< with per_channel
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

struct CollectOptions {
    bool perChannel = false;                              ///< statistics of every channel besides: 8 KiB each at most, in each thread
    bool countsEveryElement = false;                      ///< false: of large tensors a part is counted in the histogram (statistics.h)
    std::optional<std::set<ValueId>> only = std::nullopt; ///< these values alone; nothing: all that are measured
};

/// Runs the float graph over all samples (images in parallel, one thread each) and collects statistics of its float tensors, but
/// for those that a Relu or Clip alone reads (findRange). Deterministic: the same table for any number of threads. The graph may be
/// one without static batch.
Result<CalibrationTable> collectStatistics(const Graph& graph, std::int64_t samples, const SampleSource& source, JobContext& context,
                                           const CollectOptions& options = {});

/// True for a value that nothing but one Relu or Clip reads: what that cuts off need not be held, so that the value takes the range of
/// the result (docs/numerics.md), and is not measured itself.
bool isBoundedByReader(const Graph& graph, ValueId value);
/// The range of a value, or of the Relu or Clip that bounds it; nullptr: there is none.
const TensorRange* findRange(const Graph& graph, const CalibrationTable& table, ValueId value);

/// Chooses the threshold of every tensor from its statistics. Cheap: changing the method does not run the network again.
void chooseThresholds(CalibrationTable& table, const CalibrationOptions& options);
/// The same, with the tensors shared among the threads of `context`.
Status chooseThresholds(CalibrationTable& table, const CalibrationOptions& options, JobContext& context);

/// The threshold that minimises KL divergence between the histogram of |x| and its 128-level quantization,
/// every candidate from bin 128 on (TensorRT's rule; sources in the .cpp).
float klThreshold(const TensorStatistics& statistics);
float percentileThreshold(const TensorStatistics& statistics, double percentile);
/// Leaves out half of the share 1 - percentile at each end. Ranges hold 0 always.
ClippingRange percentileRange(const TensorStatistics& statistics, double percentile);
/// The threshold with the least mean squared error of rounding and clipping with integers in [-levels, levels]: every
/// candidate from bin 128 on, elements spread evenly within their bin.
float mseThreshold(const TensorStatistics& statistics, int levels = 127);
/// The ends with the least mean squared error with 255 steps between them: each end in turn, until neither moves.
ClippingRange mseRange(const TensorStatistics& statistics);
/// Mean squared error of an element with integers in [-levels, levels] for [-threshold, threshold], by the histogram: what
/// rounding and clipping cost where elements are spread evenly within their bin.
double expectedError(const TensorStatistics& statistics, float threshold, int levels = 127);
/// Mean of x² over expectedError, in decibels, within ±200; 200 where there is no error or no histogram.
double predictedSqnrDb(const TensorStatistics& statistics, float threshold, int levels = 127);
/// levels · 2^e: of the least that holds `threshold` and its half the one with less expected error.
float powerOfTwoThreshold(const TensorStatistics& statistics, float threshold, int levels = 127);

std::string toJson(const CalibrationTable& table);
Result<CalibrationTable> calibrationFromJson(std::string_view json, const std::string& file);

} // namespace lathe
