#include "core/ops/resize_plan.h"
#include "core/runtime/lowering.h"

namespace lathe {
namespace {

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
