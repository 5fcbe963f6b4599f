#include "core/pipeline/verify_rewrite.h"

#include "core/ops/inference.h"
#include "core/ops/op_table.h"
#include "core/runtime/executor.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace lathe {
namespace {

constexpr double kTolerance = 1e-4; // of the range of an output: a fold rounds weights anew, and deep networks spread that

bool isRunnable(const Graph& graph) {
    return std::ranges::all_of(graph.nodes(), [&](NodeId id) { return findOp(graph.node(id)) != nullptr; });
}

/// Inputs of more than this in all are not worth the check.
constexpr std::int64_t kMostInputBytes = std::int64_t(1) << 28;

Result<std::vector<Tensor>> seededInputs(const Graph& graph) {
    std::vector<Tensor> inputs;
    std::mt19937 random(2024);
    for (const ValueId id : graph.inputs()) {
        const Value& value = graph.value(id);
        const auto dims = value.shape ? value.shape->known() : std::nullopt;
        if (!dims) return Error::input("the input '" + value.name + "' has no known shape");
        LATHE_TRY(Tensor tensor, Tensor::makeChecked(value.type, *dims, kMostInputBytes));
        if (value.type == DataType::Float)
            for (float& x : tensor.mutableData<float>())
                x = static_cast<float>(random() % 20001) / 10000.0f - 1.0f;
        inputs.push_back(std::move(tensor));
    }
    return inputs;
}

Result<std::vector<Tensor>> runStatic(Graph graph, std::span<const Tensor> inputs, JobContext& context) {
    InferenceOptions shapes;
    shapes.unknownDim = 1;
    LATHE_CHECK(inferShapes(graph, context, shapes));
    LATHE_TRY(const Executor executor, Executor::create(std::move(graph), context));
    return executor.makeSession().run(inputs, context);
}

struct Difference {
    double largest = 0, allowed = 0;
};

Difference differenceOf(const Tensor& a, const Tensor& b) {
    const auto x = a.toDoubles(), y = b.toDoubles();
    Difference difference;
    double low = 0, high = 0;
    for (std::size_t i = 0; i < x.size() && i < y.size(); ++i) {
        if (x[i] != y[i] && !(std::isnan(x[i]) && std::isnan(y[i])))
            difference.largest = std::max(difference.largest, std::abs(x[i] - y[i]));
        low = std::min(low, x[i]);
        high = std::max(high, x[i]);
    }
    difference.allowed = isFloatingPoint(a.type()) ? kTolerance * (high - low) : 0;
    return difference;
}

} // namespace

Result<RewriteCheck> checkRewrite(const Graph& before, const Graph& after, JobContext& context) {
    RewriteCheck check;
    if (!isRunnable(before) || !isRunnable(after)) {
        check.summary = "not checked: the model has operators that cannot be run";
        return check;
    }
    Graph shaped = before;
    InferenceOptions shapes;
    shapes.unknownDim = 1;
    LATHE_CHECK(inferShapes(shaped, context, shapes));
    const auto inputs = seededInputs(shaped);
    if (!inputs) {
        check.summary = "not checked: " + inputs.error().message;
        return check;
    }
    LATHE_TRY(const auto expected, runStatic(before, *inputs, context));
    LATHE_TRY(const auto actual, runStatic(after, *inputs, context));
    check.summary = std::to_string(expected.size()) + " outputs, within 1e-4 of their range";
    for (std::size_t i = 0; i < expected.size() && i < actual.size(); ++i) {
        const Difference difference = differenceOf(expected[i], actual[i]);
        check.maxAbsDiff = std::max(check.maxAbsDiff, difference.largest);
        const bool sameShape = expected[i].dims() == actual[i].dims() && expected[i].type() == actual[i].type();
        if (sameShape && difference.largest <= difference.allowed) continue;
        check.isGood = false;
        check.summary = "output '" + before.value(before.outputs()[i]).name + "' differs by " + std::to_string(difference.largest);
    }
    return check;
}

} // namespace lathe
