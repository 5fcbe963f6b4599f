#include "tests/random/comparison.h"

#include "core/ops/evaluator.h"

#include <algorithm>
#include <cmath>

namespace lathe::random_test {
namespace {

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
std::string differenceOf(const Tensor& expected, const Tensor& actual, double spread, bool isExact) {
    if (expected.type() != actual.type() || expected.dims() != actual.dims())
        return "is " + std::string(toName(actual.type())) + " " + toText(actual.dims()) + ", expected " +
               std::string(toName(expected.type())) + " " + toText(expected.dims());
    const std::vector<double> e = expected.toDoubles(), a = actual.toDoubles();
    const double share = isExact ? kExact : shareOf(expected.type()),
                 allowed = share == kExact ? 0 : std::max(share * largestOf(e), kFloor);
    for (std::size_t i = 0; i < e.size(); ++i)
        if (!isNear(e[i], a[i], allowed + (isExact ? 0 : kNoiseFactor * spread)))
            return "has " + std::to_string(a[i]) + " at " + std::to_string(i) + ", expected " + std::to_string(e[i]) + " within " +
                   std::to_string(allowed);
    return {};
}

} // namespace

Result<Values> referenceValues(const Graph& graph, const std::vector<Tensor>& inputs, Draw* noise) {
    std::map<ValueId, Tensor> tensors;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        tensors[graph.inputs()[i]] = inputs[i];
    const auto contentOf = [&](ValueId id) {
        const auto found = tensors.find(id); // first: an initializer that is also an input may be given another content
        return found != tensors.end() ? found->second : graph.isConstant(id) ? *graph.constantOf(id) : Tensor();
    };
    const OuterLookup outer = [&](std::string_view name) { return contentOf(graph.findValue(name)); };
    for (const NodeId id : graph.topologicalOrder()) {
        std::vector<Tensor> arguments;
        for (const ValueId input : graph.node(id).inputs)
            arguments.push_back(input.isValid() ? contentOf(input) : Tensor());
        LATHE_TRY(std::vector<Tensor> results, evaluateNode(graph, id, arguments, outer));
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

std::string firstDifference(const Values& expected, const Values& actual, const Spreads& spreads, bool isExact) {
    for (const auto& [name, tensor] : actual) {
        const auto spread = spreads.find(name);
        const std::string found = differenceOf(expected.at(name), tensor, spread == spreads.end() ? 0 : spread->second, isExact);
        if (!found.empty()) return "'" + name + "' " + found;
    }
    return {};
}

Result<Spreads> spreadsOf(const Graph& graph, std::uint64_t seed, const std::vector<Tensor>& inputs, const Values& expected) {
    Spreads spreads;
    Draw noise(seed);
    for (int run = 0; run < kNoisyRuns; ++run) {
        LATHE_TRY(const Values noisy, referenceValues(graph, inputs, &noise));
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

} // namespace lathe::random_test
