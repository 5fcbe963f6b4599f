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
            for (const ValueId value : outputsOf(id, candidate))
                plan.values[value] = typeOf(value);
            report(id, candidate);
            if (!candidate.onlyReads) plan.nodes[id] = decisionOf(id, candidate);
        }
        return plan;
    }

private:
    std::vector<ValueId> inputsOf(NodeId id, const WidthCandidate& candidate) const {
        if (candidate.onlyReads) return {m_graph.node(id).input(0)};
        return activationInputs(*candidate.rule, m_graph, m_graph.node(id));
    }
    std::vector<ValueId> outputsOf(NodeId id, const WidthCandidate& candidate) const {
        if (candidate.onlyReads) return {};
        return dataOutputs(m_graph.node(id));
    }

    void joinMoved(NodeId id, const WidthCandidate& candidate) {
        if (candidate.onlyReads || !passesThrough(candidate.rule->kind)) return;
        for (const ValueId output : outputsOf(id, candidate))
            m_groups.join(inputsOf(id, candidate).front(), output);
    }

    void vote(NodeId id, const WidthCandidate& candidate) {
        const auto one = [&](ValueId value, Precision asked) {
            GroupVotes& votes = m_votes[m_groups.of(value)];
            if (!candidate.hasInt16 && !votes.refuses.isValid()) votes.refuses = id;
            if (candidate.hasInt16 && asked == Precision::Int16 && !votes.wants.isValid()) votes.wants = id;
        };
        for (const ValueId value : inputsOf(id, candidate))
            one(value, candidate.askedInputs.precision);
        for (const ValueId value : outputsOf(id, candidate))
            one(value, candidate.asked.precision);
    }

    DataType typeOf(ValueId value) {
        const GroupVotes& votes = m_votes.at(m_groups.of(value));
        return votes.wants.isValid() && !votes.refuses.isValid() ? DataType::Int16 : DataType::Int8;
    }

    std::string noInt16(NodeId id) const { return "the device has no int16 " + m_graph.node(id).opType; }

    /// Why a value that the node wants in int16 is int8; empty when it is not.
    std::string whyNarrow(NodeId id, const std::vector<ValueId>& values, Precision asked, const char* verb) {
        if (asked != Precision::Int16) return {};
        for (const ValueId value : values) {
            if (typeOf(value) == DataType::Int16) continue;
            if (!m_candidates.at(id).hasInt16) return noInt16(id);
            const NodeId refuses = m_votes.at(m_groups.of(value)).refuses;
            return std::string("it ") + verb + " " + m_graph.value(value).name + " together with " + m_graph.node(refuses).name + ", and " +
                   noInt16(refuses);
        }
        return {};
    }

    void report(NodeId id, const WidthCandidate& candidate) {
        const std::string& name = m_graph.node(id).name;
        const std::string output = whyNarrow(id, outputsOf(id, candidate), candidate.asked.precision, "gives");
        const std::string input = whyNarrow(id, inputsOf(id, candidate), candidate.askedInputs.precision, "reads");
        if (!output.empty()) m_context.warn("QUA01", candidate.asked.rule + " falls back to int8: " + output, name);
        if (!input.empty() && input != output)
            m_context.warn("QUA01", candidate.askedInputs.rule + " falls back to int8 for an input: " + input, name);
    }

    NodeQuantization decisionOf(NodeId id, const WidthCandidate& candidate) {
        const std::vector<ValueId> outputs = outputsOf(id, candidate);
        if (typeOf(outputs.front()) == DataType::Int16) {
            if (candidate.asked.precision == Precision::Int16) return {Precision::Int16, candidate.asked.rule, false};
            const NodeId wants = m_votes.at(m_groups.of(outputs.front())).wants;
            return {Precision::Int16, "int16 because " + m_graph.node(wants).name + " computes in int16 with the same values", false};
        }
        const std::string narrow = whyNarrow(id, outputs, candidate.asked.precision, "gives");
        return {Precision::Int8, narrow.empty() ? candidate.asked.rule : candidate.asked.rule + ", but " + narrow, false};
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
