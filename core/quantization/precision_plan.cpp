#include "core/quantization/precision_plan.h"

#include "core/ops/op_table.h"
#include "core/quantization/integer_rules.h"
#include "core/quantization/integer_widths.h"
#include "core/quantization/precision_rules.h"

#include <algorithm>
#include <set>

namespace lathe {
namespace {

constexpr std::string_view kPreprocessing = "_preprocess_";
constexpr const char* kFloatSoftmax = "Softmax stays in float unless it is asked for in integers";

std::string whyWithoutRule(const Node& node) {
    const OpRow* row = findOp(node);
    if (!row) return "the operator " + node.opType + " is not known";
    if (row->quantRule == QuantRule::Structural) return node.opType + " works on shapes, indices or conditions, not on quantized values";
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
        AskedPrecision askedInputs; ///< of all of them, as far as no border decides
        bool isQuantized = false;
        bool isInputConversion = false;
        bool hasInt16Weights = true;
        bool isOnHost = false; ///< the device or node_info wants it there
        bool lacksRange = false;
        std::string reason; ///< of a float node
    };

    State firstLook(NodeId id) {
        const Node& node = m_graph.node(id);
        State state;
        state.asked = m_asked.of(m_graph, outputOperand(id));
        state.askedInputs = m_asked.of(m_graph, {id, RulePart::Inputs});
        state.rule = findIntegerRule(node);
        state.isInputConversion = node.name.find(kPreprocessing) != std::string::npos;
        state.reason = whyFloat(id, node, state);
        state.isQuantized = state.reason.empty();
        return state;
    }

    Operand outputOperand(NodeId id) const {
        const auto isGiven = [&](ValueId value) { return value.isValid() && m_graph.isOutput(value); };
        Operand operand{id, RulePart::Outputs};
        operand.isModelOutput = std::ranges::any_of(m_graph.node(id).outputs, isGiven);
        return operand;
    }

    /// A node computes in float where its result is asked for so, or all its inputs by a rule for it or its type.
    static const AskedPrecision* floatRule(const State& state) {
        if (state.askedInputs.isExplicit() && state.askedInputs.isFloat()) return &state.askedInputs;
        return state.asked.isFloat() ? &state.asked : nullptr;
    }

    std::string whyFloat(NodeId id, const Node& node, State& state) {
        if (state.isInputConversion) return "input conversion, done on the way in";
        const bool isPutOnHost = m_asked.placeOf(id) == RulePlace::Host;
        state.isOnHost = isPutOnHost;
        if (isPutOnHost) return "node_info puts it on the host (ON: CPU)";
        if (const AskedPrecision* asked = floatRule(state)) return asked->rule;
        if (m_options.support) {
            const QuantizationOptions::NodeSupport support = m_options.support(m_graph, id);
            state.hasInt16 = support.int16;
            state.hasInt16Weights = support.int16Weights;
            state.isOnHost = !support.accelerator;
            if (!support.accelerator) return support.reason.empty() ? "the device runs " + node.opType + " on the host" : support.reason;
        }
        if (!state.rule) return whyWithoutRule(node);
        if (state.rule->kind == IntegerKind::Softmax && !isExplicit(state)) return kFloatSoftmax;
        const std::string obstacle = integerObstacle(*state.rule, m_graph, node);
        if (!obstacle.empty()) return node.opType + " stays in float here: " + obstacle;
        return whyValuesAreFloat(node, *state.rule);
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

    static bool isExplicit(const State& state) { return state.asked.isExplicit() || state.askedInputs.isExplicit(); }

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
            if (state.isQuantized && (!passesThrough(state.rule->kind) || isExplicit(state))) waiting.push_back(id);
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
        if (m_asked.placeOf(id) == RulePlace::Accelerator && state.isOnHost)
            m_context.warn("QUA02", "node_info wants it on the accelerator (ON: BPU), but " + state.reason, name);
        if (state.isQuantized || state.isInputConversion || floatRule(state)) return;
        if (state.lacksRange)
            m_context.warn("QUA03", state.reason + "; the node stays in float", name, "calibrate the model as it is now");
        else if (isExplicit(state))
            m_context.warn("QUA02", (state.asked.isExplicit() ? state.asked : state.askedInputs).rule + ", but " + state.reason, name);
    }

    bool isOnHost(NodeId id) const { return id.isValid() && m_candidates.at(id).isOnHost; }
    bool isConverted(NodeId id) const { return id.isValid() && m_candidates.at(id).isInputConversion; }

