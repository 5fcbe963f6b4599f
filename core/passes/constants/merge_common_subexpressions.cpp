#include "core/passes/constants/merge_common_subexpressions.h"

#include "core/base/hash.h"
#include "core/passes/node_forms.h"

#include <algorithm>
#include <bit>
#include <map>
#include <tuple>

namespace lathe {
namespace {

/// Nodes that differ in none of these may be the same; their attributes decide.
using Key = std::tuple<std::string, std::string, std::vector<ValueId>, std::size_t, std::uint64_t>;

/// Of attributes that are numbers and texts: thousands of nodes may read one value and differ in nothing else.
std::uint64_t sampleOf(const Attributes& attributes) {
    Hasher hasher;
    for (const auto& [key, attribute] : attributes) {
        hasher.add(key);
        if (const auto* number = std::get_if<std::int64_t>(&attribute)) hasher.add(static_cast<std::uint64_t>(*number));
        if (const auto* real = std::get_if<float>(&attribute)) hasher.add(std::uint64_t(std::bit_cast<std::uint32_t>(*real)));
        if (const auto* text = std::get_if<std::string>(&attribute)) hasher.add(*text);
        if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&attribute))
            for (const std::int64_t one : *numbers)
                hasher.add(static_cast<std::uint64_t>(one));
    }
    return hasher.finish().low;
}

Key keyOf(const Node& node) {
    return {node.domain == "ai.onnx" ? std::string() : node.domain, node.opType, node.inputs, node.outputs.size(),
            sampleOf(node.attributes)};
}

bool areSame(float a, float b) {
    return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

bool areSame(const std::vector<float>& a, const std::vector<float>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](float x, float y) { return areSame(x, y); });
}

bool areSame(const Tensor& a, const Tensor& b) {
    return areIdentical(a, b);
}

bool areSame(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), areIdentical);
}

template <class T>
bool areSame(const T& a, const T& b) {
    return a == b;
}

bool areSameAttributes(const Attribute& a, const Attribute& b) {
    return std::visit(
        [&](const auto& value) {
            const auto* other = std::get_if<std::decay_t<decltype(value)>>(&b);
            return other && areSame(value, *other);
        },
        a);
}

bool computesSame(const Node& a, const Node& b) {
    return std::equal(a.attributes.begin(), a.attributes.end(), b.attributes.begin(), b.attributes.end(),
                      [](const auto& x, const auto& y) { return x.first == y.first && areSameAttributes(x.second, y.second); });
}

bool isShareable(const Rewriter& rewriter, const Node& node) {
    const OpRow* row = findOp(node);
    if (!row || !row->isDeterministic || row->category == OpCategory::Quantization || rewriter.is(node, "Dropout")) return false;
    return !node.inputs.empty() && node.subgraphs().empty();
}

/// Every reader of the results of `from` finds the same under those of `to`, by number and by name.
bool canTakeOver(const Rewriter& rewriter, const Node& from, const Node& to) {
    for (std::size_t i = 0; i < from.outputs.size(); ++i) {
        if (!from.outputs[i].isValid() || !rewriter.isRead(from.outputs[i])) continue;
        if (!to.outputs[i].isValid() || !rewriter.canReplace(from.outputs[i], to.outputs[i])) return false;
    }
    return true;
}

/// Gives the readers of `from`, by name or not, the value `to`.
void takeOver(Graph& graph, Rewriter& rewriter, ValueId from, ValueId to) {
    const bool isNamed = rewriter.isPinned(from);
    const std::string name = graph.value(from).name;
    graph.replaceUses(from, to);
    rewriter.replaceOutput(from, to);
    graph.removeValue(from);
    if (isNamed) graph.renameValue(to, name);
}

void merge(Graph& graph, Rewriter& rewriter, NodeId from, NodeId to) {
    const Node taken = graph.node(from);
    rewriter.joinOrigins(to, from);
    graph.removeNode(from);
    for (std::size_t i = 0; i < taken.outputs.size(); ++i) {
        if (!taken.outputs[i].isValid()) continue;
        if (rewriter.isRead(taken.outputs[i]))
            takeOver(graph, rewriter, taken.outputs[i], graph.node(to).outputs[i]);
        else
            graph.removeValue(taken.outputs[i]);
    }
}

} // namespace

Result<int> mergeCommonSubexpressions(Graph& graph, JobContext& context) {
    std::map<Key, std::vector<NodeId>> seen;
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) {
        const Node& node = graph.node(id);
        if (!isShareable(rewriter, node)) return false;
        std::vector<NodeId>& candidates = seen[keyOf(node)];
        for (const NodeId first : candidates) {
            if (!computesSame(graph.node(first), node) || !canTakeOver(rewriter, node, graph.node(first))) continue;
            merge(graph, rewriter, id, first);
            return true;
        }
        candidates.push_back(id);
        return false;
    });
}

} // namespace lathe
