#include "core/passes/expansion/expand_depth_to_space.h"

#include "core/passes/expansion/expander.h"

namespace lathe {
namespace {

using Dims = std::vector<std::int64_t>;

struct Move {
    Dims between, order, to; ///< 0: the batch as it is
};

Move depthToSpace(const Dims& dims, std::int64_t block, bool isColumnsFirst) {
    const std::int64_t channels = dims[0] / (block * block), height = dims[1], width = dims[2];
    const Dims to{0, channels, height * block, width * block};
    if (isColumnsFirst) return {{0, channels, block, block, height, width}, {0, 1, 4, 2, 5, 3}, to};
    return {{0, block, block, channels, height, width}, {0, 3, 4, 1, 5, 2}, to};
}

Move spaceToDepth(const Dims& dims, std::int64_t block) {
    const std::int64_t channels = dims[0], height = dims[1] / block, width = dims[2] / block;
    return {{0, channels, height, block, width, block}, {0, 3, 5, 1, 2, 4}, {0, channels * block * block, height, width}};
}

std::optional<Move> moveOf(const Graph& graph, const Node& node) {
    const bool isToSpace = isOperator(node, "DepthToSpace");
    if (!isToSpace && !isOperator(node, "SpaceToDepth")) return std::nullopt;
    const auto dims = dimsBehindBatch(graph, node.input(0));
    const std::int64_t block = node.intAttribute("blocksize", 0);
    if (!dims || dims->size() != 3 || block < 1) return std::nullopt;
    if (!isToSpace) return spaceToDepth(*dims, block);
    return depthToSpace(*dims, block, node.stringAttribute("mode", "DCR") == "CRD");
}

} // namespace

Result<int> expandDepthToSpace(Graph& graph, JobContext& context) {
    return expand(graph, context, [](Graph& g, const Rewriter&, NodeId id) -> std::optional<Expansion> {
        const Node node = g.node(id);
        const auto move = moveOf(g, node);
        if (!move) return std::nullopt;
        Expansion expansion{"Reshape@joined(Transpose@moved(Reshape@blocks(x)))", {{{"x", node.input(0)}}}};
        reshapeTo(g, expansion, "blocks", move->between);
        reshapeTo(g, expansion, "joined", move->to);
        expansion.names.attributes["moved"]["perm"] = move->order;
        return expansion;
    });
}

} // namespace lathe
