#include "tests/core/runtime/runtime_support.h"

#include <algorithm>
#include <cmath>

namespace lathe::test {

std::vector<Tensor> randomInputs(const Graph& graph, unsigned seed, std::int64_t unknown) {
    std::vector<Tensor> tensors;
    std::uint32_t state = seed * 2654435761U + 1;
    for (const ValueId id : graph.inputs()) {
        if (graph.isConstant(id)) {
            tensors.emplace_back();
            continue;
        }
        std::vector<std::int64_t> dims;
        for (const Dim& dim : graph.value(id).shape->dims)
            dims.push_back(dim.isKnown() ? dim.value : unknown);
        const auto next = [&] { return (state = state * 1664525U + 1013904223U) >> 8; };
        const bool isBytes = graph.value(id).type == DataType::Uint8;
        Tensor tensor = Tensor::makeZeros(isBytes ? DataType::Uint8 : DataType::Float, dims);
        if (isBytes)
            for (std::uint8_t& x : tensor.mutableData<std::uint8_t>())
                x = static_cast<std::uint8_t>(next() >> 8);
        else
            for (float& x : tensor.mutableData<float>())
                x = static_cast<float>(next()) / 4194304.0F - 2.0F;
        tensors.push_back(tensor);
    }
    return tensors;
}

Result<Trace> runTraced(const Graph& graph, const std::vector<Tensor>& inputs, ExecutorOptions options) {
    JobContext context;
    LATHE_TRY(const Executor executor, Executor::create(graph, context, std::move(options)));
    Trace trace;
    auto session = executor.makeSession();
    LATHE_TRY(trace.outputs, session.run(inputs, context, [&](ValueId id, const Tensor& tensor) -> Status {
        trace.order.push_back(graph.value(id).name);
        trace.observed[trace.order.back()] = tensor.clone();
        return {};
    }));
    return trace;
}

std::string difference(const Tensor& expected, const Tensor& actual, double share) {
    if (expected.type() != actual.type() || expected.dims() != actual.dims())
        return "expected " + std::string(toName(expected.type())) + " " + toText(expected.dims()) + ", got " +
               std::string(toName(actual.type())) + " " + toText(actual.dims());
    if (!isFloatingPoint(expected.type())) return areIdentical(expected, actual) ? "" : "elements differ";
    const auto e = expected.toDoubles(), a = actual.toDoubles();
    if (e.empty()) return {};
    const auto [low, high] = std::minmax_element(e.begin(), e.end());
    const double range = std::max({*high - *low, std::abs(*high), std::abs(*low), 1e-30});
    double worst = 0;
    for (std::size_t i = 0; i < e.size(); ++i) {
        if (std::isnan(e[i]) != std::isnan(a[i])) return "NaN at " + std::to_string(i);
        if (e[i] != a[i] && !std::isnan(e[i])) worst = std::max(worst, std::abs(e[i] - a[i]));
    }
    return worst <= share * range ? "" : "differs by " + std::to_string(worst / range) + " of the range";
}

double cosine(const Tensor& a, const Tensor& b) {
    const auto x = a.toDoubles(), y = b.toDoubles();
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size() && i < y.size(); ++i) {
        xy += x[i] * y[i];
        xx += x[i] * x[i];
        yy += y[i] * y[i];
    }
    return xx == 0 && yy == 0 ? 1 : xy / std::sqrt(xx * yy);
}

} // namespace lathe::test
