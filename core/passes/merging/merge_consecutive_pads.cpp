#include "core/passes/merging/merge_consecutive_pads.h"

#include "core/passes/fusion/pad_amounts.h"
#include "core/passes/node_forms.h"

#include <algorithm>

namespace lathe {
namespace {

bool isPlain(const PadAmounts& pad) {
    const auto isNegative = [](std::int64_t amount) { return amount < 0; };
    return pad.mode == "constant" && std::none_of(pad.begin.begin(), pad.begin.end(), isNegative) &&
           std::none_of(pad.end.begin(), pad.end.end(), isNegative);
}

std::vector<std::int64_t> sumOf(const PadAmounts& a, const PadAmounts& b) {
    std::vector<std::int64_t> sum;
    for (std::size_t i = 0; i < a.begin.size(); ++i)
        sum.push_back(a.begin[i] + b.begin[i]);
    for (std::size_t i = 0; i < a.end.size(); ++i)
        sum.push_back(a.end[i] + b.end[i]);
    return sum;
}

bool merge(Graph& graph, Rewriter& rewriter, NodeId id) {
    constexpr std::int64_t kPadsAreNamedPadsSince = 2, kPadsAreInputSince = 11;
    const Node node = graph.node(id);
    const NodeId first = rewriter.is(node, "Pad") ? rewriter.privateProducer(node.input(0), "Pad") : NodeId{};
    if (!first.isValid() || graph.opset() < kPadsAreNamedPadsSince) return false;
    const auto inner = padAmounts(graph, rewriter, graph.node(first)), outer = padAmounts(graph, rewriter, node);
    if (!inner || !outer || !isPlain(*inner) || !isPlain(*outer)) return false;
    if (inner->value != outer->value || inner->begin.size() != outer->begin.size()) return false;
    const ValueId source = graph.node(first).input(0);
    if (graph.opset() < kPadsAreInputSince) {
        graph.attributes(id)["pads"] = sumOf(*inner, *outer);
        graph.setInput(id, 0, source);
    } else {
        std::vector<ValueId> inputs = {source, addInts(graph, node.name + "_pads", sumOf(*inner, *outer))};
        if (node.input(2).isValid()) inputs.push_back(node.input(2));
        reconnect(graph, rewriter, id, std::move(inputs));
    }
    absorb(graph, rewriter, id, first);
    return true;
}

} // namespace

Result<int> mergeConsecutivePads(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return merge(graph, rewriter, id); });
}

} // namespace lathe
