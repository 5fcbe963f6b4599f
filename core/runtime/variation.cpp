#include "core/base/stop_point.h"
#include "core/runtime/session.h"

#include <cstring>

namespace lathe {

Result<std::vector<Tensor>> PlanRunner::runVaried(std::span<const Tensor> inputs, JobContext& context, const ValueVariations& variations,
                                                  const VariationOutputs& outputs) {
    const StopScope scope(context.stopToken());
    if (m_live.empty()) m_live = liveRanges(*m_plan);
    const auto onOutput = [&](const StepOutput& output, std::size_t steps) { return vary(output, steps, context, variations, outputs); };
    LATHE_CHECK(takeInputs(inputs));
    for (const StepOutput& input : m_plan->inputs)
        LATHE_CHECK(onOutput(input, 0));
    LATHE_CHECK(runSteps(0, context, onOutput));
    auto unvaried = results();
    std::fill(m_tensors.begin(), m_tensors.end(), Tensor());
    return unvaried;
}

Status PlanRunner::vary(const StepOutput& output, std::size_t steps, JobContext& context, const ValueVariations& variations,
                        const VariationOutputs& outputs) {
    std::vector<Tensor> others;
    LATHE_CHECK(observe(output, [&](ValueId id, const Tensor& value) -> Status {
        LATHE_TRY(others, variations(id, value));
        return {};
    }));
    if (others.empty()) return {};
    const Snapshot before = snapshotAfter(steps);
    for (std::size_t i = 0; i < others.size(); ++i) {
        if (!others[i].isPresent()) continue; // its index stays free
        LATHE_CHECK(replace(output, others[i]));
        LATHE_CHECK(runSteps(steps, context, {}));
        LATHE_TRY(const auto varied, results());
        restore(before, steps);
        LATHE_CHECK(outputs(output.value, i, varied));
    }
    return {};
}

Status PlanRunner::replace(const StepOutput& output, const Tensor& tensor) {
    if (output.buffer < 0) return store(output.value, tensor);
    const PlannedBuffer& buffer = m_plan->buffers[static_cast<std::size_t>(output.buffer)];
    if (buffer.place == PlannedBuffer::Place::Host) return store(output.value, tensor);
    if (buffer.place != PlannedBuffer::Place::Arena || buffer.type != tensor.type() || buffer.dims != tensor.dims())
        return Error::internal("'" + m_graph->value(output.value).name + "' cannot be varied: it is constant, or of another type or shape");
    float* args[] = {const_cast<float*>(tensor.data<float>().data()), m_pointers[static_cast<std::size_t>(output.buffer)]};
    makeCopyKernel({buffer.dims, stridesOf(buffer.dims, Layout::Plain), stridesOf(buffer.dims, buffer.layout)})
        ->run(nullptr, args, nullptr);
    return {};
}

PlanRunner::Snapshot PlanRunner::snapshotAfter(std::size_t steps) {
    Snapshot snapshot{{}, m_tensors, m_pointers};
    const std::byte* arena = m_arena.bytes().data();
    for (const ArenaRange& range : m_live[steps])
        snapshot.arena.insert(snapshot.arena.end(), arena + range.offset, arena + range.offset + range.bytes);
    return snapshot;
}

void PlanRunner::restore(const Snapshot& snapshot, std::size_t steps) {
    m_tensors = snapshot.tensors;
    m_pointers = snapshot.pointers;
    std::byte* arena = m_arena.mutableData<std::byte>().data();
    const std::byte* from = snapshot.arena.data();
    for (const ArenaRange& range : m_live[steps]) {
        std::memcpy(arena + range.offset, from, static_cast<std::size_t>(range.bytes));
        from += range.bytes;
    }
}

} // namespace lathe
