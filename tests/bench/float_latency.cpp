#include "core/formats/onnx_file.h"
#include "core/runtime/executor.h"
#include "tests/bench/benchmark.h"

#include <algorithm>
#include <chrono>

namespace lathe::bench {
namespace {

constexpr int kWarmUps = 5;
constexpr double kSeconds = 1.5;
constexpr std::size_t kMinRuns = 15;

/// The numbers that ort_latency.js gives its inputs; unknown dimensions are 1.
Result<std::vector<Tensor>> syntheticInputs(const Graph& graph) {
    std::vector<Tensor> tensors;
    for (const ValueId id : graph.inputs()) {
        const Value& value = graph.value(id);
        if (value.constant) {
            tensors.emplace_back();
            continue;
        }
        if (!value.shape) return Error::input("input '" + value.name + "' has no shape");
        std::vector<std::int64_t> dims;
        for (const Dim& dim : value.shape->dims)
            dims.push_back(dim.isKnown() ? dim.value : 1);
        LATHE_TRY(Tensor tensor, Tensor::makeChecked(value.type, dims));
        std::uint32_t state = 12345;
        if (value.type == DataType::Float)
            for (float& x : tensor.mutableData<float>()) {
                state = state * 1664525U + 1013904223U;
                x = static_cast<float>(state >> 8) / 8388608.0F - 1.0F;
            }
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

} // namespace

Result<double> floatLatency(const BenchmarkInput& input) {
    using Clock = std::chrono::steady_clock;
    JobContext context;
    LATHE_TRY(Graph graph, readOnnx(input.model, context));
    LATHE_TRY(const auto inputs, syntheticInputs(graph));
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
