#include "core/passes/lowering/lowering_helpers.h"

#include <algorithm>
#include <cmath>

namespace lathe {

std::optional<std::vector<WindowAxis>> fixedWindow(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const auto& shape = graph.value(node.input(0)).shape;
    if (!shape || shape->rank() < 3 || node.intAttribute("ceil_mode", 0) != 0) return std::nullopt;
    Ints kernel = node.intsAttribute("kernel_shape");
    if (rewriter.is(node, "Conv")) {
        const Tensor* weights = rewriter.fixedContent(node.input(1));
        if (!weights || weights->rank() != shape->rank() || weights->elementCount() == 0) return std::nullopt;
        kernel.assign(weights->dims().begin() + 2, weights->dims().end());
    }
    if (static_cast<std::int64_t>(kernel.size()) != shape->rank() - 2) return std::nullopt;
    auto window = windowOf({node, graph.opset()}, *shape, kernel);
    if (!window) return std::nullopt;
    const bool isAutomatic = node.stringAttribute("auto_pad", "NOTSET").starts_with("SAME");
    for (const WindowAxis& axis : *window)
        if (axis.kernel < 1 || axis.input.value == 0 || axis.padBegin < 0 || axis.padEnd < 0 || (isAutomatic && !axis.input.isKnown()))
            return std::nullopt;
    return std::move(*window);
}

Attributes windowAttributes(std::span<const WindowAxis> window) {
    Ints kernel, strides, dilations, begin, end;
    for (const WindowAxis& axis : window) {
        kernel.push_back(axis.kernel);
        strides.push_back(axis.stride);
        dilations.push_back(axis.dilation);
        begin.push_back(axis.padBegin);
        end.push_back(axis.padEnd);
    }
    begin.insert(begin.end(), end.begin(), end.end());
    Attributes attributes{{"kernel_shape", kernel}, {"strides", strides}, {"pads", begin}};
    if (std::any_of(dilations.begin(), dilations.end(), [](std::int64_t d) { return d != 1; })) attributes["dilations"] = dilations;
    return attributes;
}

std::optional<Ints> reshapeTarget(const Graph& graph, ValueId value) {
    const auto& shape = graph.value(value).shape;
    if (!shape) return std::nullopt;
    Ints target;
    for (const Dim& dim : shape->dims)
        target.push_back(dim.isKnown() ? dim.value : -1);
    const bool isStated = std::count(target.begin(), target.end(), -1) <= 1 && std::count(target.begin(), target.end(), 0) == 0;
    return isStated ? std::optional(target) : std::nullopt;
}

const Tensor* fixedFloats(const Rewriter& rewriter, ValueId id) {
    const Tensor* content = rewriter.fixedContent(id);
    return content && content->type() == DataType::Float ? content : nullptr;
}

Tensor filled(Ints dims, float number) {
    Tensor tensor = Tensor::makeZeros(DataType::Float, std::move(dims));
    std::ranges::fill(tensor.mutableData<float>(), number);
    return tensor;
}

bool isFinite(const Tensor& floats) {
    return std::ranges::all_of(floats.data<float>(), [](float x) { return std::isfinite(x); });
}

bool hasOneOutput(const Rewriter& rewriter, const Node& node) {
    for (std::size_t i = 1; i < node.outputs.size(); ++i)
        if (node.outputs[i].isValid() && rewriter.isRead(node.outputs[i])) return false;
    return true;
}

} // namespace lathe
