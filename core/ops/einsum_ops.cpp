#include "core/ops/move_helpers.h"
#include "core/ops/shape_families.h"

#include <algorithm>
#include <array>
#include <map>

namespace lathe {
namespace {

/// Axes of an ellipsis are labels, too: kEllipsis − k for the k-th from the right.
constexpr int kEllipsis = -1;

struct Equation {
    std::vector<std::string> terms;
    std::optional<std::string> result;
};

Result<Equation> parseEquation(const OpContext& context) {
    std::string text = context.node.stringAttribute("equation", "");
    std::erase(text, ' ');
    Equation equation;
    const std::size_t arrow = text.find("->");
    if (arrow != std::string::npos) equation.result = text.substr(arrow + 2);
    std::string left = text.substr(0, arrow) + ",";
    for (std::size_t comma = left.find(','); comma != std::string::npos; comma = left.find(',')) {
        equation.terms.push_back(left.substr(0, comma));
        left.erase(0, comma + 1);
    }
    return equation;
}

/// Letters of a term as labels, with `ellipsisRank` labels in place of "...".
Result<std::vector<int>> labelsOf(const OpContext& context, const std::string& term, std::int64_t ellipsisRank) {
    std::vector<int> labels;
    for (std::size_t i = 0; i < term.size(); ++i) {
        if (term.compare(i, 3, "...") == 0) {
            for (std::int64_t k = ellipsisRank; k-- > 0;)
                labels.push_back(kEllipsis - static_cast<int>(k));
            i += 2;
        } else if ((term[i] >= 'a' && term[i] <= 'z') || (term[i] >= 'A' && term[i] <= 'Z')) {
            labels.push_back(term[i]);
        } else {
            return opError(context, "the equation has the unexpected character '" + std::string(1, term[i]) + "'");
        }
    }
    return labels;
}

/// The equation applied to shapes: labels of every operand and of the result, and the size of each label.
struct Contraction {
    std::vector<std::vector<int>> operands;
    std::vector<int> result;
    std::map<int, Dim> sizes;
};

Status joinSize(const OpContext& context, Contraction& contraction, int label, const Dim& dim) {
    const auto [entry, isNew] = contraction.sizes.emplace(label, dim);
    if (isNew || dim == Dim(1)) return {};
    if (entry->second == Dim(1)) {
        entry->second = dim;
        return {};
    }
    const std::string name = label < 0 ? "..." : std::string(1, static_cast<char>(label));
    LATHE_TRY(entry->second, sameDim(context, entry->second, dim, "label '" + name + "'"));
    return {};
}

/// Without "->": the ellipsis, then every label that occurs once, in alphabetical order.
std::vector<int> implicitResult(const Contraction& contraction) {
    std::map<int, int> uses;
    for (const auto& labels : contraction.operands)
        for (const int label : labels)
            ++uses[label];
    std::vector<int> result;
    for (const auto& [label, count] : uses)
        if (label < 0 || count == 1) result.push_back(label);
    return result;
}

Status checkResult(const OpContext& context, const Contraction& contraction) {
    std::vector<int> seen;
    for (const int label : contraction.result) {
        if (!contraction.sizes.contains(label)) return opError(context, "the result names a label that no input has");
        if (std::ranges::find(seen, label) != seen.end()) return opError(context, "the result names a label twice");
        seen.push_back(label);
    }
    return {};
}

Result<Contraction> contract(const OpContext& context, std::span<const Shape> shapes) {
    LATHE_TRY(const Equation equation, parseEquation(context));
    if (equation.terms.size() != shapes.size())
        return opError(context, "the equation has " + std::to_string(equation.terms.size()) + " terms for " +
                                    std::to_string(shapes.size()) + " inputs");
    Contraction contraction;
    std::int64_t widest = 0;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        LATHE_TRY(const std::vector<int> letters, labelsOf(context, equation.terms[i], 0));
        const bool hasEllipsis = equation.terms[i].find('.') != std::string::npos;
        const std::int64_t rest = shapes[i].rank() - static_cast<std::int64_t>(letters.size());
        if (rest < 0 || (rest > 0 && !hasEllipsis))
            return opError(context, "the term '" + equation.terms[i] + "' does not fit an input of shape " + toText(shapes[i]));
        widest = std::max(widest, rest);
        LATHE_TRY(std::vector<int> labels, labelsOf(context, equation.terms[i], rest));
        if (static_cast<std::int64_t>(labels.size()) != shapes[i].rank())
            return opError(context, "the term '" + equation.terms[i] + "' has more than one ellipsis");
        for (std::size_t k = 0; k < labels.size(); ++k)
            LATHE_CHECK(joinSize(context, contraction, labels[k], shapes[i].dims[k]));
        contraction.operands.push_back(std::move(labels));
    }
    if (equation.result) {
        LATHE_TRY(contraction.result, labelsOf(context, *equation.result, widest));
    } else {
        contraction.result = implicitResult(contraction);
    }
    LATHE_CHECK(checkResult(context, contraction));
    return contraction;
}

InferOutcome inferEinsum(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, -1));
    LATHE_TRY(const DataType type, commonType(context, inputs));
    LATHE_CHECK(requireNumbers(context, type));
    InferredTensor output = inferredOf(type);
    std::vector<Shape> shapes;
    for (const InferredTensor& input : inputs)
        if (input.shape) shapes.push_back(*input.shape);
    if (shapes.size() != inputs.size()) return std::vector{output};
    LATHE_TRY(const Contraction contraction, contract(context, shapes));
    output.shape.emplace();
    for (const int label : contraction.result)
        output.shape->dims.push_back(contraction.sizes.at(label));
    return std::vector{output};
}

