#include "core/runtime/broadcasting.h"
#include "core/runtime/dnnl_kernel.h"
#include "core/runtime/elementwise_chain.h"
#include "core/runtime/lowering.h"

namespace lathe {
namespace {

/// Over the memory of its input where nobody reads that any more.
BufferId writeUnary(PlanBuilder& builder, ValueId input, ValueId output, Layout layout) {
    const BufferId reusable = builder.findReusable(input, layout, 1);
    return reusable >= 0 ? builder.writeOver(output, layout, reusable) : builder.write(output, layout);
}

} // namespace

bool lowerActivation(PlanBuilder& builder, NodeId id) {
    if (lowerChain(builder, id)) return true;
    const Node& node = builder.node(id);
    const auto x = builder.dims(node.input(0));
    const auto activations = activationOf(builder, id);
    const std::int64_t elements = x ? elementCountOf(*x).value_or(0) : 0;
    if (!activations || builder.dims(node.output()) != x || elements == 0) return false;
    std::vector<KernelPtr> kernels;
    for (const Activation& each : *activations)
        kernels.push_back(makeEltwiseKernel(each, elements));
    const Layout layout = builder.layoutOf(node.input(0));
    const BufferId source = builder.read(node.input(0), layout);
    const BufferId target = writeUnary(builder, node.input(0), node.output(), layout);
    for (std::size_t i = 0; i < kernels.size(); ++i) {
        const bool isLast = i + 1 == kernels.size();
        builder.emit(id, kernels[i], {i == 0 ? source : target, target}, isLast ? std::vector{node.output()} : std::vector<ValueId>{});
    }
    return true;
}

bool lowerErf(PlanBuilder& builder, NodeId id) {
    if (lowerChain(builder, id)) return true;
    const ValueId input = builder.node(id).input(0), output = builder.node(id).output();
    const auto x = builder.dims(input);
    const std::int64_t elements = x ? elementCountOf(*x).value_or(0) : 0;
    if (elements == 0 || builder.dims(output) != x) return false;
    const Layout layout = builder.layoutOf(input);
    const BufferId source = builder.read(input, layout);
    builder.emit(id, makeErfKernel(elements), {source, writeUnary(builder, input, output, layout)}, {output});
    return true;
}

bool lowerBinary(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto op = binaryOpOf(builder, node);
    if (!op) return false;
    if (lowerChain(builder, id)) return true;
    const auto a = builder.dims(node.inputs[0]), b = builder.dims(node.inputs[1]), y = builder.dims(node.output());
    if (!a || !b || !y || a->size() > y->size() || b->size() > y->size()) return false;
    const Layout layout = layoutOfBinary(builder, node, *y);
    auto kernel = makeBinaryKernel(*op, physicalDims(*y, layout), broadcastStrides(*a, *y, layout), broadcastStrides(*b, *y, layout));
    const BufferId left = builder.read(node.inputs[0], layoutOfOperand(*a, *y, layout));
    const BufferId right = builder.read(node.inputs[1], layoutOfOperand(*b, *y, layout));
    const std::int64_t uses = node.inputs[0] == node.inputs[1] ? 2 : 1;
    BufferId over = *a == *y ? builder.findReusable(node.inputs[0], layout, uses) : -1;
    if (over < 0 && *b == *y) over = builder.findReusable(node.inputs[1], layout, uses);
    builder.emit(id, std::move(kernel), {left, right, builder.writeOver(node.output(), layout, over)}, {node.output()});
    return true;
}

bool lowerBatchNormalization(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto x = builder.dims(node.input(0));
    if (!x || x->size() < 2 || builder.dims(node.output()) != x) return false;
    const std::int64_t channels = (*x)[1];
    auto affine = affineOf(builder, id, node.input(0), 1, channels);
    const std::int64_t elements = elementCountOf(*x).value_or(0);
    if (!affine || elements == 0) return false;
    const Layout layout = builder.layoutOf(node.input(0));
    const bool isLast = layout == Layout::ChannelsLast;
    const std::int64_t rows = isLast ? elements / channels : (*x)[0];
    auto kernel = makeAffineKernel(rows, elements / rows / channels, std::move(affine->scale), std::move(affine->shift));
    const BufferId source = builder.read(node.input(0), layout);
    const BufferId target = writeUnary(builder, node.input(0), node.output(), layout);
    builder.emit(id, std::move(kernel), {source, target}, {node.output()});
    return true;
}

bool lowerLrn(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto x = builder.dims(node.input(0));
    if (!x || x->size() != 4 || builder.dims(node.output()) != x || elementCountOf(*x).value_or(0) == 0) return false;
    if (node.intAttribute("size", 1) % 2 == 0) return false; // oneDNN takes the wider half on the other side
    const auto dense = denseDesc(*x, Layout::ChannelsLast);
    const dnnl::lrn_forward::desc desc(dnnl::prop_kind::forward_inference, dnnl::algorithm::lrn_across_channels, dense,
                                       node.intAttribute("size", 1), node.floatAttribute("alpha", 1e-4F),
                                       node.floatAttribute("beta", 0.75F), node.floatAttribute("bias", 1.0F));
    const dnnl::lrn_forward::primitive_desc made(desc, baseAttributes(), cpuEngine());
    auto kernel = makeDnnlKernel(dnnl::lrn_forward(made), {{DNNL_ARG_SRC, dense, 0}, {DNNL_ARG_DST, dense, 1}}, {}, made.scratchpad_desc());
    const BufferId source = builder.read(node.input(0), Layout::ChannelsLast);
    builder.emit(id, std::move(kernel), {source, builder.write(node.output(), Layout::ChannelsLast)}, {node.output()});
    return true;
}

bool lowerSoftmax(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto x = builder.dims(node.input(0));
    if (!x || x->empty() || builder.dims(node.output()) != x || elementCountOf(*x).value_or(0) == 0) return false;
    const bool isOneAxis = builder.graph().opset() >= 13; // before: every axis from `axis` on together
    const auto rank = static_cast<std::int64_t>(x->size());
    std::int64_t axis = node.intAttribute("axis", isOneAxis ? -1 : 1);
    if (axis < 0) axis += rank;
    if (axis < 0 || axis >= rank) return false;
    const auto product = [&](std::int64_t begin, std::int64_t end) {
        return std::accumulate(x->begin() + begin, x->begin() + end, std::int64_t(1), std::multiplies<>());
    };
    const std::int64_t last = isOneAxis ? axis + 1 : rank;
    // oneDNN's logarithm is wrong by 1e-6, which counts where the result is 0.
    if (node.opType == "LogSoftmax" && product(axis, last) == 1) return false;
    const auto dense = denseDesc({product(0, axis), product(axis, last), product(last, rank)}, Layout::Plain);
    const auto algorithm = node.opType == "LogSoftmax" ? dnnl::algorithm::softmax_log : dnnl::algorithm::softmax_accurate;
    const dnnl::softmax_v2_forward::desc desc(dnnl::prop_kind::forward_inference, algorithm, dense, dense, 1);
    const dnnl::softmax_v2_forward::primitive_desc made(desc, baseAttributes(), cpuEngine());
    auto kernel =
        makeDnnlKernel(dnnl::softmax_v2_forward(made), {{DNNL_ARG_SRC, dense, 0}, {DNNL_ARG_DST, dense, 1}}, {}, made.scratchpad_desc());
    const BufferId source = builder.read(node.input(0), Layout::Plain);
    builder.emit(id, std::move(kernel), {source, builder.write(node.output(), Layout::Plain)}, {node.output()});
    return true;
}

} // namespace lathe
