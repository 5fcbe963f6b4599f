#include "core/passes/motion/move_transpose.h"

#include "core/passes/motion/layout_rules.h"

#include <algorithm>
#include <map>
#include <set>

namespace lathe {
namespace {

/// Nodes that could work in the order of the data before a Transpose.
struct Region {
    Ints permutation;
    std::map<NodeId, LayoutUse> nodes;
    std::set<ValueId> values; ///< made by the nodes, in the order that changes
};

/// How a region grows from the readers of a Transpose.
enum class Growth {
    Strict, ///< nodes all of whose data comes from the region or from equal Transposes
    Down,   ///< every reader of the region
    Around, ///< producers of what the region reads as well
};

std::optional<Ints> transposeBehind(const Graph& graph, const Rewriter& rewriter, ValueId id) {
    const NodeId producer = graph.value(id).producer;
    if (!producer.isValid() || !rewriter.is(graph.node(producer), "Transpose")) return std::nullopt;
    return permutationOf(graph, graph.node(producer));
}

bool mayJoin(const Graph& graph, const Rewriter& rewriter, const Region& region, const Node& node, const LayoutUse& use, Growth growth) {
    const auto isInside = [&](std::size_t i) {
        return region.values.contains(node.input(i)) || transposeBehind(graph, rewriter, node.input(i)) == region.permutation;
    };
    if (growth == Growth::Around) return true;
    if (growth == Growth::Down) return std::any_of(use.carried.begin(), use.carried.end(), isInside);
    return std::all_of(use.carried.begin(), use.carried.end(), isInside);
}

/// Offers what is next to a node that joined.
void offerNeighbours(const Graph& graph, const Rewriter& rewriter, const Node& node, const LayoutUse& use, Growth growth,
                     std::vector<NodeId>& queue) {
    if (use.isOutputLaid)
        for (const ValueId output : node.outputs)
            if (output.isValid()) queue.insert(queue.end(), graph.value(output).consumers.begin(), graph.value(output).consumers.end());
    if (growth != Growth::Around) return;
    for (const std::size_t i : use.carried) {
        const NodeId producer = graph.value(node.input(i)).producer;
        if (producer.isValid() && !rewriter.is(graph.node(producer), "Transpose")) queue.push_back(producer);
    }
}

Region grow(const Graph& graph, const Rewriter& rewriter, NodeId transpose, const Ints& permutation, Growth growth) {
    Region region{permutation, {}, {}};
    std::vector<NodeId> queue = graph.value(graph.node(transpose).output()).consumers;
    while (!queue.empty()) {
        const NodeId id = queue.back();
        queue.pop_back();
        if (region.nodes.contains(id)) continue;
        const Node& node = graph.node(id);
        auto use = layoutUseOf(graph, rewriter, node, permutation);
        if (!use || !mayJoin(graph, rewriter, region, node, *use, growth)) continue;
        if (use->isOutputLaid)
            for (const ValueId output : node.outputs)
                if (output.isValid()) region.values.insert(output);
        offerNeighbours(graph, rewriter, node, *use, growth, queue);
        region.nodes.emplace(id, std::move(*use));
    }
    return region;
}

/// Data that the region reads and does not make, with the number of places that read it.
std::map<ValueId, std::size_t> borderOf(const Graph& graph, const Region& region) {
    std::map<ValueId, std::size_t> border;
    for (const auto& [id, use] : region.nodes)
        for (const std::size_t i : use.carried)
            if (const ValueId input = graph.node(id).input(i); !region.values.contains(input)) ++border[input];
    return border;
}

/// Transposes fewer, at an input of the region.
int gainAtInput(const Graph& graph, const Rewriter& rewriter, const Region& region, ValueId input, std::size_t uses) {
    const auto own = transposeBehind(graph, rewriter, input);
    const bool goes = own && !rewriter.isPinned(input) && graph.value(input).consumers.size() == uses;
    return (goes ? 1 : 0) - (own == region.permutation ? 0 : 1);
}

/// Readers outside the region: inverse Transposes, which can go, and those that need the data as it was.
struct Readers {
    std::vector<NodeId> inverse, otherTransposes;
    bool needsOld = false;
};

Readers readersOf(const Graph& graph, const Rewriter& rewriter, const Region& region, ValueId value) {
    Readers readers;
    readers.needsOld = rewriter.isPinned(value);
    for (const NodeId id : graph.value(value).consumers) {
        if (region.nodes.contains(id)) continue;
        const auto order = rewriter.is(graph.node(id), "Transpose") ? permutationOf(graph, graph.node(id)) : std::nullopt;
        if (!order)
            readers.needsOld = true;
        else
            (*order == inverseOf(region.permutation) ? readers.inverse : readers.otherTransposes).push_back(id);
    }
    return readers;
}

int gainAtOutput(const Graph& graph, const Rewriter& rewriter, const Region& region, ValueId value) {
    const Readers readers = readersOf(graph, rewriter, region, value);
    const auto isNamed = [&](NodeId id) { return rewriter.isPinned(graph.node(id).output()); };
    const auto named = std::count_if(readers.inverse.begin(), readers.inverse.end(), isNamed);
    return static_cast<int>(readers.inverse.size()) - static_cast<int>(std::max<std::ptrdiff_t>(named - 1, 0)) - (readers.needsOld ? 1 : 0);
}

/// True for a Transpose from the region into the region: its input will have another order than its permutation says.
bool leadsBack(const Graph& graph, const Rewriter& rewriter, const Region& region, ValueId input) {
    return transposeBehind(graph, rewriter, input) && region.values.contains(graph.node(graph.value(input).producer).input(0));
}

int gainOf(const Graph& graph, const Rewriter& rewriter, const Region& region) {
    int gain = 0;
    for (const auto& [input, uses] : borderOf(graph, region)) {
        if (leadsBack(graph, rewriter, region, input)) return 0;
        gain += gainAtInput(graph, rewriter, region, input, uses);
    }
    for (const ValueId value : region.values)
        gain += gainAtOutput(graph, rewriter, region, value);
    return gain;
}

ValueId likeValue(Graph& graph, ValueId model, const Ints& order) {
    Value value;
    value.name = graph.value(model).name;
    value.type = graph.value(model).type;
    if (const auto& shape = graph.value(model).shape) {
        value.shape.emplace();
        for (const std::int64_t axis : order)
            value.shape->dims.push_back(shape->dims[static_cast<std::size_t>(axis)]);
    }
    return graph.addValue(std::move(value));
}

NodeId addTranspose(Graph& graph, const std::string& stem, const std::vector<std::string>& origins, ValueId from, ValueId to,
                    Ints permutation) {
    Node node;
    node.name = graph.uniqueNodeName(stem + "_transpose");
    node.opType = "Transpose";
    node.inputs = {from};
    node.outputs = {to};
    node.attributes = {{"perm", std::move(permutation)}};
    node.origins = origins;
    return graph.addNode(std::move(node));
}

/// The data of `input` in the order before the region's Transpose.
ValueId inOldOrder(Graph& graph, Rewriter& rewriter, const Region& region, ValueId input, NodeId reader) {
    const Ints inverse = inverseOf(region.permutation);
    const auto own = transposeBehind(graph, rewriter, input);
    if (own == region.permutation) return graph.node(graph.value(input).producer).input(0);
    const ValueId moved = likeValue(graph, input, inverse);
    const NodeId before = graph.value(input).producer;
    rewriter.writeOrigins(own ? before : reader);
    const std::vector<std::string> origins = graph.node(own ? before : reader).origins;
    addTranspose(graph, graph.node(reader).name, origins, own ? graph.node(before).input(0) : input, moved,
                 own ? permuted(*own, inverse) : inverse);
    return moved;
}

/// Lets the region read its data in the old order; Transposes that nobody reads any more go, their origins to a reader.
void moveInputs(Graph& graph, Rewriter& rewriter, const Region& region) {
    std::map<ValueId, ValueId> moved;
    for (const auto& [id, use] : region.nodes)
        for (const std::size_t i : use.carried) {
            const ValueId input = graph.node(id).input(i);
            if (region.values.contains(input)) continue;
            if (!moved.contains(input)) moved[input] = inOldOrder(graph, rewriter, region, input, id);
            graph.setInput(id, i, moved[input]);
            const NodeId before = graph.value(input).producer;
            if (rewriter.isRead(input) || !before.isValid() || !rewriter.is(graph.node(before), "Transpose")) continue;
            rewriter.joinOrigins(id, before);
            rewriter.removeDead(before);
        }
}

/// `value` comes in the old order from now on, under a new id; who needs it as it was reads it behind a Transpose.
void moveOutput(Graph& graph, Rewriter& rewriter, const Region& region, ValueId value) {
    const Readers readers = readersOf(graph, rewriter, region, value);
    const NodeId producer = graph.value(value).producer;
    const auto& outputs = graph.node(producer).outputs;
    const auto place = static_cast<std::size_t>(std::find(outputs.begin(), outputs.end(), value) - outputs.begin());
    const ValueId moved = likeValue(graph, value, inverseOf(region.permutation));
    graph.setOutput(producer, place, moved);
    const std::vector<NodeId> users = graph.value(value).consumers;
    for (const NodeId user : users) {
        const bool isTranspose = rewriter.is(graph.node(user), "Transpose") && permutationOf(graph, graph.node(user));
        if (!region.nodes.contains(user) && !isTranspose) continue;
        for (std::size_t i = 0; i < graph.node(user).inputs.size(); ++i)
            if (graph.node(user).input(i) == value) graph.setInput(user, i, moved);
    }
    for (const auto* transposes : {&readers.inverse, &readers.otherTransposes})
        for (const NodeId id : *transposes) {
            graph.attributes(id)["perm"] = permuted(
                region.permutation, transposes == &readers.inverse ? inverseOf(region.permutation) : *permutationOf(graph, graph.node(id)));
            if (transposes == &readers.inverse && rewriter.canReplace(graph.node(id).output(), moved)) rewriter.replaceByInput(id, moved);
        }
    if (readers.needsOld) {
        rewriter.writeOrigins(producer);
        addTranspose(graph, graph.node(producer).name, graph.node(producer).origins, moved, value, region.permutation);
        return;
    }
    const std::string name = graph.value(value).name;
    graph.removeValue(value);
    if (!rewriter.isPinned(moved)) graph.renameValue(moved, name);
}

/// The region that saves most Transposes, the smallest of such; nothing where none saves any.
std::optional<Region> bestRegion(const Graph& graph, const Rewriter& rewriter, NodeId transpose, const Ints& permutation) {
    std::optional<Region> best;
    int most = 0;
    for (const Growth growth : {Growth::Strict, Growth::Down, Growth::Around}) {
        Region region = grow(graph, rewriter, transpose, permutation, growth);
        const int gain = region.nodes.empty() ? 0 : gainOf(graph, rewriter, region);
        if (gain <= most) continue;
        most = gain;
        best = std::move(region);
    }
    return best;
}

bool move(Graph& graph, Rewriter& rewriter, NodeId id) {
    if (!rewriter.is(graph.node(id), "Transpose") || !graph.node(id).input(0).isValid()) return false;
    const auto permutation = permutationOf(graph, graph.node(id));
    if (!permutation || std::is_sorted(permutation->begin(), permutation->end())) return false;
    const auto region = bestRegion(graph, rewriter, id, *permutation);
    if (!region) return false;
    for (const auto& [node, use] : region->nodes)
        changeLayout(graph, rewriter, node, *permutation);
    moveInputs(graph, rewriter, *region);
    for (const ValueId value : region->values)
        moveOutput(graph, rewriter, *region, value);
    return true;
}

} // namespace

Result<int> moveTranspose(Graph& graph, JobContext& context) {
    int changes = 0;
    while (true) { // each change leaves fewer Transposes
        LATHE_TRY(const int now, rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return move(graph, rewriter, id); }));
        if (now == 0) return changes;
        changes += now;
    }
}

} // namespace lathe
