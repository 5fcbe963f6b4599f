#include "core/passes/canonical/mapped_operand.h"

#include "core/ops/move_helpers.h"
#include "core/passes/node_forms.h"

namespace lathe {

std::optional<Tensor> mappedOperand(const Graph& graph, const Rewriter& rewriter, NodeId id, NumberMap map) {
    constexpr std::int64_t kMostCopied = std::int64_t(1) << 16;
    const Node& node = graph.node(id);
    const Tensor* content = rewriter.fixedContent(node.input(1));
    if (!content || !isComputedFloat(content->type()) || content->elementCount() == 0 || rewriter.fixedContent(node.input(0)))
        return std::nullopt;
    if (content->elementCount() > kMostCopied && !rewriter.onlyReader(node.input(1)).isValid()) return std::nullopt;
    std::vector<double> numbers = content->toDoubles();
    for (double& number : numbers) {
        const auto mapped = map(number);
        if (!mapped) return std::nullopt;
        number = *mapped;
    }
    auto result = tensorOf(content->type(), content->dims(), std::span<const double>(numbers));
    return result ? std::optional(std::move(*result)) : std::nullopt;
}

void setMappedOperand(Graph& graph, Rewriter& rewriter, NodeId id, std::string opType, Tensor content) {
    rewriter.replaceConstant(id, 1, std::move(content), graph.node(id).name + "_constant");
    graph.setOpType(id, std::move(opType));
}

} // namespace lathe
