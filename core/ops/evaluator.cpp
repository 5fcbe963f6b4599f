#include "core/ops/evaluator.h"

#include "core/base/stop_point.h"
#include "core/base/work_budget.h"
#include "core/graph/shape_fit.h"
#include "core/ops/op_helpers.h"
#include "core/ops/opset_of.h"

#include <cstdio>
#include <new>

namespace lathe {
namespace {

struct Surroundings {
    const Opsets& opsets;
    JobContext& job;
    const OuterLookup& outer;
};

Result<std::vector<Tensor>> runGraph(const Graph& graph, std::span<const Tensor> inputs, const Surroundings& around, bool isBody);

class BodyRunner : public SubgraphRunner {
public:
    explicit BodyRunner(const Surroundings& around) : m_around(around) {}
    Result<std::vector<Tensor>> run(const Graph& body, std::span<const Tensor> inputs) const override {
        return runGraph(body, inputs, m_around, true);
    }

private:
    const Surroundings& m_around;
};

/// What a node costs beside its elements: its call takes about as long.
constexpr std::int64_t kCallOperations = 3000;

/// An estimate, made from the shapes of what the node makes. Bodies count for themselves when they run.
std::int64_t operationsOf(const OpRow& row, const OpContext& context, std::span<const Tensor> inputs) {
    if (!context.node.subgraphs().empty()) return kCallOperations;
    std::vector<InferredTensor> arguments;
    for (const Tensor& input : inputs)
        arguments.push_back(input.isPresent() ? inferredOf(input) : InferredTensor{});
    std::int64_t count = addSaturated(kCallOperations, elementsOf(arguments));
    auto results = row.infer(context, arguments);
    if (!results) return count; // the evaluation says why
    results->resize(context.node.outputs.size());
    count = addSaturated(count, elementsOf(*results));
    for (const InferredTensor& result : *results)
        if (!result.shape || !result.shape->elementCount()) return count;
    const Work work = row.work(context, arguments, *results);
    return addSaturated(count, addSaturated(work.macs, addSaturated(work.vectorOps, work.specialOps)));
}

std::string inWords(std::int64_t operations) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2g", static_cast<double>(operations));
    return text;
}

Status takeWorkOf(const OpRow& row, const OpContext& context, std::span<const Tensor> inputs) {
    const std::int64_t operations = operationsOf(row, context, inputs);
    if (takeWork(operations)) return {};
    return Error::input("the model is too much work: the node '" + context.node.name + "' (" + context.node.opType + ") takes some " +
                            inWords(operations) + " operations, of which " + inWords(workLeft()) + " are left",
                        {}, "choose smaller inputs, or allow more (--max-work)");
}

Result<std::vector<Tensor>> runNode(const Node& node, std::span<const Tensor> inputs, const Surroundings& around) {
    const OpRow* row = findOp(node);
    if (!row)
        return Error::unsupported("the operator " + (node.domain.empty() ? "" : node.domain + ".") + node.opType + " of node '" +
                                      node.name + "' is not known to Lathe",
                                  node.name, "remove the node or cut the graph in front of it");
    const BodyRunner runner(around);
    const OpContext context{node, opsetOf(around.opsets, node.domain), &runner, nullptr};
    for (std::size_t i = 0; i < inputs.size(); ++i)
        LATHE_CHECK(requireTensor(context, *row, i, inputs[i].type()));
    try {
        if (isWorkCounted()) LATHE_CHECK(takeWorkOf(*row, context, inputs));
        LATHE_TRY(std::vector<Tensor> outputs, row->evaluate(context, inputs));
        if (isStopAsked()) return Error::stopped(); // the loops left early
        if (outputs.size() < node.outputs.size()) {
            for (std::size_t i = outputs.size(); i < node.outputs.size(); ++i)
                if (node.outputs[i].isValid()) return opError(context, "output " + std::to_string(i) + " is not supported");
        }
        outputs.resize(node.outputs.size());
        return outputs;
    } catch (const std::bad_alloc&) {
        return Error::noMemory(node.name);
    }
}

/// The values of one graph while it runs; a tensor is dropped after its last use.
class Environment {
public:
    Environment(const Graph& graph, const OuterLookup& outer)
        : m_graph(graph), m_outer(outer), m_tensors(static_cast<std::size_t>(graph.valueCapacity())), m_uses(m_tensors.size(), 0) {
        for (const ValueId id : graph.outputs())
            ++uses(id);
        for (const NodeId node : graph.nodes()) {
            for (const ValueId id : graph.node(node).inputs)
                if (id.isValid()) ++uses(id);
            for (const ValueId id : graph.capturedBySubgraphs(node))
                ++uses(id);
        }
    }

    void set(ValueId id, Tensor tensor) {
        if (id.isValid() && uses(id) > 0) m_tensors[static_cast<std::size_t>(id.index)] = std::move(tensor);
    }

