#include "core/ops/inference.h"

#include "core/ops/data_propagation.h"
#include "core/ops/op_helpers.h"
#include "core/ops/opset_of.h"

#include <algorithm>
#include <new>

namespace lathe {
namespace {

using FindOuter = std::function<InferredTensor(std::string_view name)>;

/// A place where the file and the inference disagree.
struct Contradiction {
    std::string tensor;
    std::string stored;
    std::string inferred;
    bool operator==(const Contradiction&) const = default;
};

std::string describe(const InferredTensor& tensor) {
    if (isContainer(tensor.type)) return toText(tensor.type, tensor.shape, tensor.element);
    return std::string(toName(tensor.type)) + " " + (tensor.shape ? toText(*tensor.shape) : "of unknown rank");
}

bool contradicts(const Shape& a, const Shape& b) {
    if (a.rank() != b.rank()) return true;
    for (std::size_t i = 0; i < a.dims.size(); ++i)
        if (a.dims[i].isKnown() && b.dims[i].isKnown() && a.dims[i] != b.dims[i]) return true;
    return false;
}

/// Fills what `inferred` leaves open from `stored`, which must not contradict it.
void complete(Shape& inferred, const Shape& stored) {
    for (std::size_t i = 0; i < inferred.dims.size(); ++i) {
        Dim& dim = inferred.dims[i];
        if (!dim.isKnown() && (stored.dims[i].isKnown() || dim.symbol.empty())) dim = stored.dims[i];
    }
}

class Inference {
public:
    Inference(const Graph& graph, const Opsets& opsets, const InferenceOptions& options, JobContext& job, FindOuter outer)
        : m_graph(graph), m_opsets(opsets), m_options(options), m_job(job), m_outer(std::move(outer)),
          m_values(static_cast<std::size_t>(graph.valueCapacity())) {}

    Status run(std::span<const InferredTensor> arguments, bool isBody);
    const InferredTensor& at(ValueId id) const { return m_values[static_cast<std::size_t>(id.index)]; }
    InferredTensor& at(ValueId id) { return m_values[static_cast<std::size_t>(id.index)]; }
    std::vector<InferredTensor> takeValues() { return std::move(m_values); }
    const std::vector<Contradiction>& contradictions() const { return m_contradictions; }
    /// Bodies are inferred again for every node that asks: each contradiction counts once.
    void addContradiction(Contradiction found) {
        if (std::ranges::find(m_contradictions, found) == m_contradictions.end()) m_contradictions.push_back(std::move(found));
    }

private:
    class BodyInferrer;

    void substitute(Shape& shape, bool isInput) const;
    void setStoredValues();
    Status setInputs(std::span<const InferredTensor> arguments, bool isBody);
    Status inferNode(NodeId id);
    void store(ValueId id, InferredTensor inferred);
    void nameOpenDims(ValueId id);
    InferredTensor findNamed(std::string_view name) const;

    const Graph& m_graph;
    const Opsets& m_opsets;
    const InferenceOptions& m_options;
    JobContext& m_job;
    FindOuter m_outer;
    std::vector<InferredTensor> m_values;
    std::vector<Contradiction> m_contradictions;
    bool m_isBody = false;
};

class Inference::BodyInferrer : public SubgraphInferrer {
public:
    explicit BodyInferrer(Inference& around) : m_around(around) {}

