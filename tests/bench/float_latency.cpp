#include "core/formats/onnx_file.h"
#include "core/runtime/executor.h"
#include "tests/bench/bench_inputs.h"

#include <algorithm>
#include <chrono>

namespace lathe::bench {
namespace {

constexpr int kWarmUps = 5;
constexpr double kSeconds = 1.0;
constexpr std::size_t kMinRuns = 15;

} // namespace

Result<double> floatLatency(const BenchmarkInput& input) {
    using Clock = std::chrono::steady_clock;
    JobContext context;
    LATHE_TRY(Graph graph, readOnnx(input.model, context));
    LATHE_TRY(const auto inputs, benchInputs(graph, input));
    LATHE_TRY(const Executor executor, Executor::create(std::move(graph), context));
    auto session = executor.makeSession();
    std::vector<double> times;
    const auto end = Clock::now() + std::chrono::duration<double>(kSeconds);
    for (int run = 0; times.size() < kMinRuns || Clock::now() < end; ++run) {
        const auto begin = Clock::now();
        LATHE_CHECK(session.run(inputs, context));
        if (run >= kWarmUps) times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
    return times[times.size() / 2];
}

} // namespace lathe::bench
