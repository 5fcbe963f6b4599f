#include "core/quantization/integer_widths.h"

#include <algorithm>
#include <utility>

namespace lathe {
namespace {

/// Values that share one type, joined through the nodes that only move them.
class ValueGroups {
public:
    ValueId of(ValueId value) {
        ValueId root = value;
        while (m_parents.contains(root))
            root = m_parents[root];
        while (value != root)
            value = std::exchange(m_parents[value], root);
        return root;
    }
    void join(ValueId a, ValueId b) {
        const ValueId rootA = of(a), rootB = of(b);
        if (rootA != rootB) m_parents[std::max(rootA, rootB)] = std::min(rootA, rootB);
    }

private:
    std::map<ValueId, ValueId> m_parents;
};

/// Who wants the values of a group in int16 and who cannot have it.
struct GroupVotes {
    NodeId wants, refuses;
};

class WidthPlanner {
public:
    WidthPlanner(const Graph& graph, const std::map<NodeId, WidthCandidate>& candidates, JobContext& context)
        : m_graph(graph), m_candidates(candidates), m_context(context) {
        for (const auto& [id, candidate] : candidates)
            joinMoved(id, candidate);
        for (const auto& [id, candidate] : candidates)
            vote(id, candidate);
    }

    WidthPlan run() {
        WidthPlan plan;
        for (const auto& [id, candidate] : m_candidates) {
            for (const ValueId value : inputsOf(id, candidate))
                plan.values[value] = typeOf(value);
            for (const ValueId value : outputsOf(id))
                plan.values[value] = typeOf(value);
            report(id, candidate);
            plan.nodes[id] = decisionOf(id, candidate);
        }
        return plan;
    }

private:
    std::vector<ValueId> inputsOf(NodeId id, const WidthCandidate& candidate) const {
        return activationInputs(*candidate.rule, m_graph, m_graph.node(id));
    }
    std::vector<ValueId> outputsOf(NodeId id) const { return dataOutputs(m_graph.node(id)); }

    void joinMoved(NodeId id, const WidthCandidate& candidate) {
        if (!passesThrough(candidate.rule->kind)) return;
        for (const ValueId output : outputsOf(id))
            m_groups.join(inputsOf(id, candidate).front(), output);
    }

    void vote(NodeId id, const WidthCandidate& candidate) {
        const auto one = [&](ValueId value) {
            GroupVotes& votes = m_votes[m_groups.of(value)];
            if (!candidate.hasInt16 && !votes.refuses.isValid()) votes.refuses = id;
            if (candidate.hasInt16 && isWideAsked(candidate, value) && !votes.wants.isValid()) votes.wants = id;
        };
        for (const ValueId value : inputsOf(id, candidate))
            one(value);
        for (const ValueId value : outputsOf(id))
            one(value);
    }

    static bool isWideAsked(const WidthCandidate& candidate, ValueId value) { return candidate.values.at(value).type == DataType::Int16; }

    DataType typeOf(ValueId value) {
        const GroupVotes& votes = m_votes.at(m_groups.of(value));
        return votes.wants.isValid() && !votes.refuses.isValid() ? DataType::Int16 : DataType::Int8;
    }

    std::string noInt16(NodeId id) const { return "the device has no int16 " + m_graph.node(id).opType; }

    /// A wish for int16 that does not come true; both empty when there is none.
    struct Fallback {
        std::string rule, why;
    };

    Fallback fallbackOf(NodeId id, const std::vector<ValueId>& values, const char* verb) {
        const WidthCandidate& candidate = m_candidates.at(id);
        for (const ValueId value : values) {
            if (!isWideAsked(candidate, value) || typeOf(value) == DataType::Int16) continue;
            const std::string& rule = candidate.values.at(value).rule;
            if (!candidate.hasInt16) return {rule, noInt16(id)};
            const NodeId refuses = m_votes.at(m_groups.of(value)).refuses;
            return {rule, std::string("it ") + verb + " " + m_graph.value(value).name + " together with " + m_graph.node(refuses).name +
                              ", and " + noInt16(refuses)};
        }
        return {};
    }

    void report(NodeId id, const WidthCandidate& candidate) {
        const std::string& name = m_graph.node(id).name;
        const Fallback output = fallbackOf(id, outputsOf(id), "gives");
        const Fallback input = fallbackOf(id, inputsOf(id, candidate), "reads");
        if (!output.why.empty()) m_context.warn("QUA01", output.rule + " falls back to int8: " + output.why, name);
        if (!input.why.empty() && input.why != output.why)
            m_context.warn("QUA01", input.rule + " falls back to int8 for an input: " + input.why, name);
    }

    /// The rule by which a node wants the values of that group in int16.
    std::string ruleOf(NodeId wants, ValueId value) {
        for (const auto& [other, asked] : m_candidates.at(wants).values)
            if (asked.type == DataType::Int16 && m_groups.of(other) == m_groups.of(value)) return asked.rule;
        return {};
    }

    NodeQuantization decisionOf(NodeId id, const WidthCandidate& candidate) {
        const std::vector<ValueId> outputs = outputsOf(id);
        const AskedPrecision& asked = candidate.values.at(outputs.front());
        if (typeOf(outputs.front()) == DataType::Int16) {
            if (asked.type == DataType::Int16) return {Precision::Int16, asked.rule};
            const NodeId wants = m_votes.at(m_groups.of(outputs.front())).wants;
            return {Precision::Int16, "int16 because " + m_graph.node(wants).name + " computes in int16 with the same values (" +
                                          ruleOf(wants, outputs.front()) + ")"};
        }
        const std::string narrow = fallbackOf(id, outputs, "gives").why;
        return {Precision::Int8, narrow.empty() ? asked.rule : asked.rule + ", but " + narrow};
    }

    const Graph& m_graph;
    const std::map<NodeId, WidthCandidate>& m_candidates;
    JobContext& m_context;
    ValueGroups m_groups;
    std::map<ValueId, GroupVotes> m_votes;
};

} // namespace

WidthPlan planWidths(const Graph& graph, const std::map<NodeId, WidthCandidate>& candidates, JobContext& context) {
    return WidthPlanner(graph, candidates, context).run();
}

} // namespace lathe
