#include "core/runtime/dnnl_kernel.h"
#include "core/runtime/lowering.h"
#include "core/runtime/window.h"

namespace lathe {
namespace {

using dnnl::algorithm;

/// Padding that the last window reaches: with ceil_mode more than the attribute says.
void reachLastWindow(Window& window, const Dims& x, const Dims& y) {
    for (std::size_t i = 0; i < window.kernel.size(); ++i) {
        const std::int64_t reach = (y[i + 2] - 1) * window.strides[i] + (window.kernel[i] - 1) * window.dilations[i] + 1;
        const std::int64_t padded = x[i + 2] + window.padsBefore[i];
        if ((padded + window.padsAfter[i] - reach) / window.strides[i] != 0 || padded + window.padsAfter[i] < reach)
            window.padsAfter[i] = reach - padded;
        window.dilations[i] -= 1;
    }
}

std::int64_t spatialSize(const Dims& dims) {
    return std::accumulate(dims.begin() + 2, dims.end(), std::int64_t(1), std::multiplies<>());
}

bool reduceSpatial(PlanBuilder& builder, NodeId id, Reduction reduction) {
    const ValueId input = builder.node(id).input(0), output = builder.node(id).output();
    const auto x = builder.dims(input), y = builder.dims(output);
    if (!x || !y || x->size() < 3 || elementCountOf(*x).value_or(0) == 0 || elementCountOf(*y) != (*x)[0] * (*x)[1]) return false;
    const Layout layout = builder.layoutOf(input);
    const bool isLast = layout == Layout::ChannelsLast;
    auto kernel = isLast ? makeReduceKernel(reduction, (*x)[0], spatialSize(*x), (*x)[1])
                         : makeReduceKernel(reduction, (*x)[0] * (*x)[1], spatialSize(*x), 1);
    const BufferId source = builder.read(input, layout);
    builder.emit(id, std::move(kernel), {source, builder.write(output, Layout::Plain)}, {output});
    return true;
}

} // namespace

bool lowerPool(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const bool isAverage = node.opType == "AveragePool";
    const auto x = isAverage ? builder.dims(node.input(0)) : builder.movableDims(node.input(0)), y = builder.carriedDims(node.output());
    if (!x || !y || x->size() > 5 || (node.outputs.size() > 1 && node.outputs[1].isValid())) return false;
    auto window = windowOf(node, node.intsAttribute("kernel_shape"), *x, *y);
    if (!window || elementCountOf(*x).value_or(0) == 0 || elementCountOf(*y).value_or(0) == 0) return false;
    // A primitive cannot be stopped: absurd windows are left to the loops, which can.
    constexpr double kMostTaps = 1e11;
    const auto kernel = std::accumulate(window->kernel.begin(), window->kernel.end(), 1.0, std::multiplies<>());
    if (kernel * static_cast<double>(elementCountOf(*y).value_or(0)) > kMostTaps) return false;
    const bool countsPadding = node.intAttribute("count_include_pad", 0) != 0;
    // Padding that ceil_mode alone reaches is never counted; oneDNN would count it.
    if (isAverage && countsPadding && node.intAttribute("ceil_mode", 0) != 0) return false;
    reachLastWindow(*window, *x, *y);
    const auto kind = !isAverage      ? algorithm::pooling_max
                      : countsPadding ? algorithm::pooling_avg_include_padding
                                      : algorithm::pooling_avg_exclude_padding;
    const auto source = denseDesc(*x, Layout::ChannelsLast), target = denseDesc(*y, Layout::ChannelsLast);
    const dnnl::pooling_v2_forward::desc desc(dnnl::prop_kind::forward_inference, kind, source, target, window->strides, window->kernel,
                                              window->dilations, window->padsBefore, window->padsAfter);
    const dnnl::pooling_v2_forward::primitive_desc made(desc, baseAttributes(), cpuEngine());
    if (isReferenceImplementation(made.impl_info_str())) return false;
    auto pool =
        makeDnnlKernel(dnnl::pooling_v2_forward(made), {{DNNL_ARG_SRC, source, 0}, {DNNL_ARG_DST, target, 1}}, {}, made.scratchpad_desc());
    const BufferId from = builder.read(node.input(0), Layout::ChannelsLast);
    builder.emit(id, std::move(pool), {from, builder.write(node.output(), Layout::ChannelsLast)}, {node.output()});
    return true;
}

bool lowerGlobalPool(PlanBuilder& builder, NodeId id) {
    return reduceSpatial(builder, id, builder.node(id).opType == "GlobalMaxPool" ? Reduction::Max : Reduction::Mean);
}

/// Over axes that lie side by side; all spatial ones together are a global pool in either layout.
bool lowerReduce(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto x = builder.dims(node.input(0)), y = builder.dims(node.output());
    Dims axes = node.intsAttribute("axes");
    if (const Tensor* given = builder.constant(node.input(1))) axes = given->toInt64s();
    if (!x || !y || axes.empty() || elementCountOf(*x).value_or(0) == 0) return false;
    const auto rank = static_cast<std::int64_t>(x->size());
    std::set<std::int64_t> reduced;
    for (const std::int64_t axis : axes)
        reduced.insert(axis < 0 ? axis + rank : axis);
    const std::int64_t first = *reduced.begin(), last = *reduced.rbegin();
    if (first < 0 || last >= rank || last - first + 1 != static_cast<std::int64_t>(reduced.size())) return false;
    const Reduction reduction = node.opType == "ReduceMax" ? Reduction::Max : node.opType == "ReduceSum" ? Reduction::Sum : Reduction::Mean;
    if (first == 2 && last == rank - 1) return reduceSpatial(builder, id, reduction);
    const auto product = [&](std::int64_t begin, std::int64_t end) {
        return std::accumulate(x->begin() + begin, x->begin() + end, std::int64_t(1), std::multiplies<>());
    };
    auto kernel = makeReduceKernel(reduction, product(0, first), product(first, last + 1), product(last + 1, rank));
    const BufferId source = builder.read(node.input(0), Layout::Plain);
    builder.emit(id, std::move(kernel), {source, builder.write(node.output(), Layout::Plain)}, {node.output()});
    return true;
}

} // namespace lathe
