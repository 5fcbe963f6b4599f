#pragma once

#include "core/runtime/executor.h"
#include "core/runtime/plan.h"

namespace lathe {

/// Memory and kernel states of one thread for one plan.
class PlanRunner {
public:
    static Result<PlanRunner> create(std::shared_ptr<const Plan> plan, const Graph& graph, bool observesAnyOrder);

    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs, JobContext& context, const ValueObserver& observer);
    Result<std::vector<Tensor>> runVaried(std::span<const Tensor> inputs, JobContext& context, const ValueVariations& variations,
                                          const VariationOutputs& outputs);
    const std::shared_ptr<const Plan>& plan() const { return m_plan; }
    /// Whether the observer is given the elements of the value with the channels last.
    bool isChannelsLast(ValueId value) const { return m_channelsLast.contains(value); }

private:
    PlanRunner(std::shared_ptr<const Plan> plan, const Graph& graph, bool observesAnyOrder);
    /// What the steps behind one step read.
    struct Snapshot {
        std::vector<std::byte> arena; ///< the live ranges, one after the other
        std::vector<Tensor> tensors;
        std::vector<float*> pointers;
    };
    Snapshot snapshotAfter(std::size_t steps);
    void restore(const Snapshot& snapshot, std::size_t steps);
    /// Runs what stands behind the first `steps` steps with each variation of what the last of them made.
    Status vary(const StepOutput& output, std::size_t steps, JobContext& context, const ValueVariations& variations,
                const VariationOutputs& outputs);
    Status replace(const StepOutput& output, const Tensor& tensor);
    Status runSteps(std::size_t first, JobContext& context, const std::function<Status(const StepOutput&, std::size_t steps)>& onOutput);
    Result<std::vector<Tensor>> results() const;
    Status takeInputs(std::span<const Tensor> inputs);
    Status runStep(std::size_t index);
    Status evaluate(const Step& step);
    Status store(ValueId value, Tensor tensor);
    Status observe(const StepOutput& output, const ValueObserver& observer);
    Tensor viewOf(BufferId id) const;
    Tensor tensorOf(ValueId value) const;
    Tensor plainCopy(BufferId id) const;
    Result<Tensor> resultOf(ValueId value, BufferId id) const;

    std::shared_ptr<const Plan> m_plan;
    const Graph* m_graph;
    bool m_observesAnyOrder;
    std::set<ValueId> m_channelsLast;
    Tensor m_arena, m_scratch;
    std::vector<float*> m_pointers; ///< by buffer
    std::vector<float*> m_args;
    std::vector<std::unique_ptr<Kernel::State>> m_states; ///< by step
    std::vector<Tensor> m_tensors;                        ///< by value
    std::vector<std::vector<ArenaRange>> m_live;          ///< liveRanges(), once it was needed
};

} // namespace lathe
