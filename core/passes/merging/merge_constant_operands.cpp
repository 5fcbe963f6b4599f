#include "core/passes/merging/merge_constant_operands.h"

#include "core/passes/node_forms.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

/// One operand of a node is a fixed tensor of floats, the other one is computed.
struct Operands {
    ValueId computed;
    std::size_t constantPlace = 0;
    const Tensor* constant = nullptr;
};

std::optional<Operands> operandsOf(const Rewriter& rewriter, const Node& node) {
    if (!isOneOf(rewriter, node, {"Mul", "Add"}) || node.inputs.size() != 2) return std::nullopt;
    for (const std::size_t place : {0u, 1u}) {
        const Tensor* constant = rewriter.fixedContent(node.input(place));
        if (constant && constant->type() == DataType::Float && !rewriter.fixedContent(node.input(1 - place)))
            return Operands{node.input(1 - place), place, constant};
    }
    return std::nullopt;
}

/// A factor or summand for both; nothing where that would not round the same way or shapes do not agree.
std::optional<Tensor> combined(const Tensor& a, const Tensor& b, bool isProduct) {
    if (a.elementCount() == 0 || b.elementCount() == 0) return std::nullopt;
    if (a.dims() != b.dims() && a.elementCount() != 1 && b.elementCount() != 1) return std::nullopt;
    const Tensor& larger = a.elementCount() != b.elementCount() ? (a.elementCount() > b.elementCount() ? a : b)
                           : a.rank() > b.rank()                ? a
                                                                : b;
    if (larger.rank() < std::max(a.rank(), b.rank())) return std::nullopt;
    Tensor result = Tensor::makeZeros(DataType::Float, larger.dims());
    const std::span<float> to = result.mutableData<float>();
    const std::span<const float> left = a.data<float>(), right = b.data<float>();
    for (std::size_t i = 0; i < to.size(); ++i) {
        const double x = left[left.size() == 1 ? 0 : i], y = right[right.size() == 1 ? 0 : i], both = isProduct ? x * y : x + y;
        to[i] = static_cast<float>(both);
        if (!std::isfinite(both) || !std::isfinite(to[i])) return std::nullopt;
        const bool isSafe = isProduct ? std::isnormal(to[i]) && std::isnormal(left[left.size() == 1 ? 0 : i]) : x * y >= 0;
        if (!isSafe) return std::nullopt;
    }
    return result;
}

bool merge(Graph& graph, Rewriter& rewriter, NodeId id) {
    constexpr std::int64_t kBroadcastsSince = 7;
    const Node& node = graph.node(id);
    const auto outer = graph.opset() >= kBroadcastsSince ? operandsOf(rewriter, node) : std::nullopt;
    const NodeId first = outer ? rewriter.privateProducer(outer->computed, node.opType) : NodeId{};
    const auto inner = first.isValid() ? operandsOf(rewriter, graph.node(first)) : std::nullopt;
    if (!inner) return false;
    auto both = combined(*inner->constant, *outer->constant, node.opType == "Mul");
    if (!both) return false;
    rewriter.replaceConstant(id, outer->constantPlace, std::move(*both), node.name + "_constant");
    graph.setInput(id, 1 - outer->constantPlace, inner->computed);
    absorb(graph, rewriter, id, first);
    return true;
}

} // namespace

Result<int> mergeConstantOperands(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return merge(graph, rewriter, id); });
}

} // namespace lathe
