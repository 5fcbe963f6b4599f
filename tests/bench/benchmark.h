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

/// One measured kind; `run` times one round and returns milliseconds.
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

/// Milliseconds of one inference of a quantized model in the simulator's integers, on one thread: the median as floatLatency's.
Result<double> integerLatency(const BenchmarkInput& input);

} // namespace lathe::bench
