#include "core/passes/recognition/normalized.h"

#include <algorithm>

namespace lathe {

std::vector<std::string> normalizedForms() {
    const std::string centred = "Sub(x, ReduceMean@mean(x))";
    const std::string variance = "ReduceMean@variance({Mul(" + centred + ", " + centred + ")|Pow(" + centred + ", 2)})";
    const std::string sum = "Add(" + variance + ", $epsilon)", deviation = "{Sqrt(" + sum + ")|Pow(" + sum + ", 0.5)}";
    const std::string inverse = "{Reciprocal(" + deviation + ")|Div(1, " + deviation + ")|Pow(" + sum + ", -0.5)}";
    const std::string plain = "{Div(" + centred + ", " + deviation + ")|Mul(" + centred + ", " + inverse + ")}";
    return {"Add(Mul(" + plain + ", scale), bias)", "Mul(" + plain + ", scale)", plain};
}

std::optional<Normalized> normalizedOf(const Graph& graph, const Rewriter& rewriter, const ExpressionMatch& match) {
    const auto mean = reducedAxes(graph, rewriter, match.label("mean")), variance = reducedAxes(graph, rewriter, match.label("variance"));
    if (!mean || !variance || mean->axes != variance->axes || mean->axes.empty() || !mean->keepsDims || !variance->keepsDims)
        return std::nullopt;
    const auto epsilon = static_cast<float>(match.number("epsilon"));
    return epsilon >= 0.0f ? std::optional(Normalized{mean->axes, epsilon}) : std::nullopt;
}

bool fitsParameters(const Graph& graph, const Rewriter& rewriter, const ExpressionMatch& match, const std::vector<std::int64_t>& dims,
                    std::int64_t trailing) {
    std::vector<std::int64_t> wanted = dims;
    wanted.insert(wanted.end(), static_cast<std::size_t>(trailing), 1);
    if (std::ranges::find(wanted, 0) != wanted.end()) return false;
    for (const char* name : {"scale", "bias"}) {
        if (!match.values.contains(name)) continue;
        const Tensor* content = rewriter.fixedContent(match.value(name));
        if (!content || content->type() != DataType::Float || content->rank() > graph.value(match.value("x")).shape->rank()) return false;
        std::vector<std::int64_t> have = content->dims();
        while (have.size() > wanted.size() && have.front() == 1)
            have.erase(have.begin());
        if (have != wanted) return false;
    }
    return true;
}

ValueId parameter(Graph& graph, NodeId root, const ExpressionMatch& match, std::string_view name, const std::vector<std::int64_t>& dims) {
    if (const auto found = match.values.find(name); found != match.values.end()) {
        const Tensor content = *graph.constantOf(found->second);
        if (content.dims() == dims) return found->second;
        return graph.addConstant(graph.value(found->second).name, content.reshaped(dims));
    }
    Tensor plain = Tensor::makeZeros(DataType::Float, dims);
    if (name == "scale") std::ranges::fill(plain.mutableData<float>(), 1.0f);
    return graph.addConstant(graph.node(root).name + "_" + std::string(name), std::move(plain));
}

} // namespace lathe
