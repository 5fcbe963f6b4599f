#include "core/passes/expansion/expand_contrib_operators.h"

#include "core/passes/expansion/expander.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::string_view kMicrosoft = "com.microsoft";

Attributes chosen(const Node& node, std::initializer_list<std::string_view> names) {
    Attributes attributes;
    for (const std::string_view name : names)
        if (const auto found = node.attributes.find(name); found != node.attributes.end()) attributes.insert(*found);
    return attributes;
}

/// Wraps the formula in the activation that the node names; false for one that is not known. `parameters`: its attributes in
/// the order alpha, beta (or min, max).
bool addActivation(const Node& node, const std::vector<float>& parameters, Expansion& expansion) {
    constexpr std::string_view kPlain[] = {"Relu", "Tanh", "Sigmoid"}, kWithParameters[] = {"LeakyRelu", "HardSigmoid"};
    const std::string activation = node.stringAttribute("activation", "");
    if (activation.empty()) return true;
    if (activation == "Clip" && parameters.size() == 2) {
        expansion.formula = "Clip(" + expansion.formula + ", $low, $high)";
        expansion.names.numbers = {{"low", parameters[0]}, {"high", parameters[1]}};
        return true;
    }
    const bool isPlain = std::ranges::find(kPlain, activation) != std::end(kPlain);
    if (!isPlain && std::ranges::find(kWithParameters, activation) == std::end(kWithParameters)) return false;
    expansion.formula = activation + "@activation(" + expansion.formula + ")";
    for (std::size_t i = 0; !isPlain && i < std::min<std::size_t>(parameters.size(), activation == "LeakyRelu" ? 1 : 2); ++i)
        expansion.names.attributes["activation"][i == 0 ? "alpha" : "beta"] = parameters[i];
    return true;
}

std::optional<Expansion> fusedConv(const Node& node) {
    const bool isSummed = node.input(3).isValid();
    Expansion expansion{isSummed ? "Add(Conv@conv(x), summand)" : "Conv@conv(x)", {{{"x", node.input(0)}, {"summand", node.input(3)}}}};
    expansion.names.attributes["conv"] = chosen(node, {"auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"});
    expansion.names.inputs["conv"] = {node.input(1)};
    if (node.input(2).isValid()) expansion.names.inputs["conv"].push_back(node.input(2));
    return addActivation(node, node.floatsAttribute("activation_params"), expansion) ? std::optional(expansion) : std::nullopt;
}

std::optional<Expansion> fusedGemm(const Node& node) {
    Expansion expansion{"Gemm@gemm(x)", {{{"x", node.input(0)}}}};
    expansion.names.attributes["gemm"] = chosen(node, {"alpha", "beta", "transA", "transB"});
    expansion.names.inputs["gemm"] = {node.input(1)};
    if (node.input(2).isValid()) expansion.names.inputs["gemm"].push_back(node.input(2));
    std::vector<float> parameters;
    for (const char* name : {"activation_alpha", "activation_beta"})
        if (const float* value = node.findAttribute<float>(name)) parameters.push_back(*value);
    if (!node.hasAttribute("activation_alpha") && !parameters.empty()) return std::nullopt;
    return addActivation(node, parameters, expansion) ? std::optional(expansion) : std::nullopt;
}

/// The order of a factor's axes: the batch flag moves the first one in front of the last, then the last two are exchanged.
std::optional<std::vector<std::int64_t>> factorOrder(const Graph& graph, const Node& node, std::size_t i, const char* trans,
                                                     const char* transBatch) {
    const bool isSwapped = node.intAttribute(trans, 0) != 0, isMoved = node.intAttribute(transBatch, 0) != 0;
    const std::optional<Shape>& shape = graph.value(node.input(i)).shape;
    if (!isSwapped && !isMoved) return std::vector<std::int64_t>{};
    if (!shape) return std::nullopt;
    if (shape->rank() < 2) return std::vector<std::int64_t>{};
    std::vector<std::int64_t> order = numbersFrom(0, shape->rank());
    if (isMoved) std::rotate(order.begin(), order.begin() + 1, order.end() - 1);
    if (isSwapped) std::swap(order[order.size() - 1], order[order.size() - 2]);
    return order;
}

