#include "core/passes/merging/merge_concat_into_reshape.h"

#include "core/ops/inference.h"
#include "core/passes/node_forms.h"

#include <algorithm>

namespace lathe {
namespace {

/// A target on its way to be one constant.
struct Target {
    std::vector<std::int64_t> numbers;
    int copied = 0, leftOver = 0, stated = 0; ///< dimensions copied from the input, found by -1, and -1 from the start

    /// -1 cannot be found next to a dimension that may turn out empty, unless the model has it so.
    bool isClear() const { return stated + leftOver <= 1 && (leftOver == 0 || copied == 0) && copied + leftOver > 0; }

    void add(const Dim& dim, const std::optional<Shape>& source) {
        const std::size_t place = numbers.size();
        if (dim.isKnown()) return numbers.push_back(dim.value);
        const bool isCopied = source && place < source->dims.size() && !dim.symbol.empty() && source->dims[place].symbol == dim.symbol;
        ++(isCopied ? copied : leftOver);
        numbers.push_back(isCopied ? 0 : -1);
    }
};

/// The constant that says what the parts of the Concat do; nothing where none does.
std::optional<std::vector<std::int64_t>> targetOf(const Rewriter& rewriter, const Node& concat, const std::vector<InferredTensor>& values,
                                                  const std::optional<Shape>& source) {
    Target target;
    for (const ValueId part : concat.inputs) {
        if (const auto stated = rewriter.fixedInts(part)) {
            if (std::ranges::count(*stated, 0) > 0) return std::nullopt;
            target.numbers.insert(target.numbers.end(), stated->begin(), stated->end());
            target.stated += static_cast<int>(std::ranges::count(*stated, -1));
            continue;
        }
        const auto& dims = values[static_cast<std::size_t>(part.index)].dims;
        const auto isEmpty = [](const Dim& dim) { return dim == Dim(0); };
        if (!dims || std::ranges::any_of(*dims, isEmpty)) return std::nullopt;
        for (const Dim& dim : *dims)
            target.add(dim, source);
    }
    return target.isClear() ? std::optional(std::move(target.numbers)) : std::nullopt;
}

bool merge(Graph& graph, const Rewriter& rewriter, NodeId id, const std::vector<InferredTensor>& values) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Reshape") || !node.input(1).isValid() || node.intAttribute("allowzero", 0) != 0) return false;
    const NodeId maker = graph.value(node.input(1)).producer;
    if (!maker.isValid() || !rewriter.is(graph.node(maker), "Concat")) return false;
    const auto target = targetOf(rewriter, graph.node(maker), values, values[static_cast<std::size_t>(node.input(0).index)].shape);
    if (!target) return false;
    graph.setInput(id, 1, addInts(graph, node.name + "_shape", *target));
    return true;
}

} // namespace

Result<int> mergeConcatIntoReshape(Graph& graph, JobContext& context) {
    InferenceOptions options;
    options.trustsDefaults = false;
    options.namesOpenDims = true;
    LATHE_TRY(const std::vector<InferredTensor> values, inferValues(graph, context, options));
    return rewriteEach(graph, context, [&](const Rewriter& rewriter, NodeId id) { return merge(graph, rewriter, id, values); });
}

} // namespace lathe
