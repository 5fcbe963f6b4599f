#include "core/analysis/calibration_search.h"
#include "core/calibration/statistics.h"
#include "core/formats/onnx_file.h"
#include "core/ops/inference.h"
#include "core/passes/pass.h"
#include "core/pipeline/pipeline.h"
#include "core/pipeline/stages.h"
#include "tests/bench/benchmark.h"
#include "tests/bench/timing.h"

#include <chrono>
#include <cmath>

#include <sys/resource.h>

namespace lathe::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kThreads = 2;

double millisecondsSince(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

/// A model of one picture input, optimised, and the pictures of the zoo.
struct Subject {
    Graph graph;
    SampleSet pictures;

    /// Decoded, resized and scaled to about [-1, 1]; after the last picture the first comes again.
    Result<std::vector<Tensor>> sample(std::int64_t index) const {
        LATHE_TRY(std::vector<Tensor> inputs, pictures.source(index % pictures.count));
        for (float& x : inputs.front().mutableData<float>())
            x = (x - 128.0F) / 128.0F;
        return inputs;
    }
};

Result<Subject> subjectOf(const BenchmarkInput& input, JobContext& context) {
    LATHE_TRY(Graph graph, readOnnx(input.model, context));
    InferenceOptions fixed;
    fixed.unknownDim = 1;
    LATHE_CHECK(inferShapes(graph, context, fixed));
    LATHE_CHECK(optimize(graph, context));
    const Value& value = graph.value(graph.inputs().front());
    const auto dims = value.shape ? value.shape->known() : std::nullopt;
    if (!dims) return Error::input("input '" + value.name + "' has no static shape");
    InputSpec spec;
    spec.name = value.name;
    spec.shape = *dims;
    spec.imageOrder = "rgb";
    LATHE_TRY(SampleSet pictures, openSamples({spec}, {(input.zoo / "images" / "imagenet_calib").string()}));
    return Subject{std::move(graph), std::move(pictures)};
}

/// `count` samples from 64 that are decoded before.
Result<SampleSource> decoded(const Subject& subject) {
    constexpr std::int64_t kDistinct = 64;
    auto samples = std::make_shared<std::vector<std::vector<Tensor>>>();
    for (std::int64_t i = 0; i < kDistinct; ++i) {
        LATHE_TRY(std::vector<Tensor> inputs, subject.sample(i));
        samples->push_back(std::move(inputs));
    }
    return SampleSource(
        [samples](std::int64_t index) -> Result<std::vector<Tensor>> { return (*samples)[static_cast<std::size_t>(index % kDistinct)]; });
}

Result<double> timeCalibration(const Subject& subject, std::int64_t count, const SampleSource& source, JobContext& context) {
    const auto begin = Clock::now();
    LATHE_TRY(CalibrationTable table, collectStatistics(subject.graph, count, source, context));
    LATHE_CHECK(chooseThresholds(table, {ThresholdMethod::Kl}, context));
    return millisecondsSince(begin);
}

Result<double> timeDecoded(const BenchmarkInput& input, std::int64_t count, int threads) {
    JobContext context;
    context.setThreads(threads);
    LATHE_TRY(const Subject subject, subjectOf(input, context));
    LATHE_TRY(const SampleSource source, decoded(subject));
    return timeCalibration(subject, count, source, context);
}

/// All of calibration_type default: statistics of the samples that are not held back, and the search.
Result<double> timeSearch(const Subject& subject, std::int64_t count, const SampleSource& source, JobContext& context) {
    LATHE_TRY(const Target target, findTarget("nash-e"));
    const auto begin = Clock::now();
    const SampleSplit split = splitSamples(count);
    LATHE_TRY(const CalibrationTable statistics, collectStatistics(subject.graph, static_cast<std::int64_t>(split.calibration.size()),
                                                                   chosenSamples(source, split.calibration), context));
    const QuantizationOptions options = quantizationOptionsOf({}, target, context);
    LATHE_TRY(const SearchResult found,
              searchCalibration({subject.graph, statistics, options, source, split}, SearchKind::Default, context));
    const double milliseconds = millisecondsSince(begin);
    for (const SearchRow& row : found.rows)
        std::fprintf(stderr, "%c %s %6.2f dB  %s\n", &row == &found.best() ? '*' : ' ', row.judgement.isWhole ? " " : "≤",
                     row.judgement.sqnrDb, toText(row.recipe).c_str());
    return milliseconds;
}

Result<double> timePictures(const BenchmarkInput& input, std::int64_t count) {
    JobContext context;
    context.setThreads(kThreads);
    LATHE_TRY(const Subject subject, subjectOf(input, context));
    return timeCalibration(
        subject, count, [&](std::int64_t index) { return subject.sample(index); }, context);
}

/// Mebibytes that the process held at most, after calibrating on so many pictures.
Result<double> peakMemory(const BenchmarkInput& input, std::int64_t count) {
    LATHE_CHECK(timePictures(input, count));
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

} // namespace

Result<double> calibration64(const BenchmarkInput& input) {
    return timeDecoded(input, 64, 1);
}

Result<double> calibrationOnTwoThreads64(const BenchmarkInput& input) {
    return timeDecoded(input, 64, kThreads);
}

Result<double> calibrationSearch100(const BenchmarkInput& input) {
    JobContext context;
    context.setThreads(kThreads);
    LATHE_TRY(const Subject subject, subjectOf(input, context));
    LATHE_TRY(const SampleSource source, decoded(subject));
    return timeSearch(subject, 100, source, context);
}

Result<double> calibrationOfTensors100(const BenchmarkInput& input) {
    return timeDecoded(input, 100, kThreads);
}

Result<double> calibrationOfPictures1000(const BenchmarkInput& input) {
    return timePictures(input, 1000);
}

Result<double> calibrationMemory10(const BenchmarkInput& input) {
    return peakMemory(input, 10);
}

Result<double> calibrationMemory1000(const BenchmarkInput& input) {
    return peakMemory(input, 1000);
}

Result<double> klThresholdOfOneTensor(const BenchmarkInput&) {
    StatisticsAccumulator accumulator;
    std::vector<float> values;
    std::uint32_t state = 1;
    for (int i = 0; i < 1'000'000; ++i) {
        state = state * 1664525U + 1013904223U;
        values.push_back(64.0F / (1.0F + static_cast<float>(state >> 16))); // heavy tails: all 1,921 candidates are finite
    }
    accumulator.add(values, 0, true);
    const TensorStatistics statistics = accumulator.finish();
    float sum = 0;
    LATHE_TRY(const double milliseconds, medianMilliseconds([&]() -> Status {
                  sum += klThreshold(statistics);
                  return {};
              }));
    return sum > 0 ? Result<double>(milliseconds) : Error::internal("no threshold was found");
}

Result<double> calibrationSamplingShift(const BenchmarkInput& input) {
    JobContext context;
    context.setThreads(kThreads);
    LATHE_TRY(const Subject subject, subjectOf(input, context));
    LATHE_TRY(const SampleSource source, decoded(subject));
    LATHE_TRY(CalibrationTable part, collectStatistics(subject.graph, 64, source, context));
    LATHE_TRY(CalibrationTable all, collectStatistics(subject.graph, 64, source, context, {.countsEveryElement = true}));
    double largest = 0;
    for (const ThresholdMethod method : {ThresholdMethod::Kl, ThresholdMethod::Mse}) {
        chooseThresholds(part, {method});
        chooseThresholds(all, {method});
        for (const auto& [name, range] : all.tensors)
            if (range.threshold > 0)
                largest = std::max(largest, std::fabs(double(part.tensors.at(name).threshold) / double(range.threshold) - 1));
    }
    return 100 * largest;
}

} // namespace lathe::bench