    Result<std::vector<InferredTensor>> infer(const Graph& body, std::span<const InferredTensor> inputs) const override {
        Inference inside(body, m_around.m_opsets, m_around.m_options, m_around.m_job,
                         [this](std::string_view name) { return m_around.findNamed(name); });
        LATHE_CHECK(inside.run(inputs, true));
        for (const Contradiction& found : inside.contradictions())
            m_around.addContradiction(found);
        std::vector<InferredTensor> outputs;
        for (const ValueId id : body.outputs())
            outputs.push_back(inside.at(id));
        return outputs;
    }

private:
    Inference& m_around;
};

InferredTensor Inference::findNamed(std::string_view name) const {
    const ValueId id = m_graph.findValue(name);
    if (id.isValid()) return at(id);
    return m_outer ? m_outer(name) : InferredTensor{};
}

void Inference::substitute(Shape& shape, bool isInput) const {
    for (Dim& dim : shape.dims) {
        if (dim.isKnown()) continue;
        if (const auto found = m_options.symbolValues.find(dim.symbol); !dim.symbol.empty() && found != m_options.symbolValues.end())
            dim = found->second;
        else if (isInput && m_options.unknownDim)
            dim = *m_options.unknownDim;
    }
}

void Inference::setStoredValues() {
    for (const ValueId id : m_graph.values()) {
        const Value& value = m_graph.value(id);
        InferredTensor& known = at(id);
        if (value.constant && (m_options.trustsDefaults || !m_graph.isInput(id)))
            known = inferredOf(*value.constant);
        else if (value.isOuter && m_outer)
            known = m_outer(value.name);
        else
            known = inferredOf(value.type, value.shape);
        if (!value.isOuter) known.element = value.element;
        if (known.shape && !value.constant) substitute(*known.shape, false);
    }
}

Status Inference::setInputs(std::span<const InferredTensor> arguments, bool isBody) {
    for (std::size_t i = 0; i < m_graph.inputs().size(); ++i) {
        const ValueId id = m_graph.inputs()[i];
        if (isBody) {
            if (i < arguments.size()) store(id, arguments[i]);
            continue;
        }
        if (at(id).value) continue;
        if (const auto found = m_options.inputShapes.find(m_graph.value(id).name); found != m_options.inputShapes.end())
            at(id).shape = found->second;
        if (at(id).shape) substitute(*at(id).shape, true);
        nameOpenDims(id);
    }
    if (isBody) return {};
    for (const auto& [name, shape] : m_options.inputShapes) {
        const ValueId id = m_graph.findValue(name);
        if (!id.isValid() || !m_graph.isInput(id)) {
            std::string names;
            for (const ValueId input : m_graph.inputs())
                names += (names.empty() ? "" : ", ") + m_graph.value(input).name;
            return Error::usage("a shape is given for '" + name + "', which is not an input of the model", "the inputs are: " + names);
        }
    }
    return {};
}

/// Names that no file can have. Not in bodies: what runs again may have other sizes then.
void Inference::nameOpenDims(ValueId id) {
    if (!m_options.namesOpenDims || m_isBody || !at(id).shape) return;
    std::vector<Dim>& dims = at(id).shape->dims;
    for (std::size_t i = 0; i < dims.size(); ++i)
        if (!dims[i].isKnown() && dims[i].symbol.empty()) dims[i] = Dim::named("\n" + std::to_string(id.index) + "." + std::to_string(i));
}

void Inference::store(ValueId id, InferredTensor inferred) {
    InferredTensor& slot = at(id);
    const bool isOverridden = !m_options.inputShapes.empty();
    const bool typeDiffers = inferred.type != DataType::Undefined && slot.type != DataType::Undefined && inferred.type != slot.type;
    const bool shapeDiffers = inferred.shape && slot.shape && contradicts(*inferred.shape, *slot.shape);
    if (typeDiffers || (shapeDiffers && !isOverridden)) addContradiction({m_graph.value(id).name, describe(slot), describe(inferred)});
    if (inferred.type == DataType::Undefined) inferred.type = slot.type;
    if (isContainer(inferred.type) && !inferred.element) inferred.element = slot.element;
    if (!inferred.shape && !isOverridden)
        inferred.shape = slot.shape;
    else if (inferred.shape && slot.shape && !shapeDiffers && !isOverridden)
        complete(*inferred.shape, *slot.shape);
    slot = std::move(inferred);
    nameOpenDims(id);
}

Status Inference::inferNode(NodeId id) {
    const Node& node = m_graph.node(id);
    const OpRow* row = findOp(node);
    if (!row) return {};
    std::vector<InferredTensor> inputs;
    for (const ValueId input : node.inputs)
        inputs.push_back(input.isValid() ? at(input) : InferredTensor{});
    const BodyInferrer inferrer(*this);
    const OpContext context{node, opsetOf(m_opsets, node.domain), nullptr, &inferrer};
    for (std::size_t i = 0; i < inputs.size(); ++i)
        LATHE_CHECK(requireTensor(context, *row, i, inputs[i].type));
    LATHE_TRY(std::vector<InferredTensor> outputs, row->infer(context, inputs));
    outputs.resize(node.outputs.size());
    propagateContents(*row, context, inputs, outputs);
    for (std::size_t i = 0; i < outputs.size(); ++i)
        if (node.outputs[i].isValid()) store(node.outputs[i], std::move(outputs[i]));
    return {};
}

Status Inference::run(std::span<const InferredTensor> arguments, bool isBody) {
    m_isBody = isBody;
    setStoredValues();
    LATHE_CHECK(setInputs(arguments, isBody));
    const std::vector<NodeId> order = m_graph.topologicalOrder();
    if (static_cast<std::int64_t>(order.size()) != m_graph.nodeCount()) return Error::input("the graph has a cycle");
    for (const NodeId id : order) {
        LATHE_CHECK(m_job.checkStop());
        LATHE_CHECK(inferNode(id));
    }
    return {};
}

Status runOn(Inference& inference) {
    try {
        return inference.run({}, false);
    } catch (const std::bad_alloc&) {
        return Error::noMemory();
    }
}

} // namespace

Result<std::vector<InferredTensor>> inferValues(const Graph& graph, JobContext& context, const InferenceOptions& options) {
    Inference inference(graph, graph.opsets, options, context, {});
    LATHE_CHECK(runOn(inference));
    return inference.takeValues();
}

Status inferShapes(Graph& graph, JobContext& context, const InferenceOptions& options) {
    Inference inference(graph, graph.opsets, options, context, {});
    LATHE_CHECK(runOn(inference));
    for (const Contradiction& found : inference.contradictions())
        context.warn("SHAPE01",
                     "the file says that '" + found.tensor + "' is " + found.stored + ", its operator gives " + found.inferred +
                         "; the latter is used",
                     found.tensor);
    for (const ValueId id : graph.values()) {
        if (graph.isConstant(id)) continue;
        graph.setType(id, inference.at(id).type, inference.at(id).element);
        graph.setShape(id, inference.at(id).shape);
    }
    return {};
}

} // namespace lathe
