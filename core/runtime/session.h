#pragma once

#include "core/runtime/executor.h"
#include "core/runtime/plan.h"

namespace lathe {

/// Memory and kernel states of one thread for one plan.
class PlanRunner {
public:
    static Result<PlanRunner> create(std::shared_ptr<const Plan> plan, const Graph& graph, bool observesAnyOrder);

    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs, JobContext& context, const ValueObserver& observer);
    const std::shared_ptr<const Plan>& plan() const { return m_plan; }

private:
    PlanRunner(std::shared_ptr<const Plan> plan, const Graph& graph, bool observesAnyOrder);
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
    Tensor m_arena, m_scratch;
    std::vector<float*> m_pointers; ///< by buffer
    std::vector<float*> m_args;
    std::vector<std::unique_ptr<Kernel::State>> m_states; ///< by step
    std::vector<Tensor> m_tensors;                        ///< by value
};

} // namespace lathe
