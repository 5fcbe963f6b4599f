#include "core/passes/lowering/rewrite_deconvolution_as_conv.h"

#include "core/ops/element_moves.h"
#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

/// The kernel of the Conv: tap b of phase p is tap p + (taps - 1 - b) · stride of the ConvTranspose, zero beyond its end.
std::int64_t sourceTap(const WindowAxis& axis, std::int64_t taps, std::int64_t phase, std::int64_t b) {
    const std::int64_t k = phase + (taps - 1 - b) * axis.stride;
    return k < axis.kernel ? k : kFromFill;
}

std::int64_t tapsOf(const WindowAxis& axis) {
    return (axis.kernel + axis.stride - 1) / axis.stride;
}

/// [C, M, kh, kw] → [s · s · M, C, th, tw], the phases outermost as DepthToSpace wants them.
Tensor phaseWeights(const Tensor& weights, const WindowAxis& rows, const WindowAxis& columns) {
    const std::int64_t inputs = weights.dim(0), outputs = weights.dim(1), stride = rows.stride, high = tapsOf(rows), wide = tapsOf(columns);
    const auto source = [&](std::int64_t i) {
        const std::int64_t x = sourceTap(columns, wide, i / (wide * high * inputs * outputs) % stride, i % wide);
        const std::int64_t y = sourceTap(rows, high, i / (wide * high * inputs * outputs * stride), i / wide % high);
        if (x == kFromFill || y == kFromFill) return kFromFill;
        const std::int64_t input = i / (wide * high) % inputs, output = i / (wide * high * inputs) % outputs;
        return ((input * outputs + output) * rows.kernel + y) * columns.kernel + x;
    };
    return takeByIndex(weights, {stride * stride * outputs, inputs, high, wide}, source, filled({}, 0.0f)).value();
}

std::optional<std::vector<WindowAxis>> windowFor(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const Tensor* weights = fixedFloats(rewriter, node.input(1));
    if (!rewriter.is(node, "ConvTranspose") || !weights || weights->rank() != 4 || !isFinite(*weights)) return std::nullopt;
    const auto dims = rewriter.staticShape(node.input(0));
    const bool isPlain = node.intAttribute("group", 1) == 1 && (!node.input(2).isValid() || fixedFloats(rewriter, node.input(2)));
    if (!isPlain || !dims || dims->size() != 4 || productOf(*dims) == 0 || weights->elementCount() == 0) return std::nullopt;
    auto window = transposedWindowOf({node, graph.opset()}, *graph.value(node.input(0)).shape, Ints{weights->dim(2), weights->dim(3)});
    if (!window || (*window)[0].stride != (*window)[1].stride || (*window)[0].stride < 2) return std::nullopt;
    for (const WindowAxis& axis : *window) {
        const std::int64_t all = (axis.input.value + tapsOf(axis) - 1) * axis.stride;
        if (axis.dilation != 1 || axis.padBegin < 0 || !axis.output.isKnown() || axis.padBegin + axis.output.value > all)
            return std::nullopt;
    }
    return std::move(*window);
}

Tensor repeated(const Tensor& bias, std::int64_t times) {
    return takeByIndex(bias, {times * bias.elementCount()}, [&](std::int64_t i) { return i % bias.elementCount(); }).value();
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto window = windowFor(graph, rewriter, node);
    if (!window) return false;
    const WindowAxis &rows = (*window)[0], &columns = (*window)[1];
    const std::int64_t stride = rows.stride, high = tapsOf(rows), wide = tapsOf(columns);
    Replacement parts(graph, rewriter, id);
    std::vector<ValueId> operands{node.input(0),
                                  parts.constant("weight", phaseWeights(*fixedFloats(rewriter, node.input(1)), rows, columns))};
    if (node.input(2).isValid())
        operands.push_back(parts.constant("bias", repeated(*fixedFloats(rewriter, node.input(2)), stride * stride)));
    ValueId x = parts.add("Conv", std::move(operands),
                          {{"kernel_shape", Ints{high, wide}}, {"pads", Ints{high - 1, wide - 1, high - 1, wide - 1}}});
    x = parts.add("DepthToSpace", {x}, {{"blocksize", stride}});
    for (std::size_t i = 0; i < 2; ++i) {
        const WindowAxis& axis = (*window)[i];
        const std::int64_t all = (axis.input.value + tapsOf(axis) - 1) * stride;
        if (axis.output.value != all)
            x = parts.slice(x, static_cast<std::int64_t>(i) + 2, axis.padBegin, axis.padBegin + axis.output.value);
    }
    parts.finish(x);
    return true;
}

} // namespace

Result<int> rewriteDeconvolutionAsConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
