#include "core/runtime/lowering.h"

namespace lathe {
namespace {

std::optional<Dims> integers(const PlanBuilder& builder, const Node& node, std::size_t input, std::string_view attribute) {
    if (!node.input(input).isValid()) return node.hasAttribute(attribute) ? std::optional(node.intsAttribute(attribute)) : std::nullopt;
    const Tensor* tensor = builder.constant(node.input(input));
    return tensor && isInteger(tensor->type()) ? std::optional(tensor->toInt64s()) : std::nullopt;
}

std::int64_t product(const Dims& dims, std::size_t begin, std::size_t end) {
    return std::accumulate(dims.begin() + static_cast<std::ptrdiff_t>(begin), dims.begin() + static_cast<std::ptrdiff_t>(end),
                           std::int64_t(1), std::multiplies<>());
}

/// Where both graph layouts agree with a transposition of memory, the transposition is only another name for it.
std::optional<Layout> layoutAfter(const Dims& permutation, Layout before) {
    const std::size_t rank = permutation.size();
    const auto memory = axesInMemoryOrder(rank, before);
    for (const Layout after : {Layout::ChannelsLast, Layout::Plain}) {
        const auto wanted = axesInMemoryOrder(rank, after);
        bool isSame = true;
        for (std::size_t i = 0; i < rank; ++i)
            isSame = isSame && permutation[wanted[i]] == static_cast<std::int64_t>(memory[i]);
        if (isSame) return after;
    }
    return std::nullopt;
}

/// One output of Slice or Split: a strided box of the input, in the layout of the input.
void emitBox(PlanBuilder& builder, NodeId id, ValueId output, const Dims& starts, const Dims& steps) {
    const ValueId input = builder.node(id).input(0);
    const Layout layout = builder.layoutOf(input);
    const Dims x = *builder.carriedDims(input), y = *builder.carriedDims(output);
    StridedCopy copy{y, stridesOf(x, layout), stridesOf(y, layout)};
    for (std::size_t i = 0; i < x.size(); ++i) {
        copy.srcOffset += starts[i] * copy.srcStrides[i];
        copy.srcStrides[i] *= steps[i];
    }
    const BufferId source = builder.read(input, layout);
    builder.emit(id, makeCopyKernel(std::move(copy)), {source, builder.write(output, layout)}, {output});
}

} // namespace

bool lowerReshape(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto x = builder.movableDims(node.input(0)), y = builder.carriedDims(node.output());
    if (!x || !y || elementCountOf(*x) != elementCountOf(*y)) return false;
    if (node.outputs.size() > 1 && node.outputs[1].isValid()) return false;
    const bool isTraining = node.opType == "Dropout" && node.input(2).isValid();
    if (builder.constant(node.input(0)) || isTraining) return false;
    const Layout layout = *x == *y ? builder.layoutOf(node.input(0)) : Layout::Plain;
    builder.emitAlias(id, builder.read(node.input(0), layout), node.output(), layout);
    return true;
}

bool lowerTranspose(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto x = builder.movableDims(node.input(0)), y = builder.carriedDims(node.output());
    if (!x || !y || builder.constant(node.input(0))) return false;
    Dims permutation = node.intsAttribute("perm");
    if (permutation.empty())
        for (std::size_t i = x->size(); i-- > 0;)
            permutation.push_back(static_cast<std::int64_t>(i));
    if (permutation.size() != x->size()) return false;
    for (std::size_t i = 0; i < permutation.size(); ++i)
        if (permutation[i] < 0 || permutation[i] >= static_cast<std::int64_t>(x->size()) ||
            (*x)[static_cast<std::size_t>(permutation[i])] != (*y)[i])
            return false;
    const Layout layout = builder.layoutOf(node.input(0));
    const BufferId source = builder.read(node.input(0), layout);
    if (const auto after = layoutAfter(permutation, layout)) {
        builder.emitAlias(id, source, node.output(), *after);
        return true;
    }
    const Dims strides = stridesOf(*x, layout);
    StridedCopy copy{*y, {}, stridesOf(*y, Layout::Plain)};
    for (const std::int64_t axis : permutation)
        copy.srcStrides.push_back(strides[static_cast<std::size_t>(axis)]);
    builder.emit(id, makeCopyKernel(std::move(copy)), {source, builder.write(node.output(), Layout::Plain)}, {node.output()});
    return true;
}

bool lowerSlice(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto x = builder.movableDims(node.input(0)), y = builder.carriedDims(node.output());
    const auto starts = integers(builder, node, 1, "starts");
    if (!x || !y || !starts || x->size() != y->size()) return false;
    auto axes = integers(builder, node, 3, "axes");
    auto steps = integers(builder, node, 4, "steps");
    if ((!axes && node.input(3).isValid()) || (!steps && node.input(4).isValid())) return false;
    if (!axes) {
        axes.emplace(starts->size());
        std::iota(axes->begin(), axes->end(), 0);
    }
    if (!steps) steps.emplace(starts->size(), 1);
    if (axes->size() != starts->size() || steps->size() != starts->size()) return false;
    const auto rank = static_cast<std::int64_t>(x->size());
    Dims boxStarts(x->size(), 0), boxSteps(x->size(), 1);
    for (std::size_t i = 0; i < starts->size(); ++i) {
        const std::int64_t axis = (*axes)[i] < 0 ? (*axes)[i] + rank : (*axes)[i], step = (*steps)[i];
        if (axis < 0 || axis >= rank || step == 0) return false;
        const std::int64_t dim = (*x)[static_cast<std::size_t>(axis)];
        const std::int64_t start = (*starts)[i] < 0 ? (*starts)[i] + dim : (*starts)[i];
        boxStarts[static_cast<std::size_t>(axis)] = std::clamp<std::int64_t>(start, 0, step > 0 ? dim : dim - 1);
        boxSteps[static_cast<std::size_t>(axis)] = step;
    }
    for (std::size_t i = 0; i < x->size(); ++i) {
        if ((*y)[i] == 0) continue;
        const std::int64_t last = boxStarts[i] + ((*y)[i] - 1) * boxSteps[i];
        if (boxStarts[i] < 0 || boxStarts[i] >= (*x)[i] || last < 0 || last >= (*x)[i]) return false;
    }
    emitBox(builder, id, node.output(), boxStarts, boxSteps);
    return true;
}

bool lowerSplit(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto x = builder.movableDims(node.input(0));
    if (!x || x->empty()) return false;
    const auto rank = static_cast<std::int64_t>(x->size());
    const std::int64_t given = node.intAttribute("axis", 0), axis = given < 0 ? given + rank : given;
    if (axis < 0 || axis >= rank) return false;
    std::int64_t total = 0;
    for (const ValueId output : node.outputs) {
        const auto y = builder.carriedDims(output);
        if (!y || y->size() != x->size()) return false;
        for (std::size_t i = 0; i < y->size(); ++i)
            if (static_cast<std::int64_t>(i) != axis && (*y)[i] != (*x)[i]) return false;
        total += (*y)[static_cast<std::size_t>(axis)];
    }
    if (total > (*x)[static_cast<std::size_t>(axis)]) return false;
    Dims starts(x->size(), 0);
    for (const ValueId output : node.outputs) {
        emitBox(builder, id, output, starts, Dims(x->size(), 1));
        starts[static_cast<std::size_t>(axis)] += (*builder.carriedDims(output))[static_cast<std::size_t>(axis)];
    }
    return true;
}

bool lowerPad(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto x = builder.dims(node.input(0)), y = builder.dims(node.output());
    const auto pads = integers(builder, node, 1, "pads");
    if (!x || !y || !pads || node.stringAttribute("mode", "constant") != "constant" || node.input(3).isValid()) return false;
    if (x->size() != y->size() || pads->size() != 2 * x->size()) return false;
    float fill = node.floatAttribute("value", 0.0F);
    if (node.input(2).isValid()) {
        const Tensor* value = builder.constant(node.input(2));
        if (!value || value->type() != DataType::Float || value->elementCount() != 1) return false;
        fill = value->data<float>()[0];
    }
    for (std::size_t i = 0; i < x->size(); ++i)
        if ((*pads)[i] < 0 || (*pads)[i] + (*x)[i] > (*y)[i]) return false;
    const Layout layout = builder.layoutOf(node.input(0));
    StridedCopy copy{*x, stridesOf(*x, layout), stridesOf(*y, layout)};
    for (std::size_t i = 0; i < x->size(); ++i)
        copy.dstOffset += (*pads)[i] * copy.dstStrides[i];
    auto kernel = makeFillAndCopyKernel(product(*y, 0, y->size()), fill, std::move(copy));
    const BufferId source = builder.read(node.input(0), layout);
    builder.emit(id, std::move(kernel), {source, builder.write(node.output(), layout)}, {node.output()});
    return true;
}

} // namespace lathe
