#include "core/runtime/plan_builder.h"

#include "core/ops/evaluator.h"
#include "core/runtime/dnnl_kernel.h"
#include "core/runtime/lowering.h"

namespace lathe {
namespace {

/// Results of constant nodes above this stay to be computed in every run rather than held for ever.
constexpr std::int64_t kMaxFoldedBytes = std::int64_t(64) << 20;

/// Tensors above this are not planned for: 16 GiB, which Tensor::makeChecked refuses, too.
constexpr std::int64_t kMaxElements = std::int64_t(1) << 32;

std::size_t slot(Layout layout) {
    return layout == Layout::Plain ? 0 : 1;
}

} // namespace

PlanBuilder::PlanBuilder(const Graph& graph, const ExecutorOptions& options, const std::vector<InferredTensor>& inferred,
                         WeightStore& weights)
    : m_graph(graph), m_options(options), m_inferred(inferred), m_weights(weights), m_order(graph.topologicalOrder()),
      m_values(static_cast<std::size_t>(graph.valueCapacity())), m_isNeeded(static_cast<std::size_t>(graph.nodeCapacity())),
      m_isDone(static_cast<std::size_t>(graph.nodeCapacity())) {}

Result<std::shared_ptr<const Plan>> PlanBuilder::build(JobContext& context) {
    const IntraThreadScope threads(m_options.intraThreads);
    LATHE_CHECK(foldConstants(context));
    findNeeded();
    addInputs();
    for (const NodeId id : m_order) {
        LATHE_CHECK(context.checkStop());
        if (isDone(id) || !m_isNeeded[static_cast<std::size_t>(id.index)]) continue;
        if (isKnown(id))
            emit(id, nullptr, {}, node(id).outputs);
        else if (!lower(id))
            addReference(id);
        finish(id);
    }
    addResults();
    releaseTensors();
    planMemory(*m_plan);
    return std::shared_ptr<const Plan>(m_plan);
}

Status PlanBuilder::foldConstants(JobContext& context) {
    for (const ValueId id : m_graph.values()) {
        const InferredTensor& inferred = m_inferred[static_cast<std::size_t>(id.index)];
        if (const Tensor* tensor = m_graph.constantOf(id))
            m_plan->constants.emplace(id, *tensor);
        else if (inferred.value && !m_graph.isInput(id))
            m_plan->constants.emplace(id, *inferred.value);
    }
    for (const NodeId id : m_order) {
        LATHE_CHECK(context.checkStop());
        if (!isKnown(id)) fold(id);
    }
    return {};
}

void PlanBuilder::fold(NodeId id) {
    const OpRow* row = findOp(node(id));
    if (!row || !row->isDeterministic || !node(id).subgraphs().empty()) return;
    std::vector<Tensor> inputs;
    for (const ValueId input : node(id).inputs) {
        const Tensor* tensor = constant(input);
        if (input.isValid() && !tensor) return;
        inputs.push_back(tensor ? *tensor : Tensor());
    }
    for (const ValueId output : node(id).outputs) {
        if (!output.isValid()) continue;
        const InferredTensor& inferred = m_inferred[static_cast<std::size_t>(output.index)];
        if (inferred.type == DataType::String && !inputs.empty()) return; // its shape does not say how long the texts grow
        const auto count = inferred.shape ? inferred.shape->elementCount() : std::nullopt;
        if (!count || byteSize(inferred.type, *count) > kMaxFoldedBytes) return;
    }
    const auto outputs = evaluateNode(m_graph, id, inputs);
    if (!outputs) return; // an error only if the run comes to it
    for (std::size_t i = 0; i < outputs->size() && i < node(id).outputs.size(); ++i)
        if (const ValueId output = node(id).outputs[i]; output.isValid()) m_plan->constants.emplace(output, outputs->at(i));
}

bool PlanBuilder::isKnown(NodeId id) const {
    const auto& outputs = node(id).outputs;
    return std::all_of(outputs.begin(), outputs.end(), [&](ValueId v) { return !v.isValid() || constant(v); });
}

void PlanBuilder::findNeeded() {
    std::set<ValueId> wanted(m_graph.outputs().begin(), m_graph.outputs().end());
    for (const ValueId output : m_graph.outputs())
        ++state(output).uses;
    for (auto at = m_order.rbegin(); at != m_order.rend(); ++at) {
        const Node& each = node(*at);
        const bool isNeeded = std::any_of(each.outputs.begin(), each.outputs.end(),
                                          [&](ValueId v) { return v.isValid() && (wanted.contains(v) || isKept(v)); });
        m_isNeeded[static_cast<std::size_t>(at->index)] = isNeeded;
        if (!isNeeded || isKnown(*at)) continue;
        for (const ValueId input : each.inputs) {
            if (!input.isValid()) continue;
            wanted.insert(input);
            ++state(input).uses;
        }
        for (const ValueId captured : m_graph.capturedBySubgraphs(*at)) {
            wanted.insert(captured);
            m_captured.insert(captured);
            ++state(captured).uses;
        }
    }
}

void PlanBuilder::addInputs() {
    for (const ValueId input : m_graph.inputs()) {
        if (constant(input)) continue;
        makeHost(input);
        m_plan->inputs.push_back(outputOf(input));
    }
}

std::optional<Dims> PlanBuilder::dims(ValueId value) const {
    return type(value) == DataType::Float ? carriedDims(value) : std::nullopt;
}

std::optional<Dims> PlanBuilder::movableDims(ValueId value) const {
    const bool isCarried = value.isValid() && (constant(value) || state(value).buffer[0] >= 0 || state(value).buffer[1] >= 0);
    return isCarried ? carriedDims(value) : dims(value);
}

std::optional<Dims> PlanBuilder::carriedDims(ValueId value) const {
    const DataType of = type(value);
    if (of != DataType::Float && of != DataType::Uint8 && of != DataType::Int8) return std::nullopt;
    if (const Tensor* tensor = constant(value)) return tensor->dims();
    const auto& shape = m_inferred[static_cast<std::size_t>(value.index)].shape;
    if (!shape || shape->elementCount().value_or(kMaxElements + 1) > kMaxElements) return std::nullopt;
    return shape->known();
}

DataType PlanBuilder::type(ValueId value) const {
    if (!value.isValid()) return DataType::Undefined;
    const Tensor* tensor = constant(value);
    return tensor ? tensor->type() : m_inferred[static_cast<std::size_t>(value.index)].type;
}

const Tensor* PlanBuilder::constant(ValueId value) const {
    const auto found = m_plan->constants.find(value);
    return found == m_plan->constants.end() ? nullptr : &found->second;
}

std::vector<NodeId> PlanBuilder::readers(ValueId value) const {
    std::vector<NodeId> nodes = m_graph.value(value).consumers;
    std::erase_if(nodes, [&](NodeId id) { return !m_isNeeded[static_cast<std::size_t>(id.index)] || isKnown(id); });
    return nodes;
}

bool PlanBuilder::isPrivate(ValueId value) const {
    return !isKept(value) && !m_captured.contains(value) && !m_graph.isOutput(value);
}

bool PlanBuilder::isHidden(ValueId value) const {
    return isPrivate(value) && state(value).uses == 1;
}

InferredTensor PlanBuilder::inferred(ValueId value) const {
    if (!value.isValid()) return {};
    InferredTensor known = m_inferred[static_cast<std::size_t>(value.index)];
    if (const Tensor* tensor = constant(value)) known = {tensor->type(), Shape::of(tensor->dims()), *tensor, {}};
    return known;
}

bool PlanBuilder::isAvailable(ValueId value) const {
    const ValueState& known = state(value);
    return constant(value) || known.isHost || known.buffer[0] >= 0 || known.buffer[1] >= 0;
}

Layout PlanBuilder::layoutOf(ValueId value) const {
    return state(value).buffer[slot(Layout::ChannelsLast)] >= 0 ? Layout::ChannelsLast : Layout::Plain;
}

BufferId PlanBuilder::addBuffer(PlannedBuffer buffer) {
    const auto id = static_cast<BufferId>(m_plan->buffers.size());
    if (buffer.root < 0) buffer.root = id;
    m_plan->buffers.push_back(std::move(buffer));
    m_pending.push_back(0);
    return id;
}

void PlanBuilder::bind(ValueId value, Layout layout, BufferId buffer) {
    const PlannedBuffer& bound = m_plan->buffers[static_cast<std::size_t>(buffer)];
    std::int64_t left = state(value).uses;
    for (const NodeId reader : readers(value))
        left -= isDone(reader) ? 1 : 0;
    m_pending[static_cast<std::size_t>(bound.root)] += left;
    state(value).buffer[slot(layout)] = buffer;
    if (layoutsCoincide(bound.dims)) state(value).buffer[0] = state(value).buffer[1] = buffer;
}

BufferId PlanBuilder::addConstant(ValueId value, Layout layout) {
    const Tensor tensor = constant(value)->toFloat();
    PlannedBuffer buffer;
    buffer.place = PlannedBuffer::Place::Constant;
    buffer.dims = tensor.dims();
    buffer.layout = layout;
    buffer.elements = tensor.elementCount();
    buffer.constant = tensor;
    if (layout == Layout::ChannelsLast && !layoutsCoincide(buffer.dims)) {
        buffer.constant = Tensor::makeZeros(DataType::Float, tensor.dims());
        float* args[] = {const_cast<float*>(tensor.data<float>().data()), buffer.constant.mutableData<float>().data()};
        makeCopyKernel({buffer.dims, stridesOf(buffer.dims, Layout::Plain), stridesOf(buffer.dims, layout)})->run(nullptr, args, nullptr);
    }
    return addBuffer(std::move(buffer));
}

BufferId PlanBuilder::read(ValueId value, Layout layout) {
    BufferId& wanted = state(value).buffer[slot(layout)];
    if (wanted >= 0) return wanted;
    if (constant(value)) {
        bind(value, layout, addConstant(value, layout));
        return wanted;
    }
    const Layout other = layout == Layout::Plain ? Layout::ChannelsLast : Layout::Plain;
    if (state(value).buffer[slot(other)] < 0) {
        widenHost(value);
        if (wanted >= 0) return wanted;
    }
    const BufferId source = state(value).buffer[slot(other)];
    const Dims shape = *carriedDims(value);
    const BufferId target = write(value, layout);
    Step step;
    step.node = m_graph.value(value).producer;
    step.kernel = makeCopyKernel({shape, stridesOf(shape, other), stridesOf(shape, layout)});
    step.args = {source, target};
    m_plan->steps.push_back(std::move(step));
    return target;
}

/// The integers of a tensor of the session as floats.
void PlanBuilder::widenHost(ValueId value) {
    PlannedBuffer host;
    host.place = PlannedBuffer::Place::Host;
    host.dims = *carriedDims(value);
    host.type = type(value);
    host.elements = elementCountOf(host.dims).value_or(0);
    host.value = value;
    Step step;
    step.node = m_graph.value(value).producer;
    step.kernel = makeWidenKernel(host.elements, host.type);
    const BufferId source = addBuffer(std::move(host));
    m_plan->hostBuffers[value].push_back(source);
    step.args = {source, write(value, Layout::Plain)};
    m_plan->steps.push_back(std::move(step));
}

BufferId PlanBuilder::write(ValueId value, Layout layout) {
    return writeOver(value, layout, -1);
}

BufferId PlanBuilder::writeOver(ValueId value, Layout layout, BufferId over) {
    PlannedBuffer buffer;
    buffer.dims = *carriedDims(value);
    buffer.layout = layout;
    buffer.type = type(value);
    buffer.elements = elementCountOf(buffer.dims).value_or(0);
    if (over >= 0) {
        const PlannedBuffer& shared = m_plan->buffers[static_cast<std::size_t>(over)];
        buffer.root = shared.root;
        buffer.place = shared.place;
        buffer.value = shared.value;
        buffer.constant = shared.constant;
    }
    const BufferId id = addBuffer(std::move(buffer));
    if (m_plan->buffers.back().place == PlannedBuffer::Place::Host) m_plan->hostBuffers[m_plan->buffers.back().value].push_back(id);
    bind(value, layout, id);
    return id;
}

BufferId PlanBuilder::findReusable(ValueId value, Layout layout, std::int64_t uses) const {
    const BufferId id = state(value).buffer[slot(layout)];
    if (id < 0) return -1;
    const PlannedBuffer& buffer = m_plan->buffers[static_cast<std::size_t>(id)];
    const bool isLast = m_pending[static_cast<std::size_t>(buffer.root)] == uses;
    return buffer.place == PlannedBuffer::Place::Arena && isLast ? id : -1;
}

StepOutput PlanBuilder::outputOf(ValueId value) const {
    StepOutput output;
    output.value = value;
    const ValueState& known = state(value);
    if (!known.isHost && !constant(value)) output.buffer = known.buffer[0] >= 0 ? known.buffer[0] : known.buffer[1];
    output.isObserved = isKept(value);
    return output;
}

void PlanBuilder::emit(NodeId id, KernelPtr kernel, std::vector<BufferId> args, std::vector<ValueId> made) {
    Step step;
    step.node = id;
    step.kernel = std::move(kernel);
    step.args = std::move(args);
    for (const ValueId value : made)
        if (value.isValid()) step.outputs.push_back(outputOf(value));
    const bool isSeen = std::any_of(step.outputs.begin(), step.outputs.end(), [](const StepOutput& o) { return o.isObserved; });
    if (step.kernel || isSeen) m_plan->steps.push_back(std::move(step));
}

void PlanBuilder::emitAlias(NodeId id, BufferId source, ValueId value, Layout layout) {
    writeOver(value, layout, source);
    emit(id, nullptr, {}, {value});
}

bool PlanBuilder::lower(NodeId id) {
    const LowerFn lowering = m_options.useOneDnn ? findLowering(node(id)) : nullptr;
    if (!lowering) return false;
    for (const ValueId input : node(id).inputs)
        if (input.isValid() && carriedDims(input) && !isAvailable(input)) return false;
    try {
        return lowering(*this, id);
    } catch (const dnnl::error&) {
        return false; // oneDNN has no kernel for these parameters
    }
}

void PlanBuilder::makeHost(ValueId value) {
    state(value).isHost = true;
    const auto shape = dims(value);
    if (!shape) return;
    PlannedBuffer buffer;
    buffer.place = PlannedBuffer::Place::Host;
    buffer.dims = *shape;
    buffer.elements = elementCountOf(*shape).value_or(0);
    buffer.value = value;
    const BufferId id = addBuffer(std::move(buffer));
    m_plan->hostBuffers[value].push_back(id);
    bind(value, Layout::Plain, id);
}

void PlanBuilder::addReference(NodeId id) {
    Step step;
    step.node = id;
    step.isReference = true;
    std::vector<ValueId> inputs = node(id).inputs;
    const auto captured = m_graph.capturedBySubgraphs(id);
    inputs.insert(inputs.end(), captured.begin(), captured.end());
    for (const ValueId input : inputs) {
        const bool isTensor = !input.isValid() || constant(input) || state(input).isHost;
        step.inputs.emplace_back(input, isTensor ? -1 : read(input, Layout::Plain));
    }
    for (const ValueId output : node(id).outputs) {
        if (output.isValid()) makeHost(output);
        step.outputs.push_back(output.isValid() ? outputOf(output) : StepOutput{});
    }
    m_plan->steps.push_back(std::move(step));
}

void PlanBuilder::finish(NodeId id) {
    m_isDone[static_cast<std::size_t>(id.index)] = true;
    if (isKnown(id)) return;
    const auto readOnce = [&](ValueId value) {
        if (!value.isValid()) return;
        const ValueState& known = state(value);
        for (const std::size_t i : {std::size_t(0), std::size_t(1)}) {
            const bool isSame = i == 1 && known.buffer[0] == known.buffer[1];
            if (known.buffer[i] < 0 || isSame) continue;
            --m_pending[static_cast<std::size_t>(m_plan->buffers[static_cast<std::size_t>(known.buffer[i])].root)];
        }
    };
    for (const ValueId input : node(id).inputs)
        readOnce(input);
    for (const ValueId captured : m_graph.capturedBySubgraphs(id))
        readOnce(captured);
}

void PlanBuilder::addResults() {
    for (const ValueId output : m_graph.outputs())
        m_plan->results.emplace_back(output, outputOf(output).buffer);
}

void PlanBuilder::releaseTensors() {
    std::map<ValueId, std::size_t> last;
    for (std::size_t i = 0; i < m_plan->steps.size(); ++i) {
        const Step& step = m_plan->steps[i];
        const auto touch = [&](BufferId id) {
            const PlannedBuffer& buffer = m_plan->buffers[static_cast<std::size_t>(id)];
            if (buffer.place == PlannedBuffer::Place::Host) last[buffer.value] = i;
        };
        for (const BufferId id : step.args)
            touch(id);
        for (const auto& [value, id] : step.inputs) {
            if (id >= 0)
                touch(id);
            else if (value.isValid() && state(value).isHost)
                last[value] = i;
        }
        for (const StepOutput& output : step.outputs) {
            if (output.buffer >= 0)
                touch(output.buffer);
            else if (output.value.isValid() && state(output.value).isHost)
                last[output.value] = i;
        }
    }
    for (const auto& [value, id] : m_plan->results) {
        last.erase(value);
        if (id >= 0) last.erase(m_plan->buffers[static_cast<std::size_t>(id)].value);
    }
    for (const auto& [value, step] : last)
        m_plan->steps[step].released.push_back(value);
}

} // namespace lathe
