#include "core/passes/expansion/scaled_attention_formula.h"

#include <cmath>

namespace lathe {
namespace {

constexpr std::size_t kMask = 3, kPast = 4;
constexpr std::int64_t kMostMaskElements = std::int64_t(1) << 20;

struct Layout {
    std::int64_t rank = 4, heads = 1, keyHeads = 1, size = 1, valueSize = 1;
    std::int64_t queries = -1, keys = -1; ///< −1: not known

    bool sharesKeys() const { return heads != keyHeads; }
};

std::int64_t knownDim(const Shape& shape, std::int64_t axis) {
    const Dim& dim = shape.dims[static_cast<std::size_t>(axis)];
    return dim.isKnown() ? dim.value : -1;
}

std::optional<Layout> layoutOf(const Graph& graph, const Node& node) {
    const auto &q = graph.value(node.input(0)).shape, &k = graph.value(node.input(1)).shape, &v = graph.value(node.input(2)).shape;
    if (!q || !k || !v || q->rank() != k->rank() || q->rank() != v->rank() || (q->rank() != 3 && q->rank() != 4)) return std::nullopt;
    Layout layout;
    layout.rank = q->rank();
    const bool isApart = layout.rank == 4;
    layout.heads = isApart ? knownDim(*q, 1) : node.intAttribute("q_num_heads", 0);
    layout.keyHeads = isApart ? knownDim(*k, 1) : node.intAttribute("kv_num_heads", 0);
    if (layout.heads < 1 || layout.keyHeads < 1 || layout.heads % layout.keyHeads != 0) return std::nullopt;
    const std::int64_t columns = knownDim(*q, layout.rank - 1), valueColumns = knownDim(*v, layout.rank - 1);
    if (columns < 1 || valueColumns < 1) return std::nullopt;
    layout.size = isApart ? columns : columns / layout.heads;
    layout.valueSize = isApart ? valueColumns : valueColumns / layout.keyHeads;
    layout.queries = knownDim(*q, layout.rank - 2);
    layout.keys = knownDim(*k, layout.rank - 2);
    return layout;
}

/// Each dimension of the mask is 1 or that of the scores: Add broadcasts it. A last dimension of 1 means one key from opset 24 on.
bool isBroadcast(const Graph& graph, ValueId mask, const Layout& layout) {
    const auto& shape = graph.value(mask).shape;
    if (!shape || shape->rank() < 1 || shape->rank() > 4) return false;
    const DataType type = graph.value(mask).type;
    const std::int64_t last = knownDim(*shape, shape->rank() - 1);
    return (type == DataType::Float || type == DataType::Bool) && last > 0 && (last == layout.keys || (last == 1 && graph.opset() < 24));
}

/// An operand as [batch, heads, positions, size]; keys with the last two exchanged.
std::string inHeads(Graph& graph, Expansion& expansion, const std::string& name, const Layout& layout, std::int64_t heads,
                    std::int64_t size) {
    const bool isKey = name == "key";
    if (layout.rank == 4 && !isKey) return name;
    const Ints order = layout.rank == 4 ? Ints{0, 1, 3, 2} : isKey ? Ints{0, 2, 3, 1} : Ints{0, 2, 1, 3};
    expansion.names.attributes[name + "order"]["perm"] = order;
    if (layout.rank == 4) return "Transpose@" + name + "order(" + name + ")";
    reshapeTo(graph, expansion, name + "heads", {0, 0, heads, size});
    return "Transpose@" + name + "order(Reshape@" + name + "heads(" + name + "))";
}

ValueId number(Graph& graph, const std::string& name, float value) {
    return graph.addConstant(name, Tensor::of<float>({}, std::vector<float>{value}));
}

/// −∞ where a query comes before a key.
ValueId causalMask(Graph& graph, const Layout& layout) {
    std::vector<float> added(static_cast<std::size_t>(layout.queries * layout.keys), 0.0F);
    for (std::int64_t query = 0; query < layout.queries; ++query)
        for (std::int64_t key = query + 1; key < layout.keys; ++key)
            added[static_cast<std::size_t>(query * layout.keys + key)] = -std::numeric_limits<float>::infinity();
    return graph.addConstant("causal_mask", Tensor::of<float>({layout.queries, layout.keys}, added));
}

/// The scores with everything that hides keys.
std::string masked(Graph& graph, Expansion& expansion, const Node& node, const Layout& layout, std::string scores) {
    if (const ValueId mask = node.input(kMask); mask.isValid()) {
        expansion.names.values["mask"] = mask;
        if (graph.value(mask).type == DataType::Bool) {
            expansion.names.values["shown"] = number(graph, "shown", 0.0F);
            expansion.names.values["hidden"] = number(graph, "hidden", -std::numeric_limits<float>::infinity());
            scores = "Add(" + scores + ", Where(mask, shown, hidden))";
        } else {
            scores = "Add(" + scores + ", mask)";
        }
    }
    if (node.intAttribute("is_causal", 0) == 0) return scores;
    expansion.names.values["causal"] = causalMask(graph, layout);
    return "Add(" + scores + ", causal)";
}

bool isExpandable(const Graph& graph, const Node& node, const Layout& layout) {
    for (std::size_t i = kPast; i < node.inputs.size(); ++i)
        if (node.input(i).isValid()) return false;
    const ValueId mask = node.input(kMask);
    if (mask.isValid() && !isBroadcast(graph, mask, layout)) return false;
    const bool isCausal = node.intAttribute("is_causal", 0) != 0, knowsScores = layout.queries > 0 && layout.keys > 0;
    if (isCausal && (!knowsScores || layout.queries > kMostMaskElements / layout.keys)) return false;
    // The scores of shared keys are made [batch, heads, queries, keys] again, which leaves one dimension to be found.
    return !layout.sharesKeys() || (layout.queries > 0 && layout.keys > 0);
}

} // namespace

std::optional<Expansion> scaledAttentionFormula(Graph& graph, const Rewriter&, NodeId id) {
    const Node node = graph.node(id);
    const auto layout = layoutOf(graph, node);
    if (!layout || !isExpandable(graph, node, *layout)) return std::nullopt;
    Expansion expansion;
    expansion.names.values = {{"query", node.input(0)}, {"key", node.input(1)}, {"value", node.input(2)}};
    std::string q = inHeads(graph, expansion, "query", *layout, layout->heads, layout->size);
    const std::string k = inHeads(graph, expansion, "key", *layout, layout->keyHeads, layout->size),
                      v = inHeads(graph, expansion, "value", *layout, layout->keyHeads, layout->valueSize);
    const std::int64_t rows = layout->heads / layout->keyHeads * layout->queries;
    if (layout->sharesKeys()) {
        reshapeTo(graph, expansion, "grouped", {0, layout->keyHeads, rows, layout->size});
        q = "Reshape@grouped(" + q + ")";
    }
    expansion.names.numbers["scale"] = node.floatAttribute("scale", static_cast<float>(1.0 / std::sqrt(static_cast<double>(layout->size))));
    std::string scores = "Mul(MatMul(" + q + ", " + k + "), $scale)";
    if (layout->sharesKeys()) {
        reshapeTo(graph, expansion, "scoreheads", {0, layout->heads, layout->queries, layout->keys});
        scores = "Reshape@scoreheads(" + scores + ")";
    }
    if (const double cap = node.floatAttribute("softcap", 0.0F); cap > 0.0) {
        expansion.names.numbers["cap"] = cap;
        scores = "Mul(Tanh(Div(" + scores + ", $cap)), $cap)";
    }
    expansion.names.attributes["shares"]["axis"] = std::int64_t(3);
    std::string shares = "Softmax@shares(" + masked(graph, expansion, node, *layout, scores) + ")";
    if (layout->sharesKeys()) {
        reshapeTo(graph, expansion, "shareheads", {0, layout->keyHeads, rows, layout->keys});
        shares = "Reshape@shareheads(" + shares + ")";
    }
    expansion.formula = "MatMul(" + shares + ", " + v + ")";
    if (layout->sharesKeys()) {
        reshapeTo(graph, expansion, "resultheads", {0, layout->heads, layout->queries, layout->valueSize});
        expansion.formula = "Reshape@resultheads(" + expansion.formula + ")";
    }
    if (layout->rank == 4) return expansion;
    expansion.names.attributes["order"]["perm"] = Ints{0, 2, 1, 3};
    reshapeTo(graph, expansion, "joined", {0, 0, layout->heads * layout->valueSize});
    expansion.formula = "Reshape@joined(Transpose@order(" + expansion.formula + "))";
    return expansion;
}

} // namespace lathe
