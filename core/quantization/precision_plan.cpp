#include "core/quantization/precision_plan.h"

#include "core/ops/op_table.h"
#include "core/quantization/integer_rules.h"
#include "core/quantization/integer_widths.h"
#include "core/quantization/precision_rules.h"

#include <set>

namespace lathe {
namespace {

constexpr std::string_view kPreprocessing = "_preprocess_";

std::string whyWithoutRule(const Node& node) {
    const OpRow* row = findOp(node);
    if (!row) return "the operator " + node.opType + " is not known";
    if (row->quantRule == QuantRule::Structural) return node.opType + " works on shapes, indices or conditions, not on quantized values";
    if (node.opType == "Softmax") return "Softmax stays in float unless its input is asked for in integers";
    return node.opType + " has no integer arithmetic and stays in float";
}

class Planner {
public:
    Planner(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options, const PrecisionRules& asked,
            JobContext& context)
        : m_graph(graph), m_table(table), m_options(options), m_asked(asked), m_context(context) {
        for (const NodeId id : graph.nodes())
            for (const ValueId value : graph.capturedBySubgraphs(id))
                m_captured.insert(value);
    }

    PrecisionPlan run() {
        const std::vector<NodeId> order = m_graph.topologicalOrder();
        for (const NodeId id : order)
            m_candidates[id] = firstLook(id);
        bool changed = true;
        while (changed) {
            changed = dropWithoutRange();
            changed = dropLonelyMovers() || changed;
        }
        for (const auto& [id, candidate] : m_candidates)
            reportFloat(id, candidate);
        return chooseWidths();
    }

private:
    struct State : WidthCandidate {
        bool isQuantized = false;
        bool isInputConversion = false;
        bool lacksRange = false;
        std::string reason; ///< of a float node
    };

    State firstLook(NodeId id) {
        const Node& node = m_graph.node(id);
        State state;
        state.asked = m_asked.of(m_graph, id);
        state.askedInputs = m_asked.ofInputs(m_graph, id);
        state.rule = findIntegerRule(node);
        state.isInputConversion = node.name.find(kPreprocessing) != std::string::npos;
        state.reason = whyFloat(id, node, state);
        state.isQuantized = state.reason.empty();
        return state;
    }

    std::string whyFloat(NodeId id, const Node& node, State& state) {
        if (state.isInputConversion) return "input conversion, done on the way in";
        if (state.asked.precision == Precision::Float) return state.asked.rule;
        if (m_options.support) {
            const QuantizationOptions::NodeSupport support = m_options.support(m_graph, id);
            state.hasInt16 = support.int16;
            if (!support.accelerator) return support.reason.empty() ? "the device runs " + node.opType + " on the host" : support.reason;
        }
        if (!state.rule) return readsIntegers(node, state) ? "computed in float from integers: " + state.asked.rule : whyWithoutRule(node);
        const std::string obstacle = integerObstacle(*state.rule, m_graph, node);
        if (!obstacle.empty()) return node.opType + " stays in float here: " + obstacle;
        return whyValuesAreFloat(node, *state.rule);
    }

    /// Softmax in integers means that it reads them: the exponentials are computed in float either way.
    bool readsIntegers(const Node& node, State& state) {
        if (node.opType != "Softmax" || !(m_options.quantizeSoftmax || state.asked.isExplicit)) return false;
        const ValueId input = node.input(0);
        if (!input.isValid() || m_graph.isConstant(input) || !isFloatValue(input) || m_captured.contains(input) || !hasRange(input))
            return false;
        if (!state.asked.isExplicit) state.asked.rule = "int8 asked for the inputs of Softmax";
        state.onlyReads = true;
        state.hasInt16 = true; // reading is all it does with them
        return true;
    }

    bool isFloatValue(ValueId value) const {
        const DataType type = m_graph.value(value).type;
        return type == DataType::Float || type == DataType::Undefined;
    }

    std::string whyValuesAreFloat(const Node& node, const IntegerRule& rule) const {
        for (const ValueId value : quantizedValues(rule, m_graph, node)) {
            const std::string& name = m_graph.value(value).name;
            if (!isFloatValue(value)) return name + " is " + std::string(toName(m_graph.value(value).type)) + ", not float";
            if (m_captured.contains(value)) return "a subgraph reads " + name + " by its name";
        }
        return {};
    }

    bool hasRange(ValueId value) const {
        const TensorRange* range = rangeOf(m_graph, m_table, value);
        return range && range->threshold >= 0 && range->threshold <= kLargestThreshold;
    }

    bool isQuantized(NodeId id) const { return id.isValid() && m_candidates.at(id).isQuantized; }

    /// A value that a quantized node moves into place takes its parameters from there; every other one needs a range.
    bool needsRange(ValueId value) const {
        const NodeId producer = m_graph.value(value).producer;
        return !isQuantized(producer) || !passesThrough(m_candidates.at(producer).rule->kind);
    }

