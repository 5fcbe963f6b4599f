#include "core/edit/reshape_batch.h"

#include "core/edit/value_names.h"
#include "core/ops/inference.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr const char* kSymbol = "the batch";

enum class Verdict { Fits, Follows, Contradicts };

/// Whether a Reshape of data whose first dimension is (or is not) the batch follows it.
Verdict judge(const std::vector<std::int64_t>& shape, bool isBatchFirst, std::int64_t batch) {
    const bool isOpen = std::ranges::find(shape, -1) != shape.end();
    const bool copiesBatch = isBatchFirst && !shape.empty() && shape.front() == 0;
    if (copiesBatch) return Verdict::Fits;
    if (!shape.empty() && shape.front() == batch && isBatchFirst) return Verdict::Follows;
    return isOpen ? Verdict::Fits : Verdict::Contradicts;
}

/// What the graph would be with an open batch: Reshapes are judged one after the other, each behind those that follow already.
class Trial {
public:
    Trial(const Graph& graph, const std::vector<ValueId>& inputs, JobContext& context) : m_graph(graph), m_context(context) {
        for (const NodeId id : m_graph.nodes())
            for (const ValueId output : m_graph.node(id).outputs)
                if (output.isValid() && findOp(m_graph.node(id))) m_graph.setShape(output, std::nullopt);
        for (const ValueId id : inputs) {
            Shape shape = *m_graph.value(id).shape;
            shape.dims.front() = Dim::named(kSymbol);
            m_graph.setShape(id, std::move(shape));
        }
    }

    Result<Verdict> verdictOn(NodeId id, std::int64_t batch) {
        const Node& node = m_graph.node(id);
        const auto shape = fixedInts(m_graph, node.input(1));
        if (!shape || !node.input(0).isValid()) return Verdict::Fits;
        LATHE_CHECK(infer());
        const InferredTensor& data = m_values[static_cast<std::size_t>(node.input(0).index)];
        if (!data.shape || data.shape->isStatic() || data.shape->dims.empty()) return Verdict::Fits;
        return judge(*shape, !data.shape->dims.front().isKnown(), batch);
    }

    /// Lets the Reshape follow, and gives its shape.
    std::vector<std::int64_t> open(NodeId id) {
        std::vector<std::int64_t> shape = *fixedInts(m_graph, m_graph.node(id).input(1));
        const bool mayCopy = m_graph.node(id).intAttribute("allowzero", 0) == 0;
        shape.front() = mayCopy ? 0 : -1;
        const auto length = static_cast<std::int64_t>(shape.size());
        m_graph.setInput(id, 1, m_graph.addConstant("open shape", Tensor::of<std::int64_t>({length}, shape)));
        m_values.clear();
        return shape;
    }

private:
    Status infer() {
        if (!m_values.empty()) return {};
        LATHE_TRY(m_values, inferValues(m_graph, m_context));
        return {};
    }

    Graph m_graph;
    JobContext& m_context;
    std::vector<InferredTensor> m_values;
};

std::string obstacleText(const Graph& graph, NodeId id) {
    const ValueId shape = graph.node(id).input(1);
    return nodeText(graph, id) + " with the shape " + toText(std::span<const std::int64_t>(*fixedInts(graph, shape))) + " of '" +
           graph.value(shape).name + "'";
}

} // namespace

std::optional<std::vector<std::int64_t>> fixedInts(const Graph& graph, ValueId id) {
    if (!id.isValid()) return std::nullopt;
    const Tensor* content = graph.constantOf(id);
    const NodeId producer = graph.value(id).producer;
    if (!content && producer.isValid() && graph.node(producer).opType == "Constant") {
        content = graph.node(producer).findAttribute<Tensor>("value");
        if (const auto* list = graph.node(producer).findAttribute<std::vector<std::int64_t>>("value_ints")) return *list;
    }
    if (!content || content->type() != DataType::Int64) return std::nullopt;
    return content->toInt64s();
}

Result<std::vector<BatchReshape>> reshapesOfBatch(const Graph& graph, const std::vector<ValueId>& inputs, std::int64_t batch,
                                                  JobContext& context) {
    Trial trial(graph, inputs, context);
    std::vector<BatchReshape> follow;
    std::string obstacles;
    for (const NodeId id : graph.topologicalOrder()) {
        if (graph.node(id).opType != "Reshape" || !graph.node(id).domain.empty()) continue;
        LATHE_TRY(const Verdict verdict, trial.verdictOn(id, batch));
        if (verdict == Verdict::Follows) follow.push_back({id, trial.open(id)});
        if (verdict == Verdict::Contradicts) obstacles += (obstacles.empty() ? "" : "; ") + obstacleText(graph, id);
    }
    if (obstacles.empty()) return follow;
    return Error::usage("fixed shapes hold batch " + std::to_string(batch) + " where it cannot follow: " + obstacles,
                        "give them shapes with -1 first (set-constant), or keep the batch");
}

} // namespace lathe
