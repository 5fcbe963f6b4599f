#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lathe::bench {

/// What a benchmark is given: the model, and the folder of the zoo for pictures and input tensors.
struct BenchmarkInput {
    std::filesystem::path zoo;
    std::filesystem::path model;
};

/// One measured kind; `run` makes one round and returns milliseconds, or what its comment says.
struct Benchmark {
    const char* name;
    Result<double> (*run)(const BenchmarkInput& input);
};

/// Milliseconds of one inference on one thread: the median of many after a warm-up.
Result<double> floatLatency(const BenchmarkInput& input);

/// Milliseconds of 64 independent inferences on two threads, one image on each: the best of three rounds.
Result<double> floatThroughput64(const BenchmarkInput& input);

/// Milliseconds of a whole KL calibration on 64 decoded pictures on one thread: planning, 64 runs, statistics, thresholds.
Result<double> calibration64(const BenchmarkInput& input);

/// The same on two threads.
Result<double> calibrationOnTwoThreads64(const BenchmarkInput& input);
/// calibration_type default for nash-e on 100 pictures, on two threads: statistics and search.
Result<double> calibrationSearch100(const BenchmarkInput& input);
/// The same as calibrationOnTwoThreads64 on 100 tensors.
Result<double> calibrationOfTensors100(const BenchmarkInput& input);
/// Milliseconds of a whole KL calibration on 1,000 JPEGs on two threads, decoding and resizing included.
Result<double> calibrationOfPictures1000(const BenchmarkInput& input);
/// Mebibytes that the process held at most when it calibrated on 10, on 1,000 JPEGs.
Result<double> calibrationMemory10(const BenchmarkInput& input);
Result<double> calibrationMemory1000(const BenchmarkInput& input);
/// Milliseconds of the KL threshold of one tensor of a million elements, all 1,921 candidates: the median.
Result<double> klThresholdOfOneTensor(const BenchmarkInput& input);
/// Percent that thresholds (KL, MSE) move at most, of all tensors, when a part of the elements is counted instead of all.
Result<double> calibrationSamplingShift(const BenchmarkInput& input);

/// Milliseconds of one inference of a quantized model in the simulator's integers, on one thread: the median as floatLatency's.
Result<double> integerLatency(const BenchmarkInput& input);

/// Milliseconds of the sensitivity of every node (weights and activations apart, too) on 16 pictures with all threads, the accuracy of
/// the program included.
Result<double> sensitivity16(const BenchmarkInput& input);

/// Milliseconds from a changed precision of one node to the new accuracy report over 64 pictures with all threads: what a build does
/// whose other stages are cached.
Result<double> precisionChange64(const BenchmarkInput& input);

/// Milliseconds of the timing of a compiled model: event simulation; estimate in one pass; planning and estimate without a compile.
Result<double> timingByEvents(const BenchmarkInput& input);
Result<double> timingByEstimate(const BenchmarkInput& input);
Result<double> timingByPlan(const BenchmarkInput& input);

} // namespace lathe::bench