    /// What is asked of each value that the node reads or gives, with the borders that it lies at.
    void askValues(NodeId id, State& state) {
        const Node& node = m_graph.node(id);
        for (std::size_t i = 0; i < node.inputs.size(); ++i) {
            const ValueId value = node.inputs[i];
            if (!value.isValid() || m_graph.isConstant(value)) continue;
            const NodeId producer = m_graph.value(value).producer;
            Operand operand{id, RulePart::Inputs, static_cast<std::int32_t>(i)};
            operand.isModelInput = m_graph.isInput(value) || isConverted(producer);
            operand.isHostBorder = isOnHost(producer) || state.isOnHost;
            AskedPrecision asked = m_asked.of(m_graph, operand);
            if (const auto before = state.values.find(value); before == state.values.end() || asked.type == DataType::Int16)
                state.values[value] = std::move(asked);
        }
        for (const ValueId value : node.outputs) {
            if (!value.isValid()) continue;
            Operand operand{id, RulePart::Outputs};
            operand.isModelOutput = m_graph.isOutput(value);
            operand.isHostBorder = std::ranges::any_of(m_graph.value(value).consumers, [&](NodeId reader) { return isOnHost(reader); });
            state.values[value] = m_asked.of(m_graph, operand);
        }
    }

    PrecisionPlan chooseWidths() {
        std::map<NodeId, WidthCandidate> quantized;
        for (auto& [id, state] : m_candidates) {
            if (!state.isQuantized) continue;
            askValues(id, state);
            quantized[id] = state;
        }
        WidthPlan widths = planWidths(m_graph, quantized, m_context);
        PrecisionPlan plan;
        plan.values = std::move(widths.values);
        for (const auto& [id, state] : m_candidates) {
            plan.lacksRanges = plan.lacksRanges || state.lacksRange;
            if (state.isQuantized)
                plan.nodes[id] = widths.nodes.at(id);
            else
                plan.nodes[id] = {floatPrecision(id, state), state.reason, state.isInputConversion, m_asked.placeOf(id) == RulePlace::Host};
            plan.nodes[id].rules = rulesOf(state);
            if (state.isQuantized) chooseWeights(id, state, plan);
        }
        reportWeights();
        return plan;
    }

    /// float16 where it was asked for and means something: what works on shapes and conditions has no digits to lose.
    Precision floatPrecision(NodeId id, const State& state) const {
        const AskedPrecision* asked = state.isInputConversion ? nullptr : floatRule(state);
        const OpRow* row = findOp(m_graph.node(id));
        const bool isHalf = asked && asked->type == DataType::Float16 && row && row->quantRule != QuantRule::Structural;
        return isHalf ? Precision::Float16 : Precision::Float;
    }

    /// Constant weights have a width of their own.
    void chooseWeights(NodeId id, const State& state, PrecisionPlan& plan) {
        const Node& node = m_graph.node(id);
        if (state.rule->kind != IntegerKind::Mac || state.rule->role(m_graph, node, 1) != InputRole::Weight) return;
        const AskedPrecision asked = m_asked.of(m_graph, {id, RulePart::Weights, 1});
        if (asked.type == DataType::Int8) return;
        std::vector<std::string>& rules = plan.nodes[id].rules;
        rules.insert(rules.end(), asked.chain.begin() + 1, asked.chain.end());
        if (asked.type == DataType::Int4 || (asked.type == DataType::Int16 && state.hasInt16Weights)) {
            plan.weightBits[id] = asked.type == DataType::Int4 ? 4 : 16;
            return;
        }
        const char* why = asked.type == DataType::Int16 ? "the device has no int16 weights" : "weights are integers where the node is";
        rules.push_back(std::string("its weights fall back to int8: ") + why);
        m_narrowWeights[{asked.rule, why}].push_back(node.name);
    }

    void reportWeights() {
        for (const auto& [fallback, names] : m_narrowWeights)
            m_context.warn("QUA14",
                           fallback.first + " falls back to int8 for " + std::to_string(names.size()) +
                               (names.size() == 1 ? " node" : " nodes") + " (first " + names.front() + "): " + fallback.second,
                           names.front(), "ask for int16 activations, or float16 for single nodes");
    }

    static std::vector<std::string> rulesOf(const State& state) {
        std::vector<std::string> rules = state.asked.chain;
        const auto addNew = [&](const AskedPrecision& asked) {
            for (const std::string& rule : asked.chain)
                if (std::ranges::find(rules, rule) == rules.end()) rules.push_back(rule);
        };
        addNew(state.askedInputs);
        for (const auto& [value, asked] : state.values)
            addNew(asked);
        return rules;
    }

    const Graph& m_graph;
    const CalibrationTable& m_table;
    const QuantizationOptions& m_options;
    const PrecisionRules& m_asked;
    JobContext& m_context;
    std::set<ValueId> m_captured;
    std::map<NodeId, State> m_candidates;
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> m_narrowWeights; ///< nodes by rule and why it has no effect
};

} // namespace

const TensorRange* rangeOf(const Graph& graph, const CalibrationTable& table, ValueId value) {
    return findRange(graph, table, value);
}

Result<PrecisionPlan> planPrecision(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options,
                                    JobContext& context) {
    if (static_cast<std::int64_t>(graph.topologicalOrder().size()) != graph.nodeCount())
        return Error::input("the graph \"" + graph.name + "\" has a cycle", {}, "repair the model");
    LATHE_TRY(const PrecisionRules rules, PrecisionRules::create(graph, table, options));
    return Planner(graph, table, options, rules, context).run();
}

} // namespace lathe
