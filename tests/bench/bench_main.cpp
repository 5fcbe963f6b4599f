// lathe_bench KIND ZOO MODEL.onnx: prints the milliseconds of one round. tests/bench/run calls it alternately with the peer.
#include "tests/bench/benchmark.h"

#include <cstdio>
#include <string_view>

namespace {

/// A further benchmark (compile …) is a row here, a file beside this one and a row in tests/bench/run.
constexpr lathe::bench::Benchmark kBenchmarks[] = {
    {"float_latency", lathe::bench::floatLatency},
    {"float_throughput_64", lathe::bench::floatThroughput64},
    {"integer_latency", lathe::bench::integerLatency},
    {"calibration_64", lathe::bench::calibration64},
    {"calibration_two_threads_64", lathe::bench::calibrationOnTwoThreads64},
    {"calibration_search_100", lathe::bench::calibrationSearch100},
    {"calibration_tensors_100", lathe::bench::calibrationOfTensors100},
    {"calibration_pictures_1000", lathe::bench::calibrationOfPictures1000},
    {"calibration_memory_10", lathe::bench::calibrationMemory10},
    {"calibration_memory_1000", lathe::bench::calibrationMemory1000},
    {"calibration_sampling_shift", lathe::bench::calibrationSamplingShift},
    {"kl_threshold", lathe::bench::klThresholdOfOneTensor},
    {"sensitivity_16", lathe::bench::sensitivity16},
    {"precision_change_64", lathe::bench::precisionChange64},
    {"timing_events", lathe::bench::timingByEvents},
    {"timing_estimate", lathe::bench::timingByEstimate},
    {"timing_plan", lathe::bench::timingByPlan},
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fputs("usage: lathe_bench KIND ZOO MODEL.onnx\n", stderr);
        return 2;
    }
    for (const auto& benchmark : kBenchmarks) {
        if (std::string_view(argv[1]) != benchmark.name) continue;
        const auto milliseconds = benchmark.run({argv[2], argv[3]});
        if (!milliseconds) {
            std::fprintf(stderr, "%s\n", milliseconds.error().text().c_str());
            return milliseconds.error().exitStatus();
        }
        std::printf("%.4f\n", *milliseconds);
        return 0;
    }
    std::fprintf(stderr, "lathe_bench: no benchmark '%s'\n", argv[1]);
    return 2;
}
