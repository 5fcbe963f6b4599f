#include "core/runtime/session.h"

#include "core/base/stop_point.h"
#include "core/base/work_budget.h"
#include "core/ops/evaluator.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::int64_t kMaxArenaBytes = std::int64_t(1) << 36;

const PlannedBuffer& bufferOf(const Plan& plan, BufferId id) {
    return plan.buffers[static_cast<std::size_t>(id)];
}

/// Whether the memory of `tensor` outlives the run: what it views belongs to the session or the caller otherwise.
bool isOwning(const Tensor& tensor) {
    if (isContainer(tensor.type())) return std::ranges::all_of(tensor.items(), isOwning);
    return tensor.owner() != nullptr || tensor.sizeBytes() == 0 || tensor.type() == DataType::String;
}

/// The integers that floats carry.
Tensor narrowed(const float* floats, DataType type, const Dims& dims) {
    Tensor tensor = Tensor::makeZeros(type, dims);
    const auto fill = [&]<class T>(T) {
        std::transform(floats, floats + tensor.elementCount(), tensor.mutableData<T>().begin(), [](float x) { return static_cast<T>(x); });
    };
    type == DataType::Int8 ? fill(std::int8_t{}) : fill(std::uint8_t{});
    return tensor;
}

} // namespace

Result<PlanRunner> PlanRunner::create(std::shared_ptr<const Plan> plan, const Graph& graph, bool observesAnyOrder) {
    PlanRunner runner(std::move(plan), graph, observesAnyOrder);
    LATHE_TRY(runner.m_arena, Tensor::makeChecked(DataType::Uint8, {runner.m_plan->arenaBytes}, kMaxArenaBytes));
    LATHE_TRY(runner.m_scratch, Tensor::makeChecked(DataType::Uint8, {runner.m_plan->scratchBytes}, kMaxArenaBytes));
    std::byte* arena = runner.m_arena.mutableData<std::byte>().data();
    for (const PlannedBuffer& buffer : runner.m_plan->buffers) {
        float* pointer = nullptr;
        if (buffer.place == PlannedBuffer::Place::Arena) pointer = reinterpret_cast<float*>(arena + buffer.offset);
        if (buffer.place == PlannedBuffer::Place::Constant) pointer = const_cast<float*>(buffer.constant.data<float>().data());
        runner.m_pointers.push_back(pointer);
    }
    for (const Step& step : runner.m_plan->steps) {
        runner.m_states.push_back(step.kernel ? step.kernel->makeState() : nullptr);
        for (const StepOutput& output : step.outputs)
            if (observesAnyOrder && output.buffer >= 0 && bufferOf(*runner.m_plan, output.buffer).layout == Layout::ChannelsLast)
                runner.m_channelsLast.insert(output.value);
    }
    return runner;
}

PlanRunner::PlanRunner(std::shared_ptr<const Plan> plan, const Graph& graph, bool observesAnyOrder)
    : m_plan(std::move(plan)), m_graph(&graph), m_observesAnyOrder(observesAnyOrder),
      m_tensors(static_cast<std::size_t>(graph.valueCapacity())) {}

Result<std::vector<Tensor>> PlanRunner::run(std::span<const Tensor> inputs, JobContext& context, const ValueObserver& observer) {
    const StopScope scope(context.stopToken());
    const WorkScope work(workBudget());
    LATHE_CHECK(takeInputs(inputs));
    for (const StepOutput& input : m_plan->inputs)
        LATHE_CHECK(observe(input, observer));
    LATHE_CHECK(runSteps(0, context, [&](const StepOutput& output, std::size_t) { return observe(output, observer); }));
    auto outputs = results();
    std::fill(m_tensors.begin(), m_tensors.end(), Tensor());
    return outputs;
}

Status PlanRunner::runSteps(std::size_t first, JobContext& context,
                            const std::function<Status(const StepOutput&, std::size_t steps)>& onOutput) {
    for (std::size_t i = first; i < m_plan->steps.size(); ++i) {
        LATHE_CHECK(context.checkStop());
        LATHE_CHECK(runStep(i));
        for (const StepOutput& output : m_plan->steps[i].outputs)
            if (onOutput) LATHE_CHECK(onOutput(output, i + 1));
        for (const ValueId value : m_plan->steps[i].released)
            m_tensors[static_cast<std::size_t>(value.index)] = Tensor();
    }
    return {};
}

Result<std::vector<Tensor>> PlanRunner::results() const {
    std::vector<Tensor> outputs;
    for (const auto& [value, buffer] : m_plan->results) {
        LATHE_TRY(Tensor result, resultOf(value, buffer));
        outputs.push_back(std::move(result));
    }
    return outputs;
}

Status PlanRunner::takeInputs(std::span<const Tensor> inputs) {
    const auto& ids = m_graph->inputs();
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (!m_plan->constants.contains(ids[i])) LATHE_CHECK(store(ids[i], inputs[i]));
    return {};
}

