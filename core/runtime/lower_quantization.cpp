#include "core/runtime/lowering.h"
#include "core/runtime/quantized_values.h"

namespace lathe {
namespace {

std::optional<QuantizedScalars> scalarsOf(const PlanBuilder& builder, const Node& node) {
    return node.hasAttribute("output_dtype") ? std::nullopt : quantizedScalars(builder, node.input(1), node.input(2));
}

/// Nothing but DequantizeLinear of the same parameters reads the integers.
bool isUndoneAtOnce(const PlanBuilder& builder, const Node& node, const QuantizedScalars& scalars) {
    const auto readers = builder.readers(node.output());
    if (readers.empty() || !builder.isPrivate(node.output())) return false;
    for (const NodeId reader : readers) {
        const Node& back = builder.node(reader);
        const bool isInverse = back.opType == "DequantizeLinear" && back.domain.empty() && back.input(0) == node.output();
        if (!isInverse || scalarsOf(builder, back) != scalars || builder.dims(back.output()) != builder.dims(node.input(0))) return false;
    }
    return true;
}

/// Quantization and its inverses at once, in float.
void emitFakeQuant(PlanBuilder& builder, NodeId id, const QuantizedScalars& scalars) {
    const Node& node = builder.node(id);
    const auto readers = builder.readers(node.output());
    const Layout layout = builder.layoutOf(node.input(0));
    auto kernel =
        makeFakeQuantKernel(elementCountOf(*builder.dims(node.input(0))).value_or(0), scalars.scale, scalars.low(), scalars.high());
    const BufferId source = builder.read(node.input(0), layout), over = builder.findReusable(node.input(0), layout, 1);
    const ValueId first = builder.node(readers[0]).output();
    const BufferId target = over >= 0 ? builder.writeOver(first, layout, over) : builder.write(first, layout);
    builder.emit(id, std::move(kernel), {source, target}, {first});
    for (std::size_t i = 1; i < readers.size(); ++i)
        builder.emitAlias(readers[i], target, builder.node(readers[i]).output(), layout);
    for (const NodeId reader : readers)
        builder.cover(reader);
}

/// One pass from the first input to the output in the layout that is there.
void emitPass(PlanBuilder& builder, NodeId id, KernelPtr kernel) {
    const Node& node = builder.node(id);
    const Layout layout = builder.layoutOf(node.input(0));
    const BufferId source = builder.read(node.input(0), layout), over = builder.findReusable(node.input(0), layout, 1);
    const BufferId target = over >= 0 ? builder.writeOver(node.output(), layout, over) : builder.write(node.output(), layout);
    builder.emit(id, std::move(kernel), {source, target}, {node.output()});
}

} // namespace

float QuantizedScalars::low() const {
    const bool isSigned = type == DataType::Int8 || type == DataType::Int16 || type == DataType::Int4;
    return static_cast<float>((isSigned ? -std::ldexp(1.0, bitWidth(type) - 1) : 0.0) - static_cast<double>(zero));
}

float QuantizedScalars::high() const {
    return low() + static_cast<float>(std::ldexp(1.0, bitWidth(type)) - 1);
}

std::optional<QuantizedScalars> quantizedScalars(const PlanBuilder& builder, ValueId scale, ValueId zero) {
    const Tensor* scaleTensor = builder.constant(scale);
    if (!scaleTensor || scaleTensor->type() != DataType::Float || scaleTensor->elementCount() != 1) return std::nullopt;
    QuantizedScalars scalars{scaleTensor->data<float>()[0]};
    if (zero.isValid()) {
        const Tensor* zeroTensor = builder.constant(zero);
        if (!zeroTensor || zeroTensor->elementCount() != 1) return std::nullopt;
        scalars.type = zeroTensor->type();
        if (!isInteger(scalars.type) || bitWidth(scalars.type) > 16) return std::nullopt;
        scalars.zero = zeroTensor->toInt64s()[0];
    }
    return scalars.scale > 0 ? std::optional(scalars) : std::nullopt;
}

bool isCarriedType(DataType type) {
    return type == DataType::Uint8 || type == DataType::Int8;
}

bool lowerQuantizeLinear(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto scalars = scalarsOf(builder, node);
    const auto x = builder.dims(node.input(0));
    if (!scalars || !x) return false;
    if (isUndoneAtOnce(builder, node, *scalars)) {
        emitFakeQuant(builder, id, *scalars);
        return true;
    }
    if (builder.carriedDims(node.output()) != x || builder.type(node.output()) != scalars->type) return false;
    emitPass(builder, id,
             makeQuantizeKernel(elementCountOf(*x).value_or(0), scalars->scale, scalars->low(), scalars->high(),
                                static_cast<float>(scalars->zero)));
    return true;
}

bool lowerDequantizeLinear(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto scalars = scalarsOf(builder, node);
    const auto x = builder.carriedDims(node.input(0));
    if (!scalars || !x || !isCarriedType(builder.type(node.input(0))) || builder.dims(node.output()) != x) return false;
    emitPass(builder, id, makeDequantizeKernel(elementCountOf(*x).value_or(0), scalars->scale, static_cast<float>(scalars->zero)));
    return true;
}

} // namespace lathe