    std::string missingRange(NodeId id, const State& state) const {
        for (const ValueId value : quantizedValues(*state.rule, m_graph, m_graph.node(id))) {
            if (!needsRange(value) || hasRange(value)) continue;
            const std::string& name = m_graph.value(value).name;
            return rangeOf(m_graph, m_table, value) ? "the range of " + name + " is beyond what integers can hold"
                                                    : "there is no calibration data for " + name;
        }
        return {};
    }

    bool dropWithoutRange() {
        bool changed = false;
        for (auto& [id, state] : m_candidates) {
            if (!state.isQuantized) continue;
            const std::string missing = missingRange(id, state);
            if (missing.empty()) continue;
            state.isQuantized = false;
            state.lacksRange = true;
            state.reason = missing;
            changed = true;
        }
        return changed;
    }

    bool computesInIntegers(NodeId id) const { return isQuantized(id) && !passesThrough(m_candidates.at(id).rule->kind); }

    std::vector<NodeId> neighbours(NodeId id) const {
        std::vector<NodeId> found;
        const Node& node = m_graph.node(id);
        for (const ValueId input : activationInputs(*m_candidates.at(id).rule, m_graph, node))
            found.push_back(m_graph.value(input).producer);
        for (const ValueId output : node.outputs) {
            if (!output.isValid()) continue;
            const std::vector<NodeId>& consumers = m_graph.value(output).consumers;
            found.insert(found.end(), consumers.begin(), consumers.end());
        }
        return found;
    }

    /// Nodes that compute in integers and all the movers that integers reach from them, up or down.
    std::set<NodeId> anchored() const {
        std::set<NodeId> reached;
        std::vector<NodeId> waiting;
        for (const auto& [id, state] : m_candidates)
            if (state.isQuantized && (!passesThrough(state.rule->kind) || state.asked.isExplicit)) waiting.push_back(id);
        while (!waiting.empty()) {
            const NodeId id = waiting.back();
            waiting.pop_back();
            if (!isQuantized(id) || !reached.insert(id).second) continue;
            for (const NodeId neighbour : neighbours(id))
                waiting.push_back(neighbour);
        }
        return reached;
    }

    bool dropLonelyMovers() {
        const std::set<NodeId> kept = anchored();
        bool changed = false;
        for (auto& [id, state] : m_candidates) {
            if (!state.isQuantized || kept.contains(id)) continue;
            state.isQuantized = false;
            state.reason = "it computes nothing and stands among float nodes";
            changed = true;
        }
        return changed;
    }

    void reportFloat(NodeId id, const State& state) {
        const std::string& name = m_graph.node(id).name;
        if (state.isQuantized || state.onlyReads || state.isInputConversion || state.asked.precision == Precision::Float) return;
        if (state.lacksRange)
            m_context.warn("QUA03", state.reason + "; the node stays in float", name, "calibrate the model as it is now");
        else if (state.asked.isExplicit)
            m_context.warn("QUA02", state.asked.rule + ", but " + state.reason, name);
    }

    PrecisionPlan chooseWidths() {
        std::map<NodeId, WidthCandidate> quantized;
        for (const auto& [id, state] : m_candidates)
            if (state.isQuantized || state.onlyReads) quantized[id] = state;
        WidthPlan widths = planWidths(m_graph, quantized, m_context);
        PrecisionPlan plan;
        plan.values = std::move(widths.values);
        for (const auto& [id, state] : m_candidates) {
            plan.lacksRanges = plan.lacksRanges || state.lacksRange;
            if (state.isQuantized)
                plan.nodes[id] = widths.nodes.at(id);
            else
                plan.nodes[id] = {Precision::Float, state.reason, state.isInputConversion};
        }
        return plan;
    }

    const Graph& m_graph;
    const CalibrationTable& m_table;
    const QuantizationOptions& m_options;
    const PrecisionRules& m_asked;
    JobContext& m_context;
    std::set<ValueId> m_captured;
    std::map<NodeId, State> m_candidates;
};

} // namespace

const TensorRange* rangeOf(const Graph& graph, const CalibrationTable& table, ValueId value) {
    const auto found = table.tensors.find(graph.value(value).name);
    return found == table.tensors.end() ? nullptr : &found->second;
}

Result<PrecisionPlan> planPrecision(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options,
                                    JobContext& context) {
    if (static_cast<std::int64_t>(graph.topologicalOrder().size()) != graph.nodeCount())
        return Error::input("the graph \"" + graph.name + "\" has a cycle", {}, "repair the model");
    LATHE_TRY(const PrecisionRules rules, PrecisionRules::create(graph, options));
    return Planner(graph, table, options, rules, context).run();
}

} // namespace lathe
