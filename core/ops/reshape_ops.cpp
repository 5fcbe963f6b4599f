#include "core/ops/shape_families.h"

#include "core/ops/move_helpers.h"

#include <algorithm>

namespace lathe {
namespace {

/// The dimension that makes `rest` times it as large as `input`; open when that does not follow. Symbols cancel.
Result<Dim> missingDim(const OpContext& context, std::vector<Dim> input, const std::vector<Dim>& rest) {
    std::vector<std::int64_t> given, taken;
    bool isOpen = false;
    for (const Dim& dim : rest) {
        if (dim.isKnown()) {
            taken.push_back(dim.value);
            continue;
        }
        const auto same = dim.symbol.empty() ? input.end() : std::ranges::find(input, dim);
        if (same == input.end())
            isOpen = true;
        else
            input.erase(same);
    }
    Dim symbol;
    for (const Dim& dim : input) {
        if (dim.isKnown())
            given.push_back(dim.value);
        else if (dim.symbol.empty() || !symbol.symbol.empty())
            isOpen = true;
        else
            symbol = dim;
    }
    const auto product = elementCountOf(given), divisor = elementCountOf(taken);
    if (isOpen || !product || !divisor) return Dim();
    if (!symbol.symbol.empty()) return *product == *divisor ? symbol : Dim();
    if (*divisor == 0 || *product % *divisor != 0)
        return opError(context, std::to_string(*product) + " elements cannot be divided by the " + std::to_string(*divisor) +
                                    " of the other dimensions");
    return Dim(*product / *divisor);
}

/// The entries of the target that are neither -1 nor 0 stand for themselves; 0 copies the dimension of the input. `inferred`
/// is the one entry that follows from the number of elements.
Result<Shape> targetDims(const OpContext& context, const Shape* input, const std::vector<std::int64_t>& target,
                         std::optional<std::size_t>& inferred) {
    const bool allowZero = context.node.intAttribute("allowzero", 0) != 0;
    Shape shape;
    for (std::size_t i = 0; i < target.size(); ++i) {
        Dim dim;
        const bool isZero = target[i] == 0 && !allowZero, isBeyond = input && static_cast<std::int64_t>(i) >= input->rank();
        // Some exports compute a 0 where there is nothing to copy; ONNX Runtime's reshape fusion makes it -1, and so do we.
        if (target[i] == -1 || (isZero && isBeyond)) {
            if (inferred)
                return opError(context, "the target shape " + toText(target) +
                                            " leaves more than one dimension open for an input of rank " +
                                            (input ? std::to_string(input->rank()) : "?"));
            inferred = i;
        } else if (isZero) {
            if (input) dim = input->dims[i];
        } else if (target[i] < 0) {
            return opError(context, "the target shape has the dimension " + std::to_string(target[i]));
        } else {
            dim = target[i];
        }
        shape.dims.push_back(dim);
    }
    return shape;
}

Status settleMissing(const OpContext& context, const Shape& input, Shape& shape, std::size_t missing) {
    std::vector<Dim> rest = shape.dims;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(missing));
    LATHE_TRY(shape.dims[missing], missingDim(context, input.dims, rest));
    return {};
}

Result<Shape> reshapedTo(const OpContext& context, const Shape* input, const std::vector<std::int64_t>& target) {
    std::optional<std::size_t> inferred;
    LATHE_TRY(Shape shape, targetDims(context, input, target, inferred));
    if (!input) return shape;
    if (inferred) LATHE_CHECK(settleMissing(context, *input, shape, *inferred));
    const auto before = input->elementCount(), after = shape.elementCount();
    if (before && after && *before != *after)
        return opError(context, "an input of shape " + toText(*input) + " cannot become " + toText(shape) + ": " + std::to_string(*before) +
                                    " elements against " + std::to_string(*after));
    return shape;
}

/// A target of which some entries are open: the input has as many elements, so one open entry follows, whether it holds
/// -1 or the dimension itself.
Result<Shape> reshapedToOpen(const OpContext& context, const Shape* input, const std::vector<Dim>& target) {
    Shape shape(target);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < target.size(); ++i) {
        if (target[i] == Dim(0) && context.node.intAttribute("allowzero", 0) == 0)
            shape.dims[i] = input && static_cast<std::int64_t>(i) < input->rank() ? input->dims[i] : Dim();
        if (!shape.dims[i].isKnown() && shape.dims[i].symbol.empty()) open.push_back(i);
    }
    if (input && open.size() == 1) LATHE_CHECK(settleMissing(context, *input, shape, open[0]));
    return shape;
}

