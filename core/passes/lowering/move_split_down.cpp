#include "core/passes/lowering/move_split_down.h"

#include "core/ops/move_helpers.h"
#include "core/passes/lowering/lowering_helpers.h"
#include "core/passes/motion/layout_rules.h"

#include <algorithm>

namespace lathe {
namespace {

struct Readers {
    std::vector<NodeId> nodes; ///< one per part
    std::string opType;
};

std::optional<Readers> equalReaders(const Graph& graph, const Rewriter& rewriter, const Node& split) {
    Readers readers;
    for (const ValueId part : split.outputs) {
        const NodeId reader = rewriter.onlyReader(part);
        if (!reader.isValid() || graph.node(reader).input(0) != part) return std::nullopt;
        const Node& node = graph.node(reader);
        if (!rewriter.is(node, "Transpose") && !rewriter.is(node, "Reshape")) return std::nullopt;
        if (!readers.opType.empty() && node.opType != readers.opType) return std::nullopt;
        if (!rewriter.isRead(node.output())) return std::nullopt;
        readers.opType = node.opType;
        readers.nodes.push_back(reader);
    }
    return readers.nodes.size() > 1 ? std::optional(readers) : std::nullopt;
}

/// The order that all the Transposes make.
std::optional<Ints> commonPermutation(const Graph& graph, const Readers& readers) {
    const auto first = permutationOf(graph, graph.node(readers.nodes.front()));
    for (const NodeId id : readers.nodes)
        if (permutationOf(graph, graph.node(id)) != first) return std::nullopt;
    return first;
}

/// What all the Reshapes of equal parts make.
std::optional<Ints> commonTarget(const Graph& graph, const Rewriter& rewriter, const Readers& readers) {
    const Node& first = graph.node(readers.nodes.front());
    const auto part = rewriter.staticShape(first.input(0)), target = rewriter.staticShape(first.output());
    if (!part || !target || productOf(*target) == 0) return std::nullopt;
    for (const NodeId id : readers.nodes)
        if (rewriter.staticShape(graph.node(id).input(0)) != part || rewriter.staticShape(graph.node(id).output()) != target)
            return std::nullopt;
    return target;
}

/// The axis of the Reshapes' result whose begin is where the axis of the Split begins.
std::optional<std::size_t> axisBehind(const Ints& part, const Ints& target, std::size_t axis) {
    const std::int64_t before = productOf(std::span(part).first(axis));
    for (std::size_t i = 0; i < target.size(); ++i)
        if (productOf(std::span(target).first(i)) == before) return i;
    return std::nullopt;
}

/// `moved` takes the place of what was split; the Split's parts take that of what the readers made of them.
void moveDown(Graph& graph, Rewriter& rewriter, NodeId split, const Readers& readers, ValueId moved, std::size_t axis) {
    graph.setInput(split, 0, moved);
    graph.attributes(split)["axis"] = static_cast<std::int64_t>(axis);
    for (const NodeId reader : readers.nodes) {
        const ValueId part = graph.node(reader).input(0);
        graph.setShape(part, graph.value(graph.node(reader).output()).shape);
        rewriter.replaceByInput(reader, part);
    }
}

ValueId addBefore(Graph& graph, Rewriter& rewriter, NodeId split, const Readers& readers, std::vector<ValueId> inputs,
                  Attributes attributes) {
    Node node;
    node.name = graph.uniqueNodeName(graph.node(split).name + "_whole");
    node.opType = readers.opType;
    node.inputs = std::move(inputs);
    node.attributes = std::move(attributes);
    for (const NodeId reader : readers.nodes) {
        rewriter.writeOrigins(reader);
        joinOrigins(node.origins, graph.node(reader).origins);
    }
    Value value;
    value.name = graph.uniqueValueName(node.name);
    node.outputs = {graph.addValue(std::move(value))};
    const ValueId made = node.outputs.front();
    graph.addNode(std::move(node));
    return made;
}

bool moveBehindTransposes(Graph& graph, Rewriter& rewriter, NodeId split, const Readers& readers, std::size_t axis) {
    const ValueId x = graph.node(split).input(0);
    const auto order = commonPermutation(graph, readers);
    if (!order || order->size() <= axis) return false;
    const auto place = std::ranges::find(*order, static_cast<std::int64_t>(axis)) - order->begin();
    const ValueId moved = addBefore(graph, rewriter, split, readers, {x}, {{"perm", *order}});
    moveDown(graph, rewriter, split, readers, moved, static_cast<std::size_t>(place));
    return true;
}

bool moveBehindReshapes(Graph& graph, Rewriter& rewriter, NodeId split, const Readers& readers, std::size_t axis) {
    const ValueId x = graph.node(split).input(0);
    auto target = commonTarget(graph, rewriter, readers);
    const auto part = rewriter.staticShape(graph.node(split).output());
    const auto place = target && part ? axisBehind(*part, *target, axis) : std::nullopt;
    if (!place || graph.opset() < 5) return false;
    const Ints sizes(readers.nodes.size(), (*target)[*place]);
    (*target)[*place] *= std::ssize(readers.nodes);
    const std::string name = graph.node(split).name;
    const ValueId moved = addBefore(graph, rewriter, split, readers, {x, graph.addConstant(name + "_shape", vectorOf(*target))}, {});
    moveDown(graph, rewriter, split, readers, moved, *place);
    if (graph.node(split).input(1).isValid()) rewriter.replaceConstant(split, 1, vectorOf(sizes), name + "_sizes");
    if (graph.node(split).hasAttribute("split")) graph.attributes(split)["split"] = sizes;
    return true;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const auto rank = rewriter.is(node, "Split") ? knownRank(graph, node.input(0)) : std::nullopt;
    const auto axis = rank ? axisOf(node, 0, *rank) : std::nullopt;
    const auto readers =
        axis && (!node.input(1).isValid() || rewriter.fixedInts(node.input(1))) ? equalReaders(graph, rewriter, node) : std::nullopt;
    if (!readers) return false;
    const auto place = static_cast<std::size_t>(*axis);
    return readers->opType == "Transpose" ? moveBehindTransposes(graph, rewriter, id, *readers, place)
                                          : moveBehindReshapes(graph, rewriter, id, *readers, place);
}

} // namespace

Result<int> moveSplitDown(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
