#include "core/passes/lowering/expand_constant_operands.h"

#include "core/passes/lowering/lowering_helpers.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::int64_t kMostElements = std::int64_t(1) << 20; // 4 MB

Tensor repeated(const Tensor& content, const Ints& dims) {
    Tensor full = Tensor::makeZeros(DataType::Float, dims);
    const auto from = content.data<float>();
    const auto to = full.mutableData<float>();
    const std::size_t lead = dims.size() - content.dims().size();
    for (std::size_t i = 0; i < to.size(); ++i) {
        std::size_t rest = i, place = 0, stride = 1;
        for (std::size_t axis = dims.size(); axis-- > lead;) {
            const auto length = static_cast<std::size_t>(dims[axis]), own = static_cast<std::size_t>(content.dims()[axis - lead]);
            place += own == 1 ? 0 : rest % length * stride;
            stride *= own;
            rest /= length;
        }
        to[i] = from[place];
    }
    return full;
}

bool isRepeatedAlongMany(const Tensor& content) {
    return std::ranges::count_if(content.dims(), [](std::int64_t length) { return length != 1; }) > 1;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    constexpr std::string_view kTypes[] = {"Add", "Sub", "Mul", "Div"};
    if (!std::ranges::any_of(kTypes, [&](std::string_view type) { return rewriter.is(node, type); }) || graph.opset() < 7) return false;
    const auto result = rewriter.staticShape(node.output());
    if (!result || result->empty() || productOf(*result) == 0 || productOf(*result) > kMostElements) return false;
    for (std::size_t place = 0; place < 2; ++place) {
        const Tensor* content = fixedFloats(rewriter, node.input(place));
        const ValueId other = node.input(1 - place);
        if (!content || content->dims() == *result || rewriter.fixedContent(other)) continue;
        if (!isRepeatedAlongMany(*content) && rewriter.staticShape(other) == result) continue;
        rewriter.replaceConstant(id, place, repeated(*content, *result), node.name + "_repeated");
        return true;
    }
    return false;
}

} // namespace

Result<int> expandConstantOperands(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
