#include "tests/random/agreement.h"

#include "core/ops/evaluator.h"
#include "tests/random/draw.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace lathe::random_test {
namespace {

using Values = std::map<std::string, Tensor>;

/// How far two results may lie apart, as a share of the largest element. A fast path sums in another order and
/// approximates exp, tanh and erf; only float ever takes one, all else runs the same loops and must be the same.
struct Tolerance {
    DataType type;
    double share;
    const char* reason;
};
constexpr Tolerance kTolerances[] = {
    {DataType::Float, 1e-5, "sums of up to some thousand products in another order (2^-24 each), functions of oneDNN to some 2^-22"},
    {DataType::Float16, 1e-3, "a float that was rounded to 11 bits may fall to the other side"},
    {DataType::Double, 1e-5, "may be a float before"},
};
constexpr double kExact = 0;

/// However small the numbers are: oneDNN's logarithm is off by 1e-6 near 1, where the true value is 0.
constexpr double kFloor = 2e-6;

double shareOf(DataType type) {
    const auto* row = std::ranges::find(kTolerances, type, &Tolerance::type);
    return row == std::end(kTolerances) ? kExact : row->share;
}

/// Rounding noise that is put on every float of a run to see how it spreads, as a share of the tensor's largest element, and
/// how often its effect is allowed.
constexpr double kNoise = 1e-6, kNoiseFactor = 10;
constexpr int kNoisyRuns = 8;

void addNoise(Tensor& tensor, Draw& draw) {
    if (tensor.type() != DataType::Float) return;
    Tensor noisy = tensor.clone();
    const auto data = noisy.mutableData<float>();
    float largest = 0;
    for (const float x : data)
        if (std::isfinite(x)) largest = std::max(largest, std::abs(x));
    for (float& x : data)
        x += static_cast<float>(kNoise * (static_cast<double>(draw.integer(-1000, 1000)) / 1000) * largest);
    tensor = noisy;
}

/// Every value of the graph from the reference loops; with `noise`, results of nodes are disturbed before others read them.
Result<Values> referenceValues(const Graph& graph, const std::vector<Tensor>& inputs, Draw* noise = nullptr) {
    std::map<ValueId, Tensor> tensors;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        tensors[graph.inputs()[i]] = inputs[i];
    for (const NodeId id : graph.topologicalOrder()) {
        std::vector<Tensor> arguments;
        for (const ValueId input : graph.node(id).inputs)
            arguments.push_back(!input.isValid() ? Tensor() : graph.isConstant(input) ? *graph.constantOf(input) : tensors[input]);
        LATHE_TRY(std::vector<Tensor> results, evaluateNode(graph, id, arguments));
        for (std::size_t i = 0; i < std::min(results.size(), graph.node(id).outputs.size()); ++i) {
            if (noise) addNoise(results[i], *noise);
            if (graph.node(id).outputs[i].isValid()) tensors[graph.node(id).outputs[i]] = std::move(results[i]);
        }
    }
    Values values;
    for (auto& [id, tensor] : tensors)
        values[graph.value(id).name] = std::move(tensor);
    return values;
}

Result<Values> fastValues(const Case& made, const std::vector<Tensor>& first, const std::vector<Tensor>& inputs) {
    ExecutorOptions options;
    options.keepAll = made.keepAll;
    for (const std::string& name : made.kept)
        if (const ValueId id = made.graph.findValue(name); id.isValid()) options.keep.insert(id);
    JobContext context;
    LATHE_TRY(const Executor executor, Executor::create(made.graph, context, options));
    auto session = executor.makeSession();
    LATHE_CHECK(session.run(first, context));
    Values values;
    const ValueObserver observer = [&](ValueId id, const Tensor& tensor) -> Status {
        values[made.graph.value(id).name] = tensor.clone();
        return {};
    };
    LATHE_TRY(const std::vector<Tensor> outputs, session.run(inputs, context, observer));
    for (std::size_t i = 0; i < outputs.size(); ++i)
        values[made.graph.value(made.graph.outputs()[i]).name] = outputs[i];
    return values;
}

/// Of the finite elements; 0 for none.
double largestOf(const std::vector<double>& numbers) {
    double largest = 0;
    for (const double x : numbers)
        if (std::isfinite(x)) largest = std::max(largest, std::abs(x));
    return largest;
}

bool isNear(double expected, double actual, double allowed) {
    if (expected == actual || (std::isnan(expected) && std::isnan(actual))) return true;
    return std::abs(expected - actual) <= allowed;
}

/// `spread`: how far noise moved any element; of the whole tensor, since among many equal candidates (ArgMax, Hardmax) a run of
/// its own may pick one that no noisy run did.
std::string differenceOf(const Tensor& expected, const Tensor& actual, double spread) {
    if (expected.type() != actual.type() || expected.dims() != actual.dims())
        return "is " + std::string(toName(actual.type())) + " " + toText(actual.dims()) + ", expected " +
               std::string(toName(expected.type())) + " " + toText(expected.dims());
    const std::vector<double> e = expected.toDoubles(), a = actual.toDoubles();
    const double share = shareOf(expected.type()), allowed = share == kExact ? 0 : std::max(share * largestOf(e), kFloor);
    for (std::size_t i = 0; i < e.size(); ++i)
        if (!isNear(e[i], a[i], allowed + kNoiseFactor * spread))
            return "has " + std::to_string(a[i]) + " at " + std::to_string(i) + ", expected " + std::to_string(e[i]) + " within " +
                   std::to_string(allowed);
    return {};
}

std::string firstDifference(const Values& expected, const Values& actual, const std::map<std::string, double>& spreads) {
    for (const auto& [name, tensor] : actual) {
        const auto spread = spreads.find(name);
        const std::string found = differenceOf(expected.at(name), tensor, spread == spreads.end() ? 0 : spread->second);
        if (!found.empty()) return "'" + name + "' " + found;
    }
    return {};
}

/// How far noise moves the elements of each value; where one turns into NaN or infinity, anything goes.
Result<std::map<std::string, double>> spreadsOf(const Case& made, const std::vector<Tensor>& inputs, const Values& expected) {
    std::map<std::string, double> spreads;
    Draw noise(made.seed);
    for (int run = 0; run < kNoisyRuns; ++run) {
        LATHE_TRY(const Values noisy, referenceValues(made.graph, inputs, &noise));
        for (const auto& [name, tensor] : expected) {
            if (tensor.dims() != noisy.at(name).dims()) continue;
            const std::vector<double> e = tensor.toDoubles(), n = noisy.at(name).toDoubles();
            double& spread = spreads[name];
            for (std::size_t i = 0; i < e.size(); ++i) {
                const double moved = isNear(e[i], n[i], 0) ? 0 : std::abs(e[i] - n[i]);
                spread = std::max(spread, std::isnan(moved) ? HUGE_VAL : moved);
            }
        }
    }
    return spreads;
}

bool hasOverflown(const Values& values) {
    constexpr double kMost = 1e30;
    return std::ranges::any_of(values, [](const auto& entry) {
        if (!isFloatingPoint(entry.second.type())) return false;
        return !std::ranges::all_of(entry.second.toDoubles(), [](double x) { return std::abs(x) < kMost; });
    });
}

} // namespace

Outcome examine(const Case& made) {
    const auto inputs = makeInputs(made.graph, made.seed);
    const auto expected = referenceValues(made.graph, inputs);
    const auto actual = fastValues(made, makeInputs(made.graph, made.seed + 1), inputs);
    if (!expected && !actual) return {Verdict::Refused, expected.error().text(), false};
    if (!expected) return {Verdict::Differ, "only the reference loops refuse it: " + expected.error().text(), false};
    if (!actual) return {Verdict::Differ, "only the fast path refuses it: " + actual.error().text(), false};
    std::string found = firstDifference(*expected, *actual, {});
    if (found.empty()) return {};
    if (hasOverflown(*expected)) return {Verdict::Overflown, found, false};
    const auto spreads = spreadsOf(made, inputs, *expected);
    if (spreads && firstDifference(*expected, *actual, *spreads).empty()) return {Verdict::Agree, {}, true};
    return {Verdict::Differ, found, true};
}

} // namespace lathe::random_test
