#include "core/passes/recognition/recognize_hard_swish.h"

#include "core/passes/recognition/recognizer.h"

#include <cmath>

namespace lathe {

Result<int> recognizeHardSwish(Graph& graph, JobContext& context) {
    const std::string relu6 = clippedForm("Add(x, 3)", "6"), sixth = "0.16666666666666666";
    const std::string gate =
        "{Div(" + relu6 + ", 6)|Mul(" + relu6 + ", " + sixth + ")|" + clippedForm("Add({Mul(x, " + sixth + ")|Div(x, 6)}, 0.5)", "1") + "}";
    const std::string forms[] = {
        "Div(Mul(x, " + relu6 + "), 6)",
        "Mul(Mul(x, " + relu6 + "), " + sixth + ")",
        "Mul({Mul(x, " + sixth + ")|Div(x, 6)}, " + relu6 + ")",
        "Mul(x, " + gate + ")",
        "Mul(x, HardSigmoid@gate(x))",
    };
    if (graph.opset() < 14) return 0;
    return recognize(graph, context, forms, [](Graph& g, const Rewriter&, NodeId, const ExpressionMatch& match) -> std::optional<NewNode> {
        if (const NodeId hardSigmoid = match.label("gate"); hardSigmoid.isValid()) {
            const Node& node = g.node(hardSigmoid);
            const float alpha = node.floatAttribute("alpha", 0.2f), beta = node.floatAttribute("beta", 0.5f);
            if (std::abs(alpha * 6.0f - 1.0f) > 2e-6f || beta != 0.5f) return std::nullopt;
        }
        return NewNode{"HardSwish", {}, {match.value("x")}};
    });
}

} // namespace lathe
