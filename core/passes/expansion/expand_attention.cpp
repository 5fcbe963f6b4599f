#include "core/passes/expansion/expand_attention.h"

#include "core/passes/expansion/scaled_attention_formula.h"

#include <cmath>

namespace lathe {
namespace {

constexpr std::size_t kQuery = 0, kKey = 1, kValue = 2, kBias = 3, kMask = 4, kScoreBias = 5, kPast = 6;

/// Columns of queries, keys and values; nothing where they are not static or the node does more than can be written in parts.
std::optional<Ints> columnsOf(const Graph& graph, const Rewriter& rewriter, const Node& node, std::int64_t heads) {
    if (!isOperator(node, "MultiHeadAttention", "com.microsoft") || heads < 1 || node.intAttribute("unidirectional", 0) != 0)
        return std::nullopt;
    for (std::size_t i = kPast; i < node.inputs.size(); ++i)
        if (node.input(i).isValid()) return std::nullopt;
    if (node.input(kMask).isValid() || (node.input(kBias).isValid() && !rewriter.fixedContent(node.input(kBias)))) return std::nullopt;
    Ints columns;
    for (const std::size_t i : {kQuery, kKey, kValue}) {
        const std::optional<std::int64_t> rank = knownRank(graph, node.input(i));
        if (rank != 3) return std::nullopt;
        const std::int64_t width = graph.value(node.input(i)).shape->dims[2].value;
        if (width < 1 || width % heads != 0) return std::nullopt;
        columns.push_back(width);
    }
    return columns;
}

/// The bias of queries, keys or values: they stand one after another.
ValueId biasPart(Graph& graph, ValueId bias, std::int64_t first, std::int64_t count) {
    const std::vector<float> all = [&] {
        const auto numbers = graph.constantOf(bias)->data<float>();
        return std::vector<float>(numbers.begin(), numbers.end());
    }();
    const auto from = static_cast<std::size_t>(first), size = static_cast<std::size_t>(count);
    return graph.addConstant(graph.value(bias).name, Tensor::of<float>({count}, std::span<const float>(all).subspan(from, size)));
}

/// "Transpose@…(Reshape@…(…))" of one operand, in heads.
std::string inHeads(Graph& graph, Expansion& expansion, const Node& node, std::size_t i, const Ints& columns, std::int64_t heads) {
    constexpr const char* kNames[] = {"query", "key", "value"};
    const std::string name = kNames[i];
    std::string operand = name;
    expansion.names.values[name] = node.input(i);
    if (node.input(kBias).isValid()) {
        // Queries and keys have the same columns.
        expansion.names.values[name + "bias"] =
            biasPart(graph, node.input(kBias), static_cast<std::int64_t>(i) * columns[kQuery], columns[i]);
        operand = "Add(" + name + ", " + name + "bias)";
    }
    reshapeTo(graph, expansion, name + "heads", {0, 0, heads, columns[i] / heads});
    expansion.names.attributes[name + "order"]["perm"] = i == kKey ? Ints{0, 2, 3, 1} : Ints{0, 2, 1, 3};
    return "Transpose@" + name + "order(Reshape@" + name + "heads(" + operand + "))";
}

std::optional<Expansion> multiHeadAttention(Graph& graph, const Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const std::int64_t heads = node.intAttribute("num_heads", 0);
    const auto columns = columnsOf(graph, rewriter, node, heads);
    if (!columns || (*columns)[kQuery] != (*columns)[kKey]) return std::nullopt;
    const std::int64_t all = (*columns)[kQuery] + (*columns)[kKey] + (*columns)[kValue];
    if (node.input(kBias).isValid() && graph.constantOf(node.input(kBias))->elementCount() != all) return std::nullopt;
    Expansion expansion;
    const std::string q = inHeads(graph, expansion, node, kQuery, *columns, heads),
                      k = inHeads(graph, expansion, node, kKey, *columns, heads),
                      v = inHeads(graph, expansion, node, kValue, *columns, heads);
    const double given = node.floatAttribute("scale", 0.0f);
    expansion.names.numbers["scale"] = given != 0.0 ? given : 1.0 / std::sqrt(static_cast<double>((*columns)[kQuery] / heads));
    std::string scores = "Mul(MatMul(" + q + ", " + k + "), $scale)";
    if (node.input(kScoreBias).isValid()) scores = "Add(" + scores + ", scorebias)";
    expansion.names.values["scorebias"] = node.input(kScoreBias);
    expansion.names.attributes["shares"]["axis"] = std::int64_t(3);
    expansion.names.attributes["order"]["perm"] = Ints{0, 2, 1, 3};
    reshapeTo(graph, expansion, "joined", {0, 0, (*columns)[kValue]});
    expansion.formula = "Reshape@joined(Transpose@order(MatMul(Softmax@shares(" + scores + "), " + v + ")))";
    return expansion;
}

std::optional<Expansion> attention(Graph& graph, const Rewriter& rewriter, NodeId id) {
    return isOperator(graph.node(id), "Attention") ? scaledAttentionFormula(graph, rewriter, id) : multiHeadAttention(graph, rewriter, id);
}

} // namespace

Result<int> expandAttention(Graph& graph, JobContext& context) {
    return expand(graph, context, attention);
}

} // namespace lathe
