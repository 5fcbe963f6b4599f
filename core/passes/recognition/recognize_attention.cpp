#include "core/passes/recognition/recognize_attention.h"

#include "core/passes/recognition/recognizer.h"
#include "core/passes/replacement.h"

#include <cmath>

namespace lathe {
namespace {

constexpr std::int64_t kStandardSince = 23; ///< opset of Attention in ai.onnx

bool areSame(const Dim& a, const Dim& b) {
    return a == b && (a.isKnown() || !a.symbol.empty());
}

bool hasOrder(const Graph& graph, NodeId transpose, const Ints& order) {
    return graph.node(transpose).intsAttribute("perm") == order;
}

/// [batch, positions, columns] to [batch, positions, heads, columns / heads], and the heads; nothing for another Reshape.
std::optional<std::int64_t> headsOf(const Graph& graph, NodeId reshape) {
    const auto &from = graph.value(graph.node(reshape).input(0)).shape, &to = graph.value(graph.node(reshape).output()).shape;
    if (!from || !to || from->rank() != 3 || to->rank() != 4 || !areSame(from->dims[0], to->dims[0]) ||
        !areSame(from->dims[1], to->dims[1]))
        return std::nullopt;
    const std::int64_t heads = to->dims[2].value, size = to->dims[3].value;
    return heads > 0 && size > 0 && from->dims[2].value == heads * size ? std::optional(heads) : std::nullopt;
}

bool isKeyTransposed(const Graph& graph, const ExpressionMatch& match) {
    const NodeId second = match.label("again"), first = match.label("keyorder");
    if (!second.isValid()) return hasOrder(graph, first, {0, 2, 3, 1});
    return hasOrder(graph, first, {0, 2, 1, 3}) && hasOrder(graph, second, {0, 1, 3, 2});
}

bool isSoftmaxOfLast(const Graph& graph, NodeId softmax) {
    const std::int64_t axis = graph.node(softmax).intAttribute("axis", graph.opset() < 13 ? 1 : -1);
    return axis == -1 || axis == 3;
}

/// The heads are joined again: [batch, heads, positions, size] to [batch, positions, columns] of the values.
bool joinsHeads(const Graph& graph, NodeId root, ValueId query, ValueId value) {
    const auto &to = graph.value(graph.node(root).output()).shape, &q = graph.value(query).shape, &v = graph.value(value).shape;
    return to && to->rank() == 3 && areSame(to->dims[0], q->dims[0]) && areSame(to->dims[1], q->dims[1]) &&
           areSame(to->dims[2], v->dims[2]);
}

bool fitsScores(const Graph& graph, ValueId bias, const Shape& q, const Shape& k, std::int64_t heads) {
    const auto& shape = graph.value(bias).shape;
    if (!shape || shape->rank() != 4 || graph.value(bias).type != DataType::Float) return false;
    const std::vector<Dim>& dims = shape->dims;
    return (dims[0] == Dim(1) || areSame(dims[0], q.dims[0])) && (dims[1] == Dim(1) || dims[1] == Dim(heads)) &&
           areSame(dims[2], q.dims[1]) && areSame(dims[3], k.dims[1]);
}

std::optional<NewNode> attention(Graph& graph, const Rewriter&, NodeId root, const ExpressionMatch& match) {
    const ValueId q = match.value("x"), k = match.value("key"), v = match.value("value");
    const auto heads = headsOf(graph, match.label("queryheads"));
    if (!heads || headsOf(graph, match.label("keyheads")) != heads || headsOf(graph, match.label("valueheads")) != heads)
        return std::nullopt;
    const Ints order{0, 2, 1, 3};
    const bool isInOrder = hasOrder(graph, match.label("queryorder"), order) && hasOrder(graph, match.label("valueorder"), order) &&
                           hasOrder(graph, match.label("order"), order) && isKeyTransposed(graph, match);
    if (!isInOrder || !isSoftmaxOfLast(graph, match.label("shares")) || !joinsHeads(graph, root, q, v)) return std::nullopt;
    double scale = 1.0;
    if (match.numbers.contains("scale")) scale = match.number("scale");
    if (match.numbers.contains("divisor")) scale = 1.0 / match.number("divisor");
    if (!(std::abs(scale) > 1e-30 && std::abs(scale) < 1e30)) return std::nullopt; // 0 would stand for the default
    const float factor = static_cast<float>(scale);
    const bool isStandard = graph.opset() >= kStandardSince;
    NewNode made = isStandard ? NewNode{"Attention", {}, {q, k, v}, {{"kv_num_heads", *heads}, {"q_num_heads", *heads}, {"scale", factor}}}
                              : NewNode{"MultiHeadAttention", "com.microsoft", {q, k, v}, {{"num_heads", *heads}, {"scale", factor}}};
    if (const auto bias = match.values.find("bias"); bias != match.values.end()) {
        if (!fitsScores(graph, bias->second, *graph.value(q).shape, *graph.value(k).shape, *heads)) return std::nullopt;
        if (!isStandard) made.inputs.insert(made.inputs.end(), {ValueId{}, ValueId{}});
        made.inputs.push_back(bias->second);
    }
    if (!isStandard) graph.opsets.try_emplace("com.microsoft", 1);
    return made;
}

} // namespace

Result<int> recognizeAttention(Graph& graph, JobContext& context) {
    const std::string q = "Transpose@queryorder(Reshape@queryheads(x))", v = "Transpose@valueorder(Reshape@valueheads(value))";
    const std::string heads = "Transpose@keyorder(Reshape@keyheads(key))", k = "{" + heads + "|Transpose@again(" + heads + ")}";
    const std::string product = "MatMul(" + q + ", " + k + ")";
    const std::string scores = "{Mul(" + product + ", $scale)|Div(" + product + ", $divisor)|" + product + "}";
    const std::string form =
        "Reshape@joined(Transpose@order(MatMul(Softmax@shares({" + scores + "|Add(" + scores + ", bias)}), " + v + ")))";
    return recognize(graph, context, std::span(&form, 1), attention);
}

} // namespace lathe
