#include "core/formats/onnx_file.h"
#include "core/runtime/executor.h"
#include "tests/bench/bench_inputs.h"
#include "tests/bench/timing.h"

namespace lathe::bench {

Result<double> floatLatency(const BenchmarkInput& input) {
    JobContext context;
    LATHE_TRY(Graph graph, readOnnx(input.model, context));
    LATHE_TRY(const auto inputs, benchInputs(graph, input));
    LATHE_TRY(const Executor executor, Executor::create(std::move(graph), context));
    auto session = executor.makeSession();
    return medianMilliseconds([&]() -> Status {
        LATHE_CHECK(session.run(inputs, context));
        return {};
    });
}

} // namespace lathe::bench
