#include "core/passes/canonical/rewrite_einsum_as_matmul.h"

#include "core/passes/node_forms.h"

#include <algorithm>

namespace lathe {
namespace {

struct Equation {
    std::vector<std::string> terms;
    std::string result;
};

bool isWord(const std::string& term) {
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    std::string sorted = term;
    std::sort(sorted.begin(), sorted.end());
    return std::all_of(term.begin(), term.end(), isLetter) && std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
}

/// Terms and result without spaces; nothing where a label repeats within one, or there is more than letters.
std::optional<Equation> equationOf(const Node& node) {
    std::string text = node.stringAttribute("equation", "");
    std::erase(text, ' ');
    const std::size_t arrow = text.find("->");
    if (arrow == std::string::npos) return std::nullopt;
    Equation equation{{}, text.substr(arrow + 2)};
    std::string left = text.substr(0, arrow) + ",";
    for (std::size_t comma = left.find(','); comma != std::string::npos; comma = left.find(',')) {
        equation.terms.push_back(left.substr(0, comma));
        left.erase(0, comma + 1);
    }
    if (!isWord(equation.result) || !std::all_of(equation.terms.begin(), equation.terms.end(), isWord)) return std::nullopt;
    return equation;
}

bool has(const std::string& labels, char label) {
    return labels.find(label) != std::string::npos;
}

/// The labels of `from` that `isWanted` says.
template <class Wanted>
std::string chosen(const std::string& from, Wanted isWanted) {
    std::string labels;
    std::copy_if(from.begin(), from.end(), std::back_inserter(labels), isWanted);
    return labels;
}

/// Where each label of `to` stands in `from`.
std::vector<std::int64_t> permutation(const std::string& from, const std::string& to) {
    std::vector<std::int64_t> places;
    for (const char label : to)
        places.push_back(static_cast<std::int64_t>(from.find(label)));
    return places;
}

/// One operand: its dimensions in another order, or the sum over some of them.
bool rewriteOne(Graph& graph, Rewriter& rewriter, NodeId id, const Equation& equation) {
    const ValueId operand = graph.node(id).input(0);
    const std::string& term = equation.terms[0];
    const std::string kept = chosen(term, [&](char label) { return has(equation.result, label); });
    if (kept.size() != equation.result.size()) return false;
    if (kept.size() == term.size()) {
        become(graph, rewriter, id, "Transpose", {operand}, {{"perm", permutation(term, equation.result)}});
        return true;
    }
    if (kept != equation.result) return false;
    const std::string summed = chosen(term, [&](char label) { return !has(kept, label); });
    become(graph, rewriter, id, "ReduceSum", {operand}, {{"keepdims", std::int64_t(0)}});
    setAxes(graph, rewriter, id, permutation(term, summed));
    return true;
}

/// The labels of a product: [batch, left, summed] times [batch, summed, right].
struct Product {
    std::string batch, left, right, summed;
};

/// Nothing where one MatMul cannot do it.
std::optional<Product> productOf(const std::string& a, const std::string& b, const std::string& result) {
    Product product;
    product.batch = chosen(result, [&](char label) { return has(a, label) && has(b, label); });
    product.left = chosen(result, [&](char label) { return has(a, label) && !has(b, label); });
    product.right = chosen(result, [&](char label) { return !has(a, label) && has(b, label); });
    product.summed = chosen(a, [&](char label) { return has(b, label) && !has(result, label); });
    const bool isComplete = product.batch.size() + product.left.size() + product.summed.size() == a.size() &&
                            product.batch.size() + product.right.size() + product.summed.size() == b.size() &&
                            product.batch.size() + product.left.size() + product.right.size() == result.size();
    if (!isComplete || product.summed.size() != 1 || product.left.size() > 1 || product.right.size() > 1) return std::nullopt;
    const bool areMatrices = product.left.size() == 1 && product.right.size() == 1;
    return areMatrices || product.batch.empty() ? std::optional(std::move(product)) : std::nullopt;
}

ValueId ordered(Graph& graph, NodeId id, ValueId operand, const std::string& from, const std::string& to) {
    return from == to ? operand : addStep(graph, id, "Transpose", {operand}, {{"perm", permutation(from, to)}});
}

bool rewriteTwo(Graph& graph, Rewriter& rewriter, NodeId id, const Equation& equation) {
    std::string a = equation.terms[0], b = equation.terms[1];
    ValueId left = graph.node(id).input(0), right = graph.node(id).input(1);
    auto product = productOf(a, b, equation.result);
    if (!product) return false;
    if (equation.result.find(product->left) > equation.result.find(product->right)) { // the other way round it needs no order at the end
        std::swap(a, b);
        std::swap(left, right);
        std::swap(product->left, product->right);
    }
    left = ordered(graph, id, left, a, product->batch + product->left + product->summed);
    right = ordered(graph, id, right, b, product->batch + product->summed + product->right);
    const std::string made = product->batch + product->left + product->right;
    if (made == equation.result) {
        become(graph, rewriter, id, "MatMul", {left, right});
    } else {
        const ValueId matrix = addStep(graph, id, "MatMul", {left, right});
        become(graph, rewriter, id, "Transpose", {matrix}, {{"perm", permutation(made, equation.result)}});
    }
    return true;
}

bool fits(const Graph& graph, const Node& node, const Equation& equation) {
    for (std::size_t i = 0; i < node.inputs.size(); ++i)
        if (rankOf(graph, node.inputs[i]) != static_cast<std::int64_t>(equation.terms[i].size())) return false;
    return true;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Einsum") || node.inputs.empty() || !isComputedFloat(graph.value(node.input(0)).type)) return false;
    const auto equation = equationOf(node);
    if (!equation || equation->terms.size() != node.inputs.size() || !fits(graph, node, *equation)) return false;
    if (node.inputs.size() == 1) return rewriteOne(graph, rewriter, id, *equation);
    return node.inputs.size() == 2 && rewriteTwo(graph, rewriter, id, *equation);
}

} // namespace

Result<int> rewriteEinsumAsMatmul(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
