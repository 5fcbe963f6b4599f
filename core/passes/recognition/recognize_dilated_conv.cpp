#include "core/passes/recognition/recognize_dilated_conv.h"

#include "core/passes/recognition/recognizer.h"
#include "core/passes/replacement.h"

#include <algorithm>

namespace lathe {
namespace {

bool hasOrder(const Graph& graph, NodeId transpose, const Ints& order) {
    return graph.node(transpose).intsAttribute("perm") == order;
}

std::optional<Ints> dimsBehind(const Graph& graph, const Rewriter& rewriter, NodeId node) {
    return rewriter.staticShape(graph.node(node).output());
}

/// The Conv of one phase, with the picture for input and a window spread by the blocks; nothing for one that moves otherwise.
std::optional<NewNode> spread(const Graph& graph, NodeId conv, ValueId picture, const Ints& blocks) {
    const Node& node = graph.node(conv);
    const std::string automatic = node.stringAttribute("auto_pad", "NOTSET");
    const Ints strides = node.intsAttribute("strides", Ints{1, 1});
    Ints dilations = node.intsAttribute("dilations", Ints{1, 1}), pads = node.intsAttribute("pads", Ints{0, 0, 0, 0});
    if (strides != Ints{1, 1} || dilations.size() != 2 || pads.size() != 4) return std::nullopt;
    if (automatic != "NOTSET" && !automatic.empty() && automatic != "VALID") return std::nullopt;
    for (std::size_t i = 0; i < pads.size(); ++i)
        pads[i] = automatic == "VALID" ? 0 : pads[i] * blocks[i % 2];
    for (std::size_t i = 0; i < dilations.size(); ++i)
        dilations[i] *= blocks[i];
    NewNode made{"Conv", {}, node.inputs, node.attributes};
    made.inputs[0] = picture;
    made.attributes.erase("auto_pad");
    made.attributes["dilations"] = std::move(dilations);
    made.attributes["pads"] = std::move(pads);
    return made;
}

/// [N, C, H, W] → [N, C, H / a, a, W / b, b] → [a, b, N, C, H / a, W / b] → [a · b · N, C, H / a, W / b], and back.
std::optional<NewNode> byReshapes(const Graph& graph, const Rewriter& rewriter, NodeId root, const ExpressionMatch& match) {
    const auto x = rewriter.staticShape(match.value("x")), split = dimsBehind(graph, rewriter, match.label("split")),
               together = dimsBehind(graph, rewriter, match.label("together")), phases = dimsBehind(graph, rewriter, match.label("conv")),
               apart = dimsBehind(graph, rewriter, match.label("apart")), joined = dimsBehind(graph, rewriter, root);
    if (!x || !split || !together || !phases || !apart || !joined || x->size() != 4 || split->size() != 6 || phases->size() != 4)
        return std::nullopt;
    if (!hasOrder(graph, match.label("order"), {3, 5, 0, 1, 2, 4}) || !hasOrder(graph, match.label("back"), {2, 3, 4, 0, 5, 1}))
        return std::nullopt;
    const std::int64_t a = (*split)[3], b = (*split)[5], n = (*x)[0], rows = (*split)[2], columns = (*split)[4];
    const Ints& made = *phases;
    const bool isSpread = *split == Ints{n, (*x)[1], rows, a, columns, b} && rows * a == (*x)[2] && columns * b == (*x)[3] &&
                          *together == Ints{a * b * n, (*x)[1], rows, columns};
    const bool isBack = *apart == Ints{a, b, n, made[1], made[2], made[3]} && *joined == Ints{n, made[1], made[2] * a, made[3] * b};
    if (!isSpread || !isBack || productOf(*x) == 0 || productOf(made) == 0) return std::nullopt;
    return spread(graph, match.label("conv"), match.value("x"), {a, b});
}

/// The same by SpaceToDepth of the picture whose batch stands for channels.
std::optional<NewNode> byDepth(const Graph& graph, const Rewriter& rewriter, NodeId root, const ExpressionMatch& match) {
    const auto x = rewriter.staticShape(match.value("x")), joined = dimsBehind(graph, rewriter, root);
    const Ints exchange{1, 0, 2, 3};
    for (const char* label : {"order", "before", "after"})
        if (!hasOrder(graph, match.label(label), exchange)) return std::nullopt;
    if (!x || !joined || x->size() != 4 || !hasOrder(graph, root, exchange)) return std::nullopt;
    const Node &split = graph.node(match.label("split")), &join = graph.node(match.label("join"));
    const std::int64_t block = split.intAttribute("blocksize", 0);
    const bool isPair = block > 0 && join.intAttribute("blocksize", 0) == block && join.stringAttribute("mode", "DCR") == "DCR";
    if (!isPair || productOf(*x) == 0 || productOf(*joined) == 0) return std::nullopt;
    return spread(graph, match.label("conv"), match.value("x"), {block, block});
}

} // namespace

Result<int> recognizeDilatedConv(Graph& graph, JobContext& context) {
    const std::string byReshape =
        "Reshape@join(Transpose@back(Reshape@apart(Conv@conv(Reshape@together(Transpose@order(Reshape@split(x)))))))";
    const std::string byBlocks =
        "Transpose@back(DepthToSpace@join(Transpose@after(Conv@conv(Transpose@before(SpaceToDepth@split(Transpose@order(x)))))))";
    LATHE_TRY(const int reshaped, recognize(graph, context, std::span(&byReshape, 1),
                                            [](Graph& g, const Rewriter& rewriter, NodeId root, const ExpressionMatch& match) {
                                                return byReshapes(g, rewriter, root, match);
                                            }));
    LATHE_TRY(const int moved, recognize(graph, context, std::span(&byBlocks, 1),
                                         [](Graph& g, const Rewriter& rewriter, NodeId root, const ExpressionMatch& match) {
                                             return byDepth(g, rewriter, root, match);
                                         }));
    return reshaped + moved;
}

} // namespace lathe
