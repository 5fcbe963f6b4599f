#include "core/pipeline/verify_rewrite.h"

#include "core/base/work_budget.h"
#include "core/ops/inference.h"
#include "core/ops/op_table.h"
#include "core/passes/history.h"
#include "core/runtime/executor.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
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
        if (value.type == DataType::Int64) // an index into anything, and a bit of a mask
            for (std::int64_t& x : tensor.mutableData<std::int64_t>())
                x = static_cast<std::int64_t>(random() % 2);
        inputs.push_back(std::move(tensor));
    }
    return inputs;
}

/// More is not worth the check: it would take longer than some ten seconds on the reference loops, or on the fast path.
constexpr std::int64_t kMostReferenceOperations = 10'000'000'000, kMostOperations = 500'000'000'000;

/// Nothing where the model is not worth running.
Status checkWork(const Graph& graph) {
    const Work total = totalWork(graph);
    const std::int64_t most = std::max({total.macs, total.vectorOps, total.specialOps});
    if (most <= kMostOperations) return {};
    char text[32];
    std::snprintf(text, sizeof text, "%.2g", static_cast<double>(most));
    return Error::input("the model is too much work: one run takes some " + std::string(text) + " operations");
}

Result<std::vector<Tensor>> runStatic(Graph graph, std::int64_t openDim, std::span<const Tensor> inputs, JobContext& context) {
    InferenceOptions shapes;
    shapes.unknownDim = openDim;
    LATHE_CHECK(inferShapes(graph, context, shapes));
    LATHE_CHECK(checkWork(graph));
    const WorkScope work(kMostReferenceOperations);
    LATHE_TRY(const Executor executor, Executor::create(std::move(graph), context));
    return executor.makeSession().run(inputs, context);
}

OutputDifference differenceOf(const std::string& name, const Tensor& a, const Tensor& b) {
    OutputDifference difference{name, 0, 0, a.dims() == b.dims() && a.type() == b.type()};
    if (!difference.isGood || a.type() == DataType::String) return difference;
    const auto x = a.toDoubles(), y = b.toDoubles();
    double low = 0, high = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (x[i] != y[i] && !(std::isnan(x[i]) && std::isnan(y[i])))
            difference.maxAbsDiff = std::max(difference.maxAbsDiff, std::isnan(x[i] - y[i]) ? HUGE_VAL : std::abs(x[i] - y[i]));
        low = std::min(low, x[i]);
        high = std::max(high, x[i]);
    }
    difference.range = high - low;
    difference.isGood = difference.maxAbsDiff <= (isFloatingPoint(a.type()) ? kTolerance * difference.range : 0);
    return difference;
}

std::string shortText(double number) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2g", number);
    return text;
}

std::string summaryOf(const RewriteCheck& check) {
    double share = 0;
    std::string bad;
    for (const OutputDifference& output : check.outputs) {
        if (!output.isGood)
            bad += (bad.empty() ? "" : ", ") +
                   ("'" + output.name + "' differs by " + shortText(output.maxAbsDiff) + " (its range is " + shortText(output.range) + ")");
        if (output.range > 0) share = std::max(share, output.maxAbsDiff / output.range);
    }
    if (!bad.empty()) return "output " + bad;
    const std::string count = std::to_string(check.outputs.size()) + (check.outputs.size() == 1 ? " output, " : " outputs, ");
    return count + (check.maxAbsDiff == 0 ? "no difference" : "within " + shortText(share) + " of the range");
}

RewriteCheck notChecked(const std::string& why) {
    RewriteCheck check;
    check.isChecked = false;
    check.summary = "not checked: " + why;
    return check;
}

/// A model with inputs and what it makes of them, for others to be held against.
class Expectation {
public:
    /// In words, why the model cannot be run; nothing when it can. Where 1 is too small for an open dimension (windows, strides
    /// over time), larger ones are tried.
    Result<std::optional<std::string>> prepare(const Graph& before, JobContext& context) {
        if (!isRunnable(before)) return std::optional<std::string>("the model has operators that cannot be run");
        for (const ValueId id : before.outputs())
            m_names.push_back(before.value(id).name);
        std::optional<std::string> obstacle;
        for (const std::int64_t openDim : {1, 32, 1024}) {
            const WorkScope work(kMostReferenceOperations);
            const Status ran = runOriginal(before, openDim, context);
            if (ran) return std::optional<std::string>();
            if (ran.error().kind == ErrorKind::Stopped) return ran.error();
            if (!obstacle) obstacle = ran.error().message;
            if (work.isExhausted() || ran.error().isNoMemory()) break; // larger dimensions would not help
        }
        return obstacle;
    }

    Result<RewriteCheck> check(const Graph& after, JobContext& context) const {
        if (!isRunnable(after)) return notChecked("the rewritten model has operators that cannot be run");
        LATHE_TRY(const auto actual, runStatic(after, m_openDim, m_inputs, context));
        RewriteCheck check;
        for (std::size_t i = 0; i < m_outputs.size() && i < actual.size(); ++i) {
            check.outputs.push_back(differenceOf(m_names[i], m_outputs[i], actual[i]));
            check.maxAbsDiff = std::max(check.maxAbsDiff, check.outputs.back().maxAbsDiff);
            check.isGood = check.isGood && check.outputs.back().isGood;
        }
        check.summary = summaryOf(check);
        return check;
    }

private:
    Status runOriginal(const Graph& before, std::int64_t openDim, JobContext& context) {
        Graph shaped = before;
        InferenceOptions shapes;
        shapes.unknownDim = m_openDim = openDim;
        LATHE_CHECK(inferShapes(shaped, context, shapes));
        LATHE_TRY(m_inputs, seededInputs(shaped));
        LATHE_TRY(m_outputs, runStatic(before, openDim, m_inputs, context));
        return {};
    }

    std::int64_t m_openDim = 1;
    std::vector<Tensor> m_inputs, m_outputs;
    std::vector<std::string> m_names;
};

} // namespace

Result<RewriteCheck> checkRewrite(const Graph& before, const Graph& after, JobContext& context) {
    Expectation expectation;
    LATHE_TRY(const auto obstacle, expectation.prepare(before, context));
    if (obstacle) return notChecked(*obstacle);
    return expectation.check(after, context);
}

Result<std::string> findBreakingPass(const OptimizationHistory& history, JobContext& context) {
    Expectation expectation;
    LATHE_TRY(const auto obstacle, expectation.prepare(history.original(), context));
    if (obstacle) return Error::input(*obstacle);
    const auto isGood = [&](std::size_t count) -> Result<bool> {
        const auto check = expectation.check(history.stateAfter(count), context);
        if (!check && check.error().kind == ErrorKind::Stopped) return check.error();
        return check && check->isGood; // a state that cannot be run is as bad as one that computes something else
    };
    std::size_t good = 0, bad = history.steps().size();
    LATHE_TRY(const bool isEndGood, isGood(bad));
    if (isEndGood) return std::string();
    while (bad - good > 1) {
        const std::size_t middle = good + (bad - good) / 2;
        LATHE_TRY(const bool isMiddleGood, isGood(middle));
        (isMiddleGood ? good : bad) = middle;
    }
    return history.steps()[bad - 1].pass;
}

} // namespace lathe
