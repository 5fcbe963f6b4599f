#include "core/base/parallel.h"
#include "core/formats/onnx_file.h"
#include "core/runtime/executor.h"
#include "tests/bench/bench_inputs.h"

#include <chrono>
#include <optional>

namespace lathe::bench {
namespace {

constexpr std::int64_t kImages = 64;
constexpr int kThreads = 2;
constexpr int kRounds = 3;

} // namespace

Result<double> floatThroughput64(const BenchmarkInput& input) {
    using Clock = std::chrono::steady_clock;
    JobContext context;
    context.setThreads(kThreads);
    LATHE_TRY(Graph graph, readOnnx(input.model, context));
    LATHE_TRY(const auto inputs, benchInputs(graph, input));
    LATHE_TRY(const Executor executor, Executor::create(std::move(graph), context));
    std::vector<Executor::Session> sessions;
    for (int i = 0; i < kThreads; ++i)
        sessions.push_back(executor.makeSession());
    std::optional<double> best;
    for (int round = 0; round < kRounds; ++round) {
        const auto begin = Clock::now();
        const Status status = parallelFor(context, kImages, [&](std::int64_t, int worker) -> Status {
            JobContext quiet(context.stopToken());
            LATHE_CHECK(sessions[static_cast<std::size_t>(worker)].run(inputs, quiet));
            return {};
        });
        LATHE_CHECK(status);
        const double time = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
        best = best ? std::min(*best, time) : time;
    }
    return *best;
}

} // namespace lathe::bench
