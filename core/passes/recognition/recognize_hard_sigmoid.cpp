#include "core/passes/recognition/recognize_hard_sigmoid.h"

#include "core/passes/recognition/recognizer.h"

#include <cmath>

namespace lathe {
namespace {

/// alpha and beta from the numbers of the form, by which of them it has.
std::optional<NewNode> hardSigmoidOf(const ExpressionMatch& match) {
    const auto has = [&](const char* name) { return match.numbers.contains(name); };
    double alpha = 1.0, beta = match.number("beta");
    if (has("alpha")) alpha = match.number("alpha");
    if (has("divisor")) alpha = 1.0 / match.number("divisor");
    if (has("high")) alpha = 1.0 / match.number("high");
    if (has("slope")) alpha = match.number("slope");
    if (has("high") || has("slope")) beta *= alpha;
    if (has("high") && match.number("high") <= 0.0) return std::nullopt;
    const auto a = static_cast<float>(alpha), b = static_cast<float>(beta);
    if (!std::isfinite(a) || !std::isfinite(b)) return std::nullopt;
    return NewNode{"HardSigmoid", {}, {match.value("x")}, {{"alpha", a}, {"beta", b}}};
}

} // namespace

Result<int> recognizeHardSigmoid(Graph& graph, JobContext& context) {
    const std::string forms[] = {
        clippedForm("Add({Mul(x, $alpha)|Div(x, $divisor)}, $beta)", "1"),
        clippedForm("{Mul(Add(x, $beta), $slope)|Div(Add(x, $beta), $high)}", "1"),
        "Div(" + clippedForm("Add(x, $beta)", "$high") + ", $high)",
        "Mul(" + clippedForm("Add(x, $beta)", "$top") + ", $slope)",
    };
    return recognize(graph, context, forms, [](Graph&, const Rewriter&, NodeId, const ExpressionMatch& match) -> std::optional<NewNode> {
        const bool hasTop = match.numbers.contains("top");
        if (hasTop && std::abs(match.number("top") * match.number("slope") - 1.0) > 2e-6) return std::nullopt;
        return hardSigmoidOf(match);
    });
}

} // namespace lathe
