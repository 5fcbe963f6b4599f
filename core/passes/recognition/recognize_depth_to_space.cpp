#include "core/passes/recognition/recognize_depth_to_space.h"

#include "core/passes/recognition/recognizer.h"

#include <algorithm>

namespace lathe {
namespace {

using Dims = std::vector<std::int64_t>;

/// The dimensions behind the batch, when the batch is that of `model` and they are static and not 0.
std::optional<Dims> behindBatch(const std::optional<Shape>& shape, const Shape& model) {
    if (!shape || shape->rank() < 1 || shape->dims[0] != model.dims[0]) return std::nullopt;
    if (!shape->dims[0].isKnown() && shape->dims[0].symbol.empty()) return std::nullopt;
    auto known = Shape(std::vector<Dim>(shape->dims.begin() + 1, shape->dims.end())).known();
    if (!known || std::ranges::find(*known, 0) != known->end()) return std::nullopt;
    return known;
}

struct Move {
    Dims from, between, to, order;
};

/// [C, H, W] → [b, b, C / b², H, W] or [C / b², b, b, H, W], and back in another order.
std::optional<NewNode> depthToSpace(const Move& move, ValueId x, std::int64_t opset) {
    const bool isColumnsFirst = move.order == Dims{0, 1, 4, 2, 5, 3};
    if (!isColumnsFirst && move.order != Dims{0, 3, 4, 1, 5, 2}) return std::nullopt;
    const std::int64_t block = move.between[1];
    const std::int64_t channels = isColumnsFirst ? move.between[0] : move.between[2], blocks = move.between[isColumnsFirst ? 2 : 0];
    const Dims to{channels, move.from[1] * block, move.from[2] * block};
    const Dims rows{move.between[3], move.between[4]}, picture{move.from[1], move.from[2]};
    if (block < 2 || blocks != block || rows != picture || move.to != to || (isColumnsFirst && opset < 11)) return std::nullopt;
    NewNode made{"DepthToSpace", {}, {x}, {{"blocksize", block}}};
    if (opset >= 11) made.attributes["mode"] = std::string(isColumnsFirst ? "CRD" : "DCR");
    return made;
}

/// [C, H, W] → [C, H / b, b, W / b, b] → [b, b, C, H / b, W / b].
std::optional<NewNode> spaceToDepth(const Move& move, ValueId x) {
    if (move.order != Dims{0, 3, 5, 1, 2, 4}) return std::nullopt;
    const std::int64_t block = move.between[2];
    const Dims to{move.from[0] * block * block, move.between[1], move.between[3]};
    const bool isSplit = move.between[4] == block && move.between[0] == move.from[0] && move.between[1] * block == move.from[1] &&
                         move.between[3] * block == move.from[2];
    if (block < 2 || !isSplit || move.to != to) return std::nullopt;
    return NewNode{"SpaceToDepth", {}, {x}, {{"blocksize", block}}};
}

std::optional<NewNode> blockMove(const Graph& graph, NodeId root, const ExpressionMatch& match) {
    const ValueId x = match.value("x");
    const auto& shape = graph.value(x).shape;
    if (!shape || shape->rank() != 4) return std::nullopt;
    const NodeId order = match.label("order"), split = match.label("split");
    const auto from = behindBatch(shape, *shape), between = behindBatch(graph.value(graph.node(split).output()).shape, *shape),
               to = behindBatch(graph.value(graph.node(root).output()).shape, *shape);
    if (!from || !between || !to || between->size() != 5 || to->size() != 3) return std::nullopt;
    const Move move{*from, *between, *to, graph.node(order).intsAttribute("perm")};
    auto found = depthToSpace(move, x, graph.opset());
    return found ? found : spaceToDepth(move, x);
}

} // namespace

Result<int> recognizeDepthToSpace(Graph& graph, JobContext& context) {
    const std::string form = "Reshape@join(Transpose@order(Reshape@split(x)))";
    return recognize(graph, context, std::span(&form, 1),
                     [](Graph& g, const Rewriter&, NodeId root, const ExpressionMatch& match) { return blockMove(g, root, match); });
}

} // namespace lathe
