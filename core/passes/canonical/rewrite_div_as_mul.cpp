#include "core/passes/canonical/rewrite_div_as_mul.h"

#include "core/passes/canonical/mapped_operand.h"
#include "core/passes/node_forms.h"

namespace lathe {
namespace {

#include <cmath>

/// 1 / 2^n; nothing for other numbers and where a float of this size, or of half the width, would not be normal.
std::optional<double> exactReciprocal(double number) {
    constexpr int kLeast = -13, kMost = 15; // exponents, of which the negative is one of float16, too
    int exponent = 0;
    const bool isPower = std::isfinite(number) && std::abs(std::frexp(number, &exponent)) == 0.5;
    return isPower && exponent >= kLeast && exponent <= kMost ? std::optional(1.0 / number) : std::nullopt;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    if (!rewriter.is(graph.node(id), "Div") || graph.opset() < kArithmeticBroadcastsSince) return false;
    auto reciprocal = mappedOperand(graph, rewriter, id, exactReciprocal);
    if (!reciprocal) return false;
    setMappedOperand(graph, rewriter, id, "Mul", std::move(*reciprocal));
    return true;
}

} // namespace

Result<int> rewriteDivAsMul(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