    Tensor find(ValueId id) const {
        const Tensor& tensor = m_tensors[static_cast<std::size_t>(id.index)];
        if (tensor.isPresent()) return tensor;
        const Value& value = m_graph.value(id);
        if (value.constant) return *value.constant;
        return value.isOuter && m_outer ? m_outer(value.name) : Tensor{};
    }

    Tensor findNamed(std::string_view name) const {
        const ValueId id = m_graph.findValue(name);
        if (id.isValid()) return find(id);
        return m_outer ? m_outer(name) : Tensor{};
    }

    void release(NodeId node) {
        for (const ValueId id : m_graph.node(node).inputs)
            drop(id);
        for (const ValueId id : m_graph.capturedBySubgraphs(node))
            drop(id);
    }

private:
    int& uses(ValueId id) { return m_uses[static_cast<std::size_t>(id.index)]; }
    void drop(ValueId id) {
        if (id.isValid() && --uses(id) == 0) m_tensors[static_cast<std::size_t>(id.index)] = {};
    }

    const Graph& m_graph;
    const OuterLookup& m_outer;
    std::vector<Tensor> m_tensors;
    std::vector<int> m_uses;
};

Status checkInput(const Value& declared, const Tensor& tensor) {
    if (!tensor.isPresent()) return Error::input("no tensor for the graph input '" + declared.name + "'");
    if (declared.type != DataType::Undefined && declared.type != tensor.type())
        return Error::input("the graph input '" + declared.name + "' has type " + std::string(toName(declared.type)) +
                            ", the tensor given has type " + std::string(toName(tensor.type())));
    if (!declared.shape || fits(tensor.dims(), *declared.shape)) return {};
    return Error::input("the graph input '" + declared.name + "' has shape " + toText(*declared.shape) + ", the tensor given has shape " +
                        toText(tensor.dims()));
}

Status setInputs(const Graph& graph, std::span<const Tensor> inputs, Environment& environment, bool isBody) {
    if (inputs.size() != graph.inputs().size())
        return Error::input((isBody ? "a subgraph has " : "the graph has ") + std::to_string(graph.inputs().size()) + " inputs, " +
                            std::to_string(inputs.size()) + " tensors were given");
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Value& declared = graph.value(graph.inputs()[i]);
        if (!inputs[i].isPresent() && declared.constant) continue;
        if (!isBody) LATHE_CHECK(checkInput(declared, inputs[i]));
        environment.set(graph.inputs()[i], inputs[i]);
    }
    return {};
}

Result<std::vector<Tensor>> runGraph(const Graph& graph, std::span<const Tensor> inputs, const Surroundings& around, bool isBody) {
    Environment environment(graph, around.outer);
    LATHE_CHECK(setInputs(graph, inputs, environment, isBody));
    const OuterLookup lookup = [&](std::string_view name) { return environment.findNamed(name); };
    const Surroundings inside{around.opsets, around.job, lookup};
    const std::vector<NodeId> order = graph.topologicalOrder();
    if (static_cast<std::int64_t>(order.size()) != graph.nodeCount()) return Error::input("the graph has a cycle");
    for (std::size_t done = 0; done < order.size(); ++done) {
        LATHE_CHECK(around.job.checkStop());
        const Node& node = graph.node(order[done]);
        std::vector<Tensor> arguments;
        for (const ValueId id : node.inputs) {
            arguments.push_back(id.isValid() ? environment.find(id) : Tensor{});
            if (id.isValid() && !arguments.back().isPresent())
                return Error::input("node '" + node.name + "' reads '" + graph.value(id).name + "', which nothing provides");
        }
        LATHE_TRY(std::vector<Tensor> outputs, runNode(node, arguments, inside));
        for (std::size_t i = 0; i < outputs.size(); ++i)
            environment.set(node.outputs[i], std::move(outputs[i]));
        environment.release(order[done]);
        if (!isBody) around.job.setProgress(static_cast<double>(done + 1) / static_cast<double>(order.size()), node.name);
    }
    std::vector<Tensor> results;
    for (const ValueId id : graph.outputs()) {
        results.push_back(environment.find(id));
        if (!results.back().isPresent()) return Error::input("nothing provides the graph output '" + graph.value(id).name + "'");
    }
    return results;
}

} // namespace

Result<std::vector<Tensor>> evaluateNode(const Graph& graph, NodeId node, std::span<const Tensor> inputs, const OuterLookup& outer) {
    JobContext job(currentStop());
    const Node& one = graph.node(node);
    for (std::size_t i = 0; i < one.inputs.size(); ++i)
        if (one.inputs[i].isValid() && (i >= inputs.size() || !inputs[i].isPresent()))
            return Error::input("no tensor for input " + std::to_string(i) + " of node '" + one.name + "'");
    return runNode(one, inputs, {graph.opsets, job, outer});
}

Result<std::vector<Tensor>> evaluateGraph(const Graph& graph, std::span<const Tensor> inputs, JobContext& context,
                                          const OuterLookup& outer) {
    const StopScope scope(context.stopToken());
    return runGraph(graph, inputs, {graph.opsets, context, outer}, false);
}

} // namespace lathe