std::optional<Expansion> fusedMatMul(const Graph& graph, const Node& node) {
    const auto a = factorOrder(graph, node, 0, "transA", "transBatchA"), b = factorOrder(graph, node, 1, "transB", "transBatchB");
    if (!a || !b) return std::nullopt;
    Expansion expansion{"MatMul(" + std::string(a->empty() ? "a" : "Transpose@first(a)") + ", " +
                            (b->empty() ? "b" : "Transpose@second(b)") + ")",
                        {{{"a", node.input(0)}, {"b", node.input(1)}}}};
    expansion.names.attributes = {{"first", {{"perm", *a}}}, {"second", {{"perm", *b}}}};
    const float alpha = node.floatAttribute("alpha", 1.0f);
    if (alpha != 1.0f) expansion.formula = "Mul(" + expansion.formula + ", $alpha)";
    expansion.names.numbers["alpha"] = alpha;
    return expansion;
}

std::optional<Expansion> expansionOf(Graph& graph, const Rewriter&, NodeId id) {
    const Node node = graph.node(id);
    if (isOperator(node, "FusedConv", kMicrosoft)) return fusedConv(node);
    if (isOperator(node, "FusedGemm", kMicrosoft)) return fusedGemm(node);
    if (isOperator(node, "FusedMatMul", kMicrosoft) || isOperator(node, "TransposeMatMul", kMicrosoft)) return fusedMatMul(graph, node);
    return std::nullopt;
}

ValueId addBefore(Graph& graph, const Node& of, std::vector<ValueId> inputs, ValueId result = {}) {
    if (!result.isValid()) {
        Value value;
        value.name = of.name + "_sum";
        value.type = graph.value(inputs[0]).type;
        result = graph.addValue(std::move(value));
    }
    graph.addNode({of.name + "_add", "Add", "", std::move(inputs), {result}, {}, of.origins});
    return result;
}

/// A Gelu whose bias becomes an Add; with opset 20 the Gelu of ai.onnx.
bool expandGelu(Graph& graph, NodeId id) {
    const Node node = graph.node(id);
    const bool isFast = isOperator(node, "FastGelu", kMicrosoft), isBias = isOperator(node, "BiasGelu", kMicrosoft);
    if (!isFast && !isBias && !isOperator(node, "Gelu", kMicrosoft)) return false;
    const bool isNew = graph.opset() >= 20;
    if (graph.value(node.input(0)).type != DataType::Float || (!node.input(1).isValid() && !isNew)) return false;
    const ValueId sum = node.input(1).isValid() ? addBefore(graph, node, {node.input(0), node.input(1)}) : node.input(0);
    graph.setInputs(id, {sum});
    graph.setOpType(id, isNew || isBias ? "Gelu" : "FastGelu", isNew ? "" : std::string(kMicrosoft));
    if (isNew && isFast) graph.attributes(id)["approximate"] = std::string("tanh");
    return true;
}

bool isSkipNormalization(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    if (!isOperator(node, "SkipLayerNormalization", kMicrosoft) || graph.opset() < 17) return false;
    const bool isFloat = graph.value(node.input(0)).type == DataType::Float;
    const auto isFree = [&](std::size_t i) { return !node.output(i).isValid() || !rewriter.isRead(node.output(i)); };
    const std::optional<Shape>&x = graph.value(node.input(0)).shape, &skip = graph.value(node.input(1)).shape;
    return isFloat && isFree(1) && isFree(2) && x && skip && x->rank() >= skip->rank();
}

/// The sum may be an output of its own.
void expandSkipNormalization(Graph& graph, NodeId id) {
    const Node node = graph.node(id);
    graph.removeNode(id);
    for (const std::size_t i : {1, 2})
        if (node.output(i).isValid()) graph.removeValue(node.output(i));
    ValueId sum = addBefore(graph, node, {node.input(0), node.input(1)}, node.input(4).isValid() ? ValueId{} : node.output(3));
    if (node.input(4).isValid()) sum = addBefore(graph, node, {sum, node.input(4)}, node.output(3));
    std::vector<ValueId> inputs{sum, node.input(2)};
    if (node.input(3).isValid()) inputs.push_back(node.input(3));
    const float epsilon = node.floatAttribute("epsilon", 1e-12f);
    graph.addNode({node.name,
                   "LayerNormalization",
                   "",
                   std::move(inputs),
                   {node.output()},
                   {{"axis", std::int64_t(-1)}, {"epsilon", epsilon}},
                   node.origins});
}

} // namespace

Result<int> expandContribOperators(Graph& graph, JobContext& context) {
    if (graph.opset() < 7) return 0;
    LATHE_TRY(const int formulas, expand(graph, context, expansionOf));
    LATHE_TRY(const int others, rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) {
                  if (!isSkipNormalization(graph, rewriter, graph.node(id))) return expandGelu(graph, id);
                  expandSkipNormalization(graph, id);
                  return true;
              }));
    return formulas + others;
}

} // namespace lathe
