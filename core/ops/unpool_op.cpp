#include "core/ops/families.h"
#include "core/ops/index_places.h"
#include "core/ops/move_helpers.h"

namespace lathe {
namespace {

struct UnpoolAttributes {
    std::vector<std::int64_t> kernel, strides, pads; ///< pads: all begins, then all ends
};

Result<UnpoolAttributes> attributesOf(const OpContext& context) {
    UnpoolAttributes given{context.node.intsAttribute("kernel_shape"), context.node.intsAttribute("strides"),
                           context.node.intsAttribute("pads")};
    const std::size_t axes = given.kernel.size();
    if (axes == 0) return opError(context, "kernel_shape is missing");
    if (given.strides.empty()) given.strides.assign(axes, 1);
    if (given.pads.empty()) given.pads.assign(axes * 2, 0);
    if (given.strides.size() != axes || given.pads.size() != axes * 2)
        return opError(context, "strides or pads do not fit kernel_shape " + toText(given.kernel));
    constexpr std::int64_t kMost = std::int64_t(1) << 31;
    for (const auto* list : {&given.kernel, &given.strides, &given.pads})
        for (const std::int64_t number : *list)
            if (number < (list == &given.pads ? 0 : 1) || number > kMost)
                return opError(context, "kernel_shape, strides or pads are out of range");
    return given;
}

/// The inverse of MaxPool's size: (in − 1) · stride + kernel − pads.
Result<Shape> unpooledShape(const OpContext& context, const Shape& x, const UnpoolAttributes& given) {
    const std::size_t axes = given.kernel.size();
    Shape shape({x.dims[0], x.dims[1]});
    for (std::size_t i = 0; i < axes; ++i) {
        const Dim& in = x.dims[i + 2];
        if (!in.isKnown()) {
            shape.dims.emplace_back();
            continue;
        }
        const std::int64_t size =
            addSaturated(multiplySaturated({std::max<std::int64_t>(in.value - 1, 0), given.strides[i]}), given.kernel[i]) - given.pads[i] -
            given.pads[i + axes];
        if (size < 0) return opError(context, "the pads are larger than the output");
        shape.dims.emplace_back(size);
    }
    return shape;
}

/// The shape asked for must keep batch and channels.
Result<Shape> statedShape(const OpContext& context, const std::vector<Dim>& stated, const Shape& x) {
    if (stated.size() != x.dims.size()) return opError(context, "output_shape has " + std::to_string(stated.size()) + " dimensions");
    for (std::size_t i = 0; i < 2; ++i)
        LATHE_CHECK(sameDim(context, stated[i], x.dims[i], "batch and channels of output_shape and input"));
    return Shape(stated);
}

InferOutcome inferMaxUnpool(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 3));
    LATHE_TRY(const UnpoolAttributes given, attributesOf(context));
    LATHE_CHECK(requireIndices(context, inputs, 1));
    const Shape *x = shapeAt(inputs, 0), *indices = shapeAt(inputs, 1);
    InferredTensor output = inferredOf(inputs[0].type);
    const auto rank = static_cast<std::int64_t>(given.kernel.size()) + 2;
    LATHE_CHECK(requireRank(context, x, rank, rank, "the input"));
    if (!x) return std::vector{output};
    if (indices && indices->isStatic() && x->isStatic() && *indices != *x)
        return opError(context, "indices of shape " + toText(*indices) + " for an input of shape " + toText(*x));
    if (!isGiven(context, inputs, 2)) {
        LATHE_TRY(output.shape, unpooledShape(context, *x, given));
    } else if (const auto stated = knownDims(inputs, 2)) {
        LATHE_TRY(output.shape, statedShape(context, *stated, *x));
    } else {
        output.shape = openShape(rank);
    }
    return std::vector{output};
}

/// The indices count the elements of the output, as MaxPool counts those of its input: with output_shape, too, as PyTorch does.
/// (One case of ONNX 1.12's suite counts them in the tensor that would come out without output_shape.)
EvaluateOutcome evaluateMaxUnpool(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferMaxUnpool));
    LATHE_TRY(const auto places, checkedIndices(context, inputs[1], outputs[0].elementCount()));
    return dispatchBySize(context, outputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        const std::span<const T> x = inputs[0].data<T>();
        const std::span<T> y = outputs[0].mutableData<T>();
        for (std::size_t i = 0; i < x.size(); ++i)
            y[static_cast<std::size_t>(places[i])] = x[i];
        return std::move(outputs);
    });
}

} // namespace

std::vector<OpRow> unpoolOps() {
    return {{"", "MaxUnpool", 9, OpCategory::Pool, QuantRule::Float, inferMaxUnpool, evaluateMaxUnpool, vectorPerOutput,
             "Puts elements back where MaxPool found them; 0 elsewhere."}};
}

} // namespace lathe