Status PlanRunner::store(ValueId value, Tensor tensor) {
    if (const auto found = m_plan->hostBuffers.find(value); found != m_plan->hostBuffers.end()) {
        for (const BufferId id : found->second) {
            const PlannedBuffer& buffer = bufferOf(*m_plan, id);
            if (tensor.type() != buffer.type || tensor.elementCount() != buffer.elements)
                return Error::input("tensor '" + m_graph->value(value).name + "' came out as " + std::string(toName(tensor.type())) + " " +
                                        toText(tensor.dims()) + ", but float " + toText(bufferOf(*m_plan, found->second.front()).dims) +
                                        " was inferred",
                                    {}, "correct the shapes that the model states");
            m_pointers[static_cast<std::size_t>(id)] = reinterpret_cast<float*>(const_cast<std::byte*>(tensor.bytes().data()));
        }
    }
    m_tensors[static_cast<std::size_t>(value.index)] = std::move(tensor);
    return {};
}

Status PlanRunner::runStep(std::size_t index) {
    const Step& step = m_plan->steps[index];
    if (step.isReference) return evaluate(step);
    if (!step.kernel) return {};
    m_args.clear();
    for (const BufferId id : step.args)
        m_args.push_back(m_pointers[static_cast<std::size_t>(id)]);
    if (step.kernel->run(m_states[index].get(), m_args.data(), m_scratch.mutableData<std::byte>().data())) return {};
    return Error::noMemory(step.node.isValid() ? m_graph->node(step.node).name : std::string());
}

Status PlanRunner::evaluate(const Step& step) {
    const Node& node = m_graph->node(step.node);
    std::map<std::string, Tensor, std::less<>> captured;
    std::vector<Tensor> inputs;
    for (const auto& [value, buffer] : step.inputs) {
        Tensor tensor = buffer >= 0 ? viewOf(buffer) : value.isValid() ? tensorOf(value) : Tensor();
        if (inputs.size() < node.inputs.size())
            inputs.push_back(std::move(tensor));
        else
            captured.emplace(m_graph->value(value).name, std::move(tensor));
    }
    const auto lookup = [&](std::string_view name) {
        const auto found = captured.find(name);
        return found == captured.end() ? Tensor() : found->second;
    };
    LATHE_TRY(auto outputs, evaluateNode(*m_graph, step.node, inputs, lookup));
    for (std::size_t i = 0; i < step.outputs.size(); ++i) {
        if (!step.outputs[i].value.isValid()) continue;
        if (i >= outputs.size()) return Error::internal("node '" + node.name + "' (" + node.opType + ") made too few outputs");
        LATHE_CHECK(store(step.outputs[i].value, isOwning(outputs[i]) ? std::move(outputs[i]) : outputs[i].clone()));
    }
    return {};
}

Status PlanRunner::observe(const StepOutput& output, const ValueObserver& observer) {
    if (!output.isObserved || !observer) return {};
    if (output.buffer < 0) return observer(output.value, tensorOf(output.value));
    const PlannedBuffer& buffer = bufferOf(*m_plan, output.buffer);
    const bool isPlain = buffer.layout == Layout::Plain || layoutsCoincide(buffer.dims);
    return observer(output.value, isPlain || m_observesAnyOrder ? viewOf(output.buffer) : plainCopy(output.buffer));
}

Tensor PlanRunner::viewOf(BufferId id) const {
    const PlannedBuffer& buffer = bufferOf(*m_plan, id);
    if (buffer.type != DataType::Float) return narrowed(m_pointers[static_cast<std::size_t>(id)], buffer.type, buffer.dims);
    const auto* data = reinterpret_cast<const std::byte*>(m_pointers[static_cast<std::size_t>(id)]);
    return {DataType::Float, buffer.dims, {data, static_cast<std::size_t>(buffer.elements) * sizeof(float)}, nullptr};
}

Tensor PlanRunner::tensorOf(ValueId value) const {
    const auto found = m_plan->constants.find(value);
    return found != m_plan->constants.end() ? found->second : m_tensors[static_cast<std::size_t>(value.index)];
}

Tensor PlanRunner::plainCopy(BufferId id) const {
    const PlannedBuffer& buffer = bufferOf(*m_plan, id);
    Tensor plain = Tensor::makeZeros(DataType::Float, buffer.dims);
    float* args[] = {m_pointers[static_cast<std::size_t>(id)], plain.mutableData<float>().data()};
    makeCopyKernel({buffer.dims, stridesOf(buffer.dims, buffer.layout), stridesOf(buffer.dims, Layout::Plain)})
        ->run(nullptr, args, nullptr);
    if (buffer.type != DataType::Float) return narrowed(args[1], buffer.type, buffer.dims);
    return plain;
}

Result<Tensor> PlanRunner::resultOf(ValueId value, BufferId id) const {
    if (id >= 0) return plainCopy(id);
    const Tensor tensor = tensorOf(value);
    if (!tensor.isPresent()) return Error::internal("output '" + m_graph->value(value).name + "' was not computed");
    return isOwning(tensor) ? tensor : tensor.clone();
}

} // namespace lathe
