#pragma once

#include "core/ops/op_table.h"
#include "core/runtime/executor.h"
#include "core/runtime/plan.h"

#include <optional>
#include <set>
#include <vector>

namespace lathe {

class WeightStore;

/// Makes the plan of one graph under known input shapes: walks the nodes in order, asks the lowering of each for kernels,
/// and leaves the rest to the reference loops. Lowerings (lowering.h) speak to it about values; it keeps their buffers.
class PlanBuilder {
public:
    /// `inferred` by ValueId, for the input shapes of the plan.
    PlanBuilder(const Graph& graph, const ExecutorOptions& options, const std::vector<InferredTensor>& inferred, WeightStore& weights);
    Result<std::shared_ptr<const Plan>> build(JobContext& context);

    const Graph& graph() const { return m_graph; }
    const Node& node(NodeId id) const { return m_graph.node(id); }
    WeightStore& weights() { return m_weights; }

    /// Dimensions of a float tensor; nothing when it is of another type or a dimension depends on the data.
    std::optional<Dims> dims(ValueId value) const;
    /// As dims, for 8-bit integers, too, where their elements are carried as floats already (or are known): what operators
    /// that only move elements work on.
    std::optional<Dims> movableDims(ValueId value) const;
    /// As dims, for 8-bit integers, too: what can be carried as floats.
    std::optional<Dims> carriedDims(ValueId value) const;
    DataType type(ValueId value) const;
    /// The content where it is known before running; nullptr otherwise.
    const Tensor* constant(ValueId value) const;
    /// Exactly one node reads it, the observer does not see it, and it is no graph output.
    bool isHidden(ValueId value) const;
    /// The observer does not see it, no subgraph reads it, and it is no graph output.
    bool isPrivate(ValueId value) const;
    /// Nodes that read the value while running, one entry per use.
    std::vector<NodeId> readers(ValueId value) const;
    bool isDone(NodeId id) const { return m_isDone[static_cast<std::size_t>(id.index)]; }
    /// Its elements lie somewhere already, or are known: a node placed here could read it.
    bool isAvailable(ValueId value) const;
    bool isKept(ValueId value) const { return m_options.keepAll || m_options.keep.contains(value); }

    /// A layout that costs nothing to read: ChannelsLast where the value lies so.
    Layout layoutOf(ValueId value) const;
    /// The value's elements in `layout`, after a conversion step where needed.
    BufferId read(ValueId value, Layout layout);
    /// New memory for a value that the node about to be emitted makes.
    BufferId write(ValueId value, Layout layout);
    /// As write, but in the memory of `buffer`, which has the same size and layout.
    BufferId writeOver(ValueId value, Layout layout, BufferId buffer);
    /// The memory of `value` in `layout` that may be overwritten by its last `uses` readings; -1 when it may not.
    BufferId findReusable(ValueId value, Layout layout, std::int64_t uses) const;
    /// Adds a step. `node` names it in errors; `made` are the values that exist after it.
    void emit(NodeId node, KernelPtr kernel, std::vector<BufferId> args, std::vector<ValueId> made);
    /// The node is computed by a step of another one (fusion).
    void cover(NodeId id) { finish(id); }
    /// `value` is made by `node` without work: it lies in `layout` in the memory of `source`.
    void emitAlias(NodeId node, BufferId source, ValueId value, Layout layout);
    /// What shape inference knows of a value, its content included.
    InferredTensor inferred(ValueId value) const;

private:
    struct ValueState {
        BufferId buffer[2] = {-1, -1}; ///< by Layout
        bool isHost = false;
        std::int64_t uses = 0;
    };

    Status foldConstants(JobContext& context);
    void fold(NodeId id);
    void findNeeded();
    void addInputs();
    void addReference(NodeId id);
    void addResults();
    void releaseTensors();
    bool lower(NodeId id);
    void finish(NodeId id);
    void bind(ValueId value, Layout layout, BufferId buffer);
    BufferId addBuffer(PlannedBuffer buffer);
    BufferId addConstant(ValueId value, Layout layout);
    void widenHost(ValueId value);
    void makeHost(ValueId value);
    bool isKnown(NodeId id) const;
    StepOutput outputOf(ValueId value) const;
    ValueState& state(ValueId value) { return m_values[static_cast<std::size_t>(value.index)]; }
    const ValueState& state(ValueId value) const { return m_values[static_cast<std::size_t>(value.index)]; }

    const Graph& m_graph;
    const ExecutorOptions& m_options;
    const std::vector<InferredTensor>& m_inferred;
    WeightStore& m_weights;
    std::shared_ptr<Plan> m_plan = std::make_shared<Plan>();
    std::vector<NodeId> m_order;
    std::vector<ValueState> m_values;
    std::vector<std::int64_t> m_pending; ///< readings to come, by root buffer
    std::vector<bool> m_isNeeded, m_isDone;
    std::set<ValueId> m_captured;
};

} // namespace lathe
