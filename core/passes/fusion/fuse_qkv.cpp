#include "core/passes/fusion/fuse_qkv.h"

#include "core/passes/rewriter.h"

#include <algorithm>

namespace lathe {
namespace {

/// One of the products: the MatMul, and the Add behind it where there is one of the wanted kind.
struct Branch {
    NodeId product, sum;
    ValueId weights, bias;
    std::int64_t columns = 0;
};

/// A constant whose bytes go with the branch: nothing else reads it.
const Tensor* ownContent(const Rewriter& rewriter, ValueId id) {
    return id.isValid() && rewriter.onlyReader(id).isValid() ? rewriter.fixedContent(id) : nullptr;
}

std::optional<Branch> branchAt(const Graph& graph, const Rewriter& rewriter, NodeId id, ValueId source) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "MatMul") || node.input(0) != source || node.input(1) == source) return std::nullopt;
    const Tensor* weights = ownContent(rewriter, node.input(1));
    if (!weights || weights->rank() != 2 || weights->elementCount() == 0) return std::nullopt;
    if (weights->type() != DataType::Float && weights->type() != DataType::Float16) return std::nullopt;
    Branch branch{id, {}, node.input(1), {}, weights->dim(1)};
    const NodeId reader = rewriter.onlyReader(node.output());
    if (!reader.isValid() || !rewriter.is(graph.node(reader), "Add") || graph.node(reader).inputs.size() != 2) return branch;
    const std::size_t other = graph.node(reader).input(0) == node.output() ? 1 : 0;
    const Tensor* bias = ownContent(rewriter, graph.node(reader).input(other));
    const bool isRow = bias && bias->type() == weights->type() && bias->dims() == std::vector<std::int64_t>{branch.columns};
    if (isRow) std::tie(branch.sum, branch.bias) = std::pair(reader, graph.node(reader).input(other));
    return branch;
}

/// The products of `source` that can be joined with the first of them, which is `first`.
std::vector<Branch> branchesOf(const Graph& graph, const Rewriter& rewriter, ValueId source, NodeId first) {
    std::vector<Branch> branches;
    for (const NodeId reader : graph.value(source).consumers) {
        auto branch = branchAt(graph, rewriter, reader, source);
        if (!branch) continue;
        const Tensor& weights = *graph.constantOf(branch->weights);
        const Tensor& other = branches.empty() ? weights : *graph.constantOf(branches.front().weights);
        if (weights.type() == other.type() && weights.dim(0) == other.dim(0)) branches.push_back(*branch);
    }
    if (branches.empty() || branches.front().product != first) branches.clear();
    return branches;
}

/// Matrices with the same number of rows (or vectors) side by side.
Tensor sideBySide(const Graph& graph, const std::vector<ValueId>& parts) {
    const Tensor& first = *graph.constantOf(parts.front());
    std::vector<std::int64_t> dims = first.dims();
    const std::int64_t rows = dims.size() == 2 ? dims[0] : 1;
    dims.back() = 0;
    for (const ValueId part : parts)
        dims.back() += graph.constantOf(part)->dims().back();
    Tensor joined = Tensor::makeZeros(first.type(), dims);
    const auto to = joined.mutableData<std::byte>();
    std::byte* next = reinterpret_cast<std::byte*>(to.data());
    for (std::int64_t row = 0; row < rows; ++row)
        for (const ValueId part : parts) {
            const auto bytes = graph.constantOf(part)->bytes();
            const std::size_t rowBytes = bytes.size() / static_cast<std::size_t>(rows);
            next = std::copy_n(bytes.data() + static_cast<std::size_t>(row) * rowBytes, rowBytes, next);
        }
    return joined;
}

ValueId valueLike(Graph& graph, ValueId model, const std::string& name) {
    Value value;
    value.name = name;
    value.type = graph.value(model).type;
    return graph.addValue(std::move(value));
}

/// Takes a node out and keeps its output as a value for the Split to give.
ValueId takeOutput(Graph& graph, Rewriter& rewriter, NodeId id, std::vector<std::string>& origins) {
    const Node taken = graph.node(id);
    joinOrigins(origins, taken.origins);
    graph.removeNode(id);
    for (const ValueId input : taken.inputs)
        rewriter.dropIfUnread(input);
    return taken.output();
}

void join(Graph& graph, Rewriter& rewriter, ValueId source, const std::vector<Branch>& branches) {
    const bool hasBias = std::all_of(branches.begin(), branches.end(), [](const Branch& b) { return b.sum.isValid(); });
    std::vector<ValueId> weights, biases, results;
    std::vector<std::int64_t> columns;
    for (const Branch& branch : branches) {
        weights.push_back(branch.weights);
        biases.push_back(branch.bias);
        columns.push_back(branch.columns);
    }
    const std::string name = graph.node(branches.front().product).name;
    const std::string sumName = hasBias ? graph.node(branches.front().sum).name : std::string();
    Tensor allWeights = sideBySide(graph, weights);
    const std::optional<Tensor> allBiases = hasBias ? std::optional(sideBySide(graph, biases)) : std::nullopt;
    const std::int64_t lastAxis = graph.value(source).shape->rank() - 1;

    std::vector<std::string> productOrigins, sumOrigins;
    for (const Branch& branch : branches) {
        ValueId result = takeOutput(graph, rewriter, branch.product, productOrigins);
        if (hasBias) {
            const ValueId between = result;
            result = takeOutput(graph, rewriter, branch.sum, sumOrigins);
            graph.removeValue(between);
        }
        results.push_back(result);
    }
    ValueId all = valueLike(graph, results.front(), name + "_all");
    graph.addNode({name, "MatMul", "", {source, graph.addConstant(name + "_weight", std::move(allWeights))}, {all}, {}, productOrigins});
    if (hasBias) {
        const ValueId sum = valueLike(graph, all, name + "_sum");
        graph.addNode({sumName, "Add", "", {all, graph.addConstant(name + "_bias", *allBiases)}, {sum}, {}, sumOrigins});
        all = sum;
    }
    joinOrigins(productOrigins, sumOrigins);
    Node split{name + "_split", "Split", "", {all}, results, {{"axis", lastAxis}}, std::move(productOrigins)};
    const std::vector<std::int64_t> sizes{static_cast<std::int64_t>(columns.size())};
    if (graph.opset() < 13)
        split.attributes["split"] = columns;
    else
        split.inputs.push_back(
            graph.addConstant(name + "_columns", Tensor::of<std::int64_t>(sizes, std::span<const std::int64_t>(columns))));
    graph.addNode(std::move(split));
}

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "MatMul") || graph.opset() < 7) return false;
    const ValueId source = node.input(0);
    if (!graph.value(source).shape || graph.value(source).shape->rank() < 3) return false;
    const auto branches = branchesOf(graph, rewriter, source, id);
    if (branches.size() < 2) return false;
    join(graph, rewriter, source, branches);
    return true;
}

} // namespace

Result<int> fuseQkv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
