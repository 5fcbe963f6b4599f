#include "core/passes/recognition/recognize_gelu.h"

#include "core/passes/recognition/recognizer.h"

namespace lathe {
namespace {

/// The orders of x · sum / 2.
std::string halfProduct(const std::string& sum) {
    return "{Mul(Mul(x, " + sum + "), 0.5)|Div(Mul(x, " + sum + "), 2)|Mul({Mul(x, 0.5)|Div(x, 2)}, " + sum + ")|Mul(x, {Mul(" + sum +
           ", 0.5)|Div(" + sum + ", 2)})}";
}

std::string errorSum() {
    return "Add(Erf({Div(x, 1.4142135623730951)|Mul(x, 0.7071067811865476)}), 1)";
}

/// 1 + tanh(√(2/π) · (x + 0.044715 · x³)).
std::string tanhSum() {
    const std::string square = "{Mul(x, x)|Pow(x, 2)}", cube = "{Pow(x, 3)|Mul(" + square + ", x)}";
    const std::string term = "{Mul(" + cube + ", 0.044715)|Mul(Mul(x, 0.044715), " + square + ")|Mul(Mul(Mul(x, 0.044715), x), x)}";
    const std::string factor = "Add({Mul(" + square + ", 0.044715)|Mul(Mul(x, 0.044715), x)}, 1)";
    return "Add(Tanh({Mul(Add(x, " + term + "), 0.7978845608028654)|Mul(Mul(x, 0.7978845608028654), " + factor + ")|Mul(Mul(x, " + factor +
           "), 0.7978845608028654)|Mul(x, Mul(" + factor + ", 0.7978845608028654))|Mul(x, Add(Mul(" + square +
           ", 0.035677408136300125), 0.7978845608028654))}), 1)";
}

Result<int> recognizeForm(Graph& graph, JobContext& context, const std::string& form, bool isByTanh) {
    const Recognition recognition = [&](Graph& g, const Rewriter&, NodeId, const ExpressionMatch& match) {
        if (g.opset() < 20) return std::optional(NewNode{isByTanh ? "FastGelu" : "Gelu", "com.microsoft", {match.value("x")}});
        NewNode gelu{"Gelu", {}, {match.value("x")}};
        if (isByTanh) gelu.attributes["approximate"] = std::string("tanh");
        return std::optional(std::move(gelu));
    };
    return recognize(graph, context, std::span(&form, 1), recognition);
}

} // namespace

Result<int> recognizeGelu(Graph& graph, JobContext& context) {
    if (graph.opset() < 20 && !importsMicrosoft(graph)) return 0;
    LATHE_TRY(const int exact, recognizeForm(graph, context, halfProduct(errorSum()), false));
    LATHE_TRY(const int approximate, recognizeForm(graph, context, halfProduct(tanhSum()), true));
    return exact + approximate;
}

} // namespace lathe
