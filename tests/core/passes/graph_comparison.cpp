#include "tests/core/passes/graph_comparison.h"

#include "core/graph/text_elements.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lathe::test {
namespace {

std::string tensorDifference(const Tensor& expected, const Tensor& actual, double tolerance) {
    if (expected.type() != actual.type() || expected.dims() != actual.dims())
        return std::string(toName(expected.type())) + toText(expected.dims()) + " against " + std::string(toName(actual.type())) +
               toText(actual.dims());
    if (areIdentical(expected, actual)) return {};
    const std::vector<double> a = expected.toDoubles(), b = actual.toDoubles();
    double low = 0, high = 0;
    for (const double x : a)
        if (std::isfinite(x)) {
            low = std::min(low, x);
            high = std::max(high, x);
        }
    const double allowed = tolerance * (high - low);
    for (std::size_t i = 0; i < a.size(); ++i) {
        const bool isSame = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i])) || std::abs(a[i] - b[i]) <= allowed;
        if (!isSame)
            return "element " + std::to_string(i) + ": " + std::to_string(a[i]) + " against " + std::to_string(b[i]) + ", allowed " +
                   std::to_string(allowed);
    }
    return {};
}

constexpr double kInfinite = std::numeric_limits<double>::infinity();

double tensorShare(const Tensor& expected, const Tensor& actual) {
    if (expected.type() != actual.type() || expected.dims() != actual.dims()) return kInfinite;
    if (areIdentical(expected, actual)) return 0;
    const std::vector<double> a = expected.toDoubles(), b = actual.toDoubles();
    double low = 0, high = 0, largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isfinite(a[i])) {
            low = std::min(low, a[i]);
            high = std::max(high, a[i]);
        }
        if (a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) continue;
        largest = std::isfinite(a[i] - b[i]) ? std::max(largest, std::abs(a[i] - b[i])) : kInfinite;
    }
    return largest == 0 ? 0 : largest / (high - low);
}

std::vector<std::string> namesOf(const Graph& graph, const std::vector<ValueId>& ids) {
    std::vector<std::string> names;
    for (const ValueId id : ids)
        names.push_back(graph.value(id).name);
    return names;
}

} // namespace

std::vector<Tensor> seededInputs(const Graph& graph, std::uint64_t seed) {
    std::vector<Tensor> inputs;
    for (const ValueId id : graph.inputs()) {
        const Value& value = graph.value(id);
        std::vector<std::int64_t> dims;
        if (value.shape)
            for (const Dim& dim : value.shape->dims)
                dims.push_back(dim.isKnown() ? dim.value : 2);
        Tensor tensor = Tensor::makeZeros(value.type, dims);
        const bool isFloating = isFloatingPoint(value.type);
        fillRandom(tensor, seed + inputs.size(), isFloating ? -1 : 0, isFloating ? 1 : value.type == DataType::Bool ? 1 : 3);
        inputs.push_back(std::move(tensor));
    }
    return inputs;
}

std::string differenceOf(const std::vector<Tensor>& expected, const std::vector<Tensor>& actual, double tolerance) {
    if (expected.size() != actual.size()) return std::to_string(expected.size()) + " outputs against " + std::to_string(actual.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (const std::string what = tensorDifference(expected[i], actual[i], tolerance); !what.empty())
            return "output " + std::to_string(i) + ": " + what;
    return {};
}

double shareOfRange(const std::vector<Tensor>& expected, const std::vector<Tensor>& actual) {
    if (expected.size() != actual.size()) return kInfinite;
    double share = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        share = std::max(share, tensorShare(expected[i], actual[i]));
    return share;
}

std::string interfaceDifference(const Graph& expected, const Graph& actual) {
    if (namesOf(expected, expected.inputs()) != namesOf(actual, actual.inputs())) return "the names of the inputs differ";
    if (namesOf(expected, expected.outputs()) != namesOf(actual, actual.outputs())) return "the names of the outputs differ";
    return {};
}

} // namespace lathe::test