InferOutcome inferReshape(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 2));
    const IntsParameter target = intsParameter(context, inputs, 1, "shape");
    InferredTensor output = inferredOf(inputs[0].type);
    if (target.values) {
        LATHE_TRY(output.shape, reshapedTo(context, shapeAt(inputs, 0), *target.values));
    } else if (!target.isOpen) {
        return opError(context, "has no target shape");
    } else if (inputs[1].dims) {
        LATHE_TRY(output.shape, reshapedToOpen(context, shapeAt(inputs, 0), *inputs[1].dims));
    } else if (const Shape* shape = shapeAt(inputs, 1); shape && shape->rank() == 1 && shape->isStatic()) {
        output.shape = openShape(shape->dims[0].value);
    }
    return std::vector{output};
}

/// Same elements, the dimensions that `infer` gives.
template <InferFn Infer>
EvaluateOutcome evaluateView(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, Infer));
    if (elementCountOf(dims[0]) != inputs[0].elementCount()) return opError(context, "the number of elements changes");
    return std::vector{inputs[0].reshaped(std::move(dims[0]))};
}

InferOutcome inferFlatten(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    InferredTensor output = inferredOf(inputs[0].type, openShape(2));
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return std::vector{output};
    std::int64_t axis = context.node.intAttribute("axis", 1);
    if (axis < -shape->rank() || axis > shape->rank())
        return opError(context, "axis " + std::to_string(axis) + " is outside a tensor of rank " + std::to_string(shape->rank()));
    if (axis < 0) axis += shape->rank();
    output.shape = Shape({productOf(*shape, 0, axis), productOf(*shape, axis, shape->rank())});
    return std::vector{output};
}

Result<Shape> squeezed(const OpContext& context, const Shape& shape, std::span<const std::int64_t> given) {
    LATHE_TRY(const auto axes, normalizeAxes(context, given, shape.rank()));
    Shape result;
    for (std::int64_t i = 0; i < shape.rank(); ++i) {
        const Dim& dim = shape.dims[static_cast<std::size_t>(i)];
        if (std::ranges::find(axes, i) == axes.end())
            result.dims.push_back(dim);
        else if (dim.isKnown() && dim.value != 1)
            return opError(context, "dimension " + std::to_string(i) + " of " + toText(shape) + " is not 1");
    }
    return result;
}

InferOutcome inferSqueeze(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 2));
    const IntsParameter axes = intsParameter(context, inputs, 1, "axes");
    InferredTensor output = inferredOf(inputs[0].type);
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape || axes.isOpen) return std::vector{output};
    if (axes.values) {
        LATHE_TRY(output.shape, squeezed(context, *shape, *axes.values));
    } else if (shape->isStatic()) {
        output.shape.emplace();
        std::ranges::copy_if(shape->dims, std::back_inserter(output.shape->dims), [](const Dim& dim) { return dim.value != 1; });
    }
    return std::vector{output};
}

InferOutcome inferUnsqueeze(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 2));
    const IntsParameter given = intsParameter(context, inputs, 1, "axes");
    if (!given.values && !given.isOpen) return opError(context, "has no axes");
    InferredTensor output = inferredOf(inputs[0].type);
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape || !given.values) return std::vector{output};
    const std::int64_t rank = shape->rank() + static_cast<std::int64_t>(given.values->size());
    LATHE_TRY(const auto axes, normalizeAxes(context, *given.values, rank));
    Shape result;
    auto next = shape->dims.begin();
    for (std::int64_t i = 0; i < rank; ++i)
        result.dims.push_back(std::ranges::find(axes, i) != axes.end() ? Dim(1) : *next++);
    output.shape = std::move(result);
    return std::vector{output};
}

} // namespace

std::vector<OpRow> reshapeOps() {
    return {
        {"", "Reshape", 1, OpCategory::Shape, QuantRule::PassThrough, inferReshape, evaluateView<inferReshape>, noWork,
         "Gives the same elements another shape."},
        {"", "Flatten", 1, OpCategory::Shape, QuantRule::PassThrough, inferFlatten, evaluateView<inferFlatten>, noWork,
         "Joins the dimensions before and from an axis into a matrix."},
        {"", "Squeeze", 1, OpCategory::Shape, QuantRule::PassThrough, inferSqueeze, evaluateView<inferSqueeze>, noWork,
         "Removes dimensions of size 1."},
        {"", "Unsqueeze", 1, OpCategory::Shape, QuantRule::PassThrough, inferUnsqueeze, evaluateView<inferUnsqueeze>, noWork,
         "Inserts dimensions of size 1."},
    };
}

} // namespace lathe
