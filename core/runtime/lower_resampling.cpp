#include "core/ops/resize_plan.h"
#include "core/runtime/lowering.h"

namespace lathe {
namespace {

/// Scale and zero point of a QuantizeLinear or DequantizeLinear, one for the whole tensor.
struct Scalars {
    float scale = 1;
    double zeroPoint = 0;
    DataType type = DataType::Uint8;
    bool operator==(const Scalars&) const = default;
};

std::optional<Scalars> scalarsOf(const PlanBuilder& builder, const Node& node) {
    const Tensor* scale = builder.constant(node.input(1));
    if (!scale || scale->type() != DataType::Float || scale->elementCount() != 1 || node.hasAttribute("output_dtype")) return std::nullopt;
    Scalars scalars{scale->data<float>()[0], 0, DataType::Uint8};
    if (node.input(2).isValid()) {
        const Tensor* zero = builder.constant(node.input(2));
        if (!zero || zero->elementCount() != 1) return std::nullopt;
        scalars.type = zero->type();
        scalars.zeroPoint = zero->toDoubles()[0];
    }
    const bool isSmall = isInteger(scalars.type) && bitWidth(scalars.type) <= 16;
    return isSmall && scalars.scale > 0 ? std::optional(scalars) : std::nullopt;
}

bool isSigned(DataType type) {
    return type == DataType::Int8 || type == DataType::Int16 || type == DataType::Int4;
}

std::vector<Share> sharesOf(const ResizeModes& modes, const AxisResize& axis, std::int64_t position) {
    if (axis.isCopied) return {{position, 1.0F}};
    if (modes.interpolation == "nearest") return {{nearestSource(modes, axis, position), 1.0F}};
    std::vector<Share> shares;
    for (const Tap& tap : tapsOf(modes, axis, position))
        shares.push_back({tap.index, static_cast<float>(tap.weight)});
    return shares;
}

std::vector<std::vector<Share>> sharesOf(const ResizeModes& modes, const AxisResize& axis) {
    std::vector<std::vector<Share>> shares;
    for (std::int64_t i = 0; i < axis.outSize; ++i)
        shares.push_back(sharesOf(modes, axis, i));
    return shares;
}

} // namespace

/// Followed by nothing but DequantizeLinear of the same parameters: both at once, in float.
bool lowerQuantizeLinear(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto scalars = scalarsOf(builder, node);
    const auto x = builder.dims(node.input(0));
    const auto readers = builder.readers(node.output());
    if (!scalars || !x || readers.empty() || !builder.isPrivate(node.output())) return false;
    for (const NodeId reader : readers) {
        const Node& back = builder.node(reader);
        const bool isInverse = back.opType == "DequantizeLinear" && back.domain.empty() && back.input(0) == node.output();
        if (!isInverse || scalarsOf(builder, back) != scalars || builder.dims(back.output()) != x) return false;
    }
    const int bits = bitWidth(scalars->type);
    const double low = isSigned(scalars->type) ? -std::ldexp(1.0, bits - 1) : 0.0, high = low + std::ldexp(1.0, bits) - 1;
    auto kernel = makeFakeQuantKernel(elementCountOf(*x).value_or(0), scalars->scale, static_cast<float>(low - scalars->zeroPoint),
                                      static_cast<float>(high - scalars->zeroPoint));
    const Layout layout = builder.layoutOf(node.input(0));
    const BufferId source = builder.read(node.input(0), layout);
    const ValueId first = builder.node(readers[0]).output();
    const BufferId target = builder.write(first, layout);
    builder.emit(id, std::move(kernel), {source, target}, {first});
    for (std::size_t i = 1; i < readers.size(); ++i)
        builder.emitAlias(readers[i], target, builder.node(readers[i]).output(), layout);
    for (const NodeId reader : readers)
        builder.cover(reader);
    return true;
}

bool lowerResize(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto x = builder.dims(node.input(0)), y = builder.dims(node.output());
    if (!x || !y || x->size() != 4 || elementCountOf(*x).value_or(0) == 0) return false;
    const OpContext context{node, builder.graph().opset(), nullptr, nullptr};
    std::vector<InferredTensor> inputs;
    for (const ValueId input : node.inputs)
        inputs.push_back(builder.inferred(input));
    const auto modes = resizeModes(context);
    if (!modes || modes->coordinates == "tf_crop_and_resize" || !resizedShape(context, inputs)) return false;
    const auto axes = resizePlan(context, inputs);
    if (!axes || axes->size() != 4 || !(*axes)[0].isCopied || !(*axes)[1].isCopied) return false;
    auto kernel = makeResampleKernel({(*x)[0], (*x)[2], (*x)[3], (*x)[1], sharesOf(*modes, (*axes)[2]), sharesOf(*modes, (*axes)[3])});
    const BufferId source = builder.read(node.input(0), Layout::ChannelsLast);
    builder.emit(id, std::move(kernel), {source, builder.write(node.output(), Layout::ChannelsLast)}, {node.output()});
    return true;
}

} // namespace lathe
