#include "core/compiler/compile.h"
#include "core/formats/onnx_file.h"
#include "core/simulator/timing/estimate.h"
#include "tests/bench/benchmark.h"
#include "tests/bench/timing.h"
#include "tests/core/compiler/quantized_networks.h"

namespace lathe::bench {
namespace {

struct Prepared {
    Target target;
    QuantizedGraph network;
    Program program;
};

/// The model in int8 for nash-e, compiled at O2.
Result<Prepared> prepare(const BenchmarkInput& input) {
    JobContext context;
    LATHE_TRY(Graph graph, readOnnx(input.model, context));
    InferenceOptions inference;
    inference.unknownDim = 1;
    LATHE_CHECK(inferShapes(graph, context, inference));
    Prepared prepared;
    LATHE_TRY(prepared.target, findTarget("nash-e"));
    prepared.network = test::asInt8(std::move(graph), {"Softmax"});
    CompileOptions options;
    options.optimizeLevel = "O2";
    LATHE_TRY(prepared.program, compile(prepared.network, prepared.target, options, context));
    return prepared;
}

} // namespace

Result<double> timingByEvents(const BenchmarkInput& input) {
    LATHE_TRY(const Prepared prepared, prepare(input));
    return medianMilliseconds([&]() -> Status {
        JobContext context;
        LATHE_CHECK(simulateTiming(prepared.program, prepared.target, context));
        return {};
    });
}

Result<double> timingByEstimate(const BenchmarkInput& input) {
    LATHE_TRY(const Prepared prepared, prepare(input));
    return medianMilliseconds([&]() -> Status {
        const Estimate estimate = estimateProgram(prepared.program, prepared.target);
        if (!(estimate.latency > 0)) return Error::input("an estimate of nothing");
        return {};
    });
}

Result<double> timingByPlan(const BenchmarkInput& input) {
    LATHE_TRY(const Prepared prepared, prepare(input));
    return medianMilliseconds([&]() -> Status {
        JobContext context;
        LATHE_CHECK(estimateNetwork(prepared.network, prepared.target, 2, context));
        return {};
    });
}

} // namespace lathe::bench
