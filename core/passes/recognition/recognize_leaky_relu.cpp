#include "core/passes/recognition/recognize_leaky_relu.h"

#include "core/passes/recognition/recognizer.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace lathe {
namespace {

/// min(x, 0) as exporters write it.
const char* const kNegative = "{Min(x, 0)|Neg(Relu(Neg(x)))|Mul(Sub(x, Abs(x)), 0.5)}";

std::optional<NewNode> leakyRelu(const ExpressionMatch& match, double alpha) {
    const auto slope = static_cast<float>(alpha);
    if (!std::isfinite(slope)) return std::nullopt;
    return NewNode{"LeakyRelu", {}, {match.value("x")}, {{"alpha", slope}}};
}

Result<int> recognizeChoices(Graph& graph, JobContext& context) {
    const std::string forms[] = {"Max(x, Mul(x, $top))", "Where({Greater(x, 0)|GreaterOrEqual(x, 0)}, x, Mul(x, $alpha))",
                                 "Where({Less(x, 0)|LessOrEqual(x, 0)}, Mul(x, $alpha), x)"};
    return recognize(graph, context, forms, [](Graph&, const Rewriter&, NodeId, const ExpressionMatch& match) -> std::optional<NewNode> {
        if (!match.numbers.contains("top")) return leakyRelu(match, match.number("alpha"));
        const double top = match.number("top");
        return top >= 0.0 && top <= 1.0 ? leakyRelu(match, top) : std::nullopt;
    });
}

Result<int> recognizeSums(Graph& graph, JobContext& context) {
    const std::string negative = kNegative;
    const std::string forms[] = {"Add(Relu(x), Mul(" + negative + ", $alpha))", "Add(Relu(x), Mul(Mul(Sub(x, Abs(x)), $double), 0.5))",
                                 "Sub(Relu(x), Mul(Relu(Neg(x)), $alpha))", "Add(Relu(x), Mul(Relu(Neg(x)), $opposite))"};
    return recognize(graph, context, forms, [](Graph&, const Rewriter&, NodeId, const ExpressionMatch& match) -> std::optional<NewNode> {
        if (match.numbers.contains("double")) return leakyRelu(match, match.number("double"));
        return leakyRelu(match, match.numbers.contains("opposite") ? -match.number("opposite") : match.number("alpha"));
    });
}

/// A slope that leaves the shape of x as it is.
bool fitsSlope(const Graph& graph, const Rewriter& rewriter, ValueId x, ValueId slope) {
    const Tensor* content = rewriter.fixedContent(slope);
    const auto& shape = graph.value(x).shape;
    if (!content || content->type() != DataType::Float || !shape || content->rank() > shape->rank()) return false;
    for (std::int64_t i = 0; i < content->rank(); ++i)
        if (content->dim(i) != 1 && content->dim(i) != shape->dims[static_cast<std::size_t>(shape->rank() - content->rank() + i)].value)
            return false;
    return true;
}

ValueId oppositeOf(Graph& graph, ValueId slope) {
    const Tensor& content = *graph.constantOf(slope);
    Tensor negated = Tensor::makeZeros(DataType::Float, content.dims());
    std::ranges::transform(content.data<float>(), negated.mutableData<float>().begin(), std::negate<>());
    return graph.addConstant(graph.value(slope).name + "_opposite", std::move(negated));
}

Result<int> recognizeSlopes(Graph& graph, JobContext& context) {
    const std::string negative = kNegative;
    const std::string forms[] = {"Add(Relu(x), Mul(" + negative + ", slope))", "Add(Relu(x), Mul(Mul(Sub(x, Abs(x)), slope), 0.5))",
                                 "Sub(Relu(x), Mul(Relu(Neg(x)), slope))", "Add(Relu(x), Mul(Relu(Neg(x)), opposite))"};
    return recognize(graph, context, forms,
                     [](Graph& g, const Rewriter& rewriter, NodeId, const ExpressionMatch& match) -> std::optional<NewNode> {
                         const bool isOpposite = match.values.contains("opposite");
                         const ValueId slope = match.value(isOpposite ? "opposite" : "slope");
                         if (!fitsSlope(g, rewriter, match.value("x"), slope)) return std::nullopt;
                         return NewNode{"PRelu", {}, {match.value("x"), isOpposite ? oppositeOf(g, slope) : slope}};
                     });
}

} // namespace

Result<int> recognizeLeakyRelu(Graph& graph, JobContext& context) {
    LATHE_TRY(const int choices, recognizeChoices(graph, context));
    LATHE_TRY(const int sums, recognizeSums(graph, context));
    LATHE_TRY(const int slopes, recognizeSlopes(graph, context));
    return choices + sums + slopes;
}

} // namespace lathe
