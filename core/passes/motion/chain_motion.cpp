#include "core/passes/motion/chain_motion.h"

#include <algorithm>

namespace lathe {

bool isReshaping(const Rewriter& rewriter, const Node& node) {
    constexpr std::string_view kTypes[] = {"Reshape", "Flatten", "Squeeze", "Unsqueeze"};
    return std::any_of(std::begin(kTypes), std::end(kTypes), [&](std::string_view type) { return rewriter.is(node, type); });
}

bool moveDownChain(Graph& graph, const Rewriter& rewriter, NodeId id, const ChainMotion& motion) {
    const Node moving = graph.node(id);
    if (!motion.moves(graph, rewriter, moving)) return false;
    std::vector<NodeId> links;
    ValueId last = moving.output();
    NodeId reader = rewriter.onlyReader(last);
    for (; reader.isValid() && graph.node(reader).input(0) == last; reader = rewriter.onlyReader(last)) {
        if (!motion.passes(graph, rewriter, graph.node(reader), moving)) break;
        links.push_back(reader);
        last = graph.node(reader).output();
    }
    const bool meets = reader.isValid() && graph.node(reader).input(0) == last && motion.ends(graph, rewriter, graph.node(reader), moving);
    if (links.empty() || !meets) return false;

    const ValueId source = moving.input(0);
    const Value before = graph.value(source), after = graph.value(last);
    graph.setInput(links.front(), 0, source);
    for (const NodeId link : links) {
        const ValueId output = graph.node(link).output();
        if (motion.keepsType)
            graph.setShape(output, before.shape);
        else
            graph.setType(output, before.type);
    }
    graph.setInput(id, 0, last);
    graph.setInput(reader, 0, moving.output());
    if (motion.keepsType)
        graph.setType(moving.output(), after.type);
    else
        graph.setShape(moving.output(), after.shape);
    return true;
}

} // namespace lathe