/// A loop over labels and, per operand, how far one step of each label goes.
struct LabelLoop {
    std::vector<std::int64_t> sizes;
    std::vector<std::vector<std::int64_t>> steps; ///< [operand][label]

    std::int64_t count() const { return elementCountOf(sizes).value_or(0); }
    /// Offset of operand `k` at row-major position `i`.
    std::int64_t offset(std::size_t k, std::int64_t i) const {
        std::int64_t offset = 0;
        for (std::size_t axis = sizes.size(); axis-- > 0; i /= sizes[axis])
            offset += i % sizes[axis] * steps[k][axis];
        return offset;
    }
};

LabelLoop loopOver(std::span<const int> labels, const Contraction& contraction, std::span<const Tensor> inputs) {
    LabelLoop loop;
    for (const int label : labels)
        loop.sizes.push_back(contraction.sizes.at(label).value);
    for (std::size_t k = 0; k < inputs.size(); ++k) {
        const auto strides = rowMajorStrides(inputs[k].dims());
        std::vector<std::int64_t> steps(labels.size(), 0);
        for (std::size_t i = 0; i < labels.size(); ++i)
            for (std::size_t axis = 0; axis < strides.size(); ++axis)
                if (contraction.operands[k][axis] == labels[i] && inputs[k].dims()[axis] != 1) steps[i] += strides[axis];
        if (labels.empty()) steps.push_back(0);
        loop.steps.push_back(std::move(steps));
    }
    if (labels.empty()) loop.sizes.push_back(1);
    return loop;
}

/// Σ over `inner` (which has at least one label) of the product of all operands at one position of the result. Integers wrap.
template <class T>
T sumProducts(const std::vector<std::vector<T>>& operands, std::span<const std::int64_t> starts, const LabelLoop& inner) {
    using Sum = std::conditional_t<std::is_integral_v<T>, std::uint64_t, T>;
    const std::int64_t terms = inner.count(), row = inner.sizes.back();
    std::vector<std::int64_t> places(operands.size());
    Sum sum{};
    StopProbe isStopped;
    for (std::int64_t first = 0; first < terms && !isStopped(); first += row) {
        for (std::size_t k = 0; k < operands.size(); ++k)
            places[k] = starts[k] + inner.offset(k, first);
        for (std::int64_t i = 0; i < row; ++i) {
            Sum product{1};
            for (std::size_t k = 0; k < operands.size(); ++k)
                product *= static_cast<Sum>(operands[k][static_cast<std::size_t>(places[k] + i * inner.steps[k].back())]);
            sum += product;
        }
    }
    return static_cast<T>(sum);
}

template <class T>
std::vector<T> contracted(const std::vector<std::vector<T>>& operands, const LabelLoop& outer, const LabelLoop& inner) {
    std::vector<T> out(static_cast<std::size_t>(outer.count()));
    std::vector<std::int64_t> starts(operands.size());
    for (std::size_t i = 0; i < out.size() && !isStopAsked(); ++i) {
        for (std::size_t k = 0; k < operands.size(); ++k)
            starts[k] = outer.offset(k, static_cast<std::int64_t>(i));
        out[i] = sumProducts(operands, starts, inner);
    }
    return out;
}

EvaluateOutcome evaluateEinsum(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferEinsum));
    std::vector<Shape> shapes;
    for (const Tensor& input : inputs)
        shapes.push_back(Shape::of(input.dims()));
    LATHE_TRY(const Contraction contraction, contract(context, shapes));
    std::vector<int> summed;
    for (const auto& [label, size] : contraction.sizes)
        if (std::ranges::find(contraction.result, label) == contraction.result.end()) summed.push_back(label);
    const LabelLoop outer = loopOver(contraction.result, contraction, inputs), inner = loopOver(summed, contraction, inputs);
    LATHE_TRY(const Tensor room, Tensor::makeChecked(inputs[0].type(), dims[0]));
    return oneOutput(context, withNumbers(inputs[0], [&]<class T>(const std::vector<T>&) {
                         std::vector<std::vector<T>> operands;
                         for (const Tensor& input : inputs)
                             withNumbers(input, [&](const auto& values) { operands.emplace_back(values.begin(), values.end()); });
                         return tensorOf(room.type(), std::move(dims[0]), contracted(operands, outer, inner));
                     }));
}

/// One multiply-accumulate per element of the whole index space and operand beyond the first.
Work einsumWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    std::vector<Shape> shapes;
    for (const InferredTensor& input : inputs)
        shapes.push_back(input.shape.value_or(Shape()));
    const auto contraction = contract(context, shapes);
    if (!contraction) return {};
    std::vector<std::int64_t> sizes;
    for (const auto& [label, size] : contraction->sizes)
        sizes.push_back(size.value);
    const std::int64_t space = elementCountOf(sizes).value_or(0);
    if (inputs.size() < 2) return {.vectorOps = space};
    return {.macs = multiplySaturated({space, static_cast<std::int64_t>(inputs.size()) - 1})};
}

} // namespace

std::vector<OpRow> einsumOps() {
    return {{"", "Einsum", 12, OpCategory::Matrix, QuantRule::Float, inferEinsum, evaluateEinsum, einsumWork,
             "Sums products of elements along named axes."}};
}

} // namespace lathe
