#include "core/quantization/quantize.h"

#include "core/ops/evaluator.h"
#include "core/quantization/integer_rules.h"
#include "core/quantization/precision_plan.h"
#include "core/quantization/scales.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

/// Makes the numbers of a plan: parameters of values, integer constants, tables.
class Quantizer {
public:
    Quantizer(QuantizedGraph& result, const PrecisionPlan& plan, const CalibrationTable& table, const QuantizationOptions& options,
              JobContext& context)
        : m_result(result), m_graph(result.graph), m_plan(plan), m_table(table), m_options(options), m_context(context) {}

    Status run() {
        const std::vector<NodeId> order = m_graph.topologicalOrder();
        for (const ValueId input : m_graph.inputs())
            chooseParams(input);
        for (const NodeId id : order)
            for (const ValueId output : m_graph.node(id).outputs)
                if (output.isValid()) chooseParams(output);
        for (const NodeId id : order) {
            LATHE_CHECK(m_context.checkStop());
            if (!m_result.isQuantized(id)) continue;
            const IntegerRule& rule = *findIntegerRule(m_graph.node(id));
            quantizeOperands(id, rule);
            if (rule.kind == IntegerKind::Mac) quantizeMac(id, rule);
            if (rule.kind == IntegerKind::Lut) LATHE_CHECK(tabulate(id, rule));
            if (rule.kind == IntegerKind::Softmax) m_result.tables[id] = exponentials(m_result.values.at(m_graph.node(id).input(0)));
        }
        reportGiven();
        return {};
    }

private:
    /// How much of what the model says the device's integers hold.
    struct Held {
        std::int64_t held = 0, all = 0;
        std::string first; ///< that is not
        std::string text(const char* what) const { return std::to_string(all - held) + " of " + std::to_string(all) + " of " + what; }
        void count(std::int64_t kept, std::int64_t scales, const std::string& name) {
            all += scales;
            held += kept;
            if (kept < scales && first.empty()) first = name;
        }
    };

    void reportGiven() {
        if (m_activations.all + m_weights.all == 0) return;
        const bool isExact = m_activations.held + m_weights.held == m_activations.all + m_weights.all;
        if (isExact)
            return m_context.info("QUA13", "all scales of the quantized model are kept: " + std::to_string(m_activations.all) +
                                               " of activations, " + std::to_string(m_weights.all) + " of weights (by channel)");
        const std::string& first = m_activations.first.empty() ? m_weights.first : m_activations.first;
        m_context.warn(
            "QUA13",
            "the device's integers have " + limitsOfScales() +
                ", so that some scales of the quantized model are replaced by others for the same range: " +
                m_activations.text("activations") + ", " + m_weights.text("weights (by channel)") + "; the first is that of '" + first +
                "'",
            first,
            "lathe compare shows what it costs; activations keep their 8-bit scales in int16 (all_node_type: int16 in quant_config)");
    }

    std::string limitsOfScales() const {
        std::string limits = m_options.numerics.zeroPoints ? "zero points in int8 activations alone" : "no zero points";
        return m_options.numerics.powerOfTwoScales ? limits + " and only powers of two as scales" : limits;
    }

    bool hasZeroPoints(DataType type) const { return m_options.asymmetric && m_options.numerics.zeroPoints && type == DataType::Int8; }

    const IntegerRule* ruleOf(NodeId id) const {
        return id.isValid() && m_result.isQuantized(id) ? findIntegerRule(m_graph.node(id)) : nullptr;
    }

    void chooseParams(ValueId value) {
        const auto planned = m_plan.values.find(value);
        if (planned == m_plan.values.end()) return;
        const NodeId producer = m_graph.value(value).producer;
        const IntegerRule* rule = ruleOf(producer);
        if (rule && passesThrough(rule->kind)) {
            m_result.values[value] = m_result.values.at(activationInputs(*rule, m_graph, m_graph.node(producer)).front());
            return;
        }
        const ValueId source = scaleSource(value);
        if (const auto given = m_options.given.activations.find(m_graph.value(source).name); given != m_options.given.activations.end()) {
            TakenParams taken = takeActivation(given->second, planned->second, m_options.numerics);
            m_activations.count(taken.isHeld, 1, m_graph.value(source).name);
            m_result.values[value] = std::move(taken.params);
            return;
        }
        const TensorRange& range = *rangeOf(m_graph, m_table, source);
        const float threshold = std::min(thresholdFor(range, planned->second), kLargestThreshold);
        m_result.values[value] = hasZeroPoints(planned->second) ? asymmetricParams(range.low, range.high, m_options.numerics)
                                                                : activationParams(threshold, planned->second, m_options.numerics);
    }

    /// What the model says of a constant, or nullptr; nothing of one that a pass changed.
    const QuantParams* givenWeight(const std::string& name, const Tensor& real) const {
        const auto found = m_options.given.weights.find(name);
        return found != m_options.given.weights.end() && isOnGrid(real, found->second) ? &found->second : nullptr;
    }

    /// The value itself, or the output of the activation that alone reads it: saturation does the rest.
    ValueId scaleSource(ValueId value) const {
        while (m_graph.useCount(value) == 1 && !m_graph.isOutput(value)) {
            const NodeId consumer = m_graph.value(value).consumers.empty() ? NodeId{} : m_graph.value(value).consumers.front();
            const IntegerRule* rule = ruleOf(consumer);
            if (!rule || rule->kind != IntegerKind::Activation) return value;
            const ValueId output = m_graph.node(consumer).output();
            const TensorRange* range = rangeOf(m_graph, m_table, output);
            if (!range || !(range->threshold >= 0 && range->threshold <= kLargestThreshold)) return value;
            value = output;
        }
        return value;
    }

    /// The constant input for this node alone: integers of a shared constant may differ from use to use.
    ValueId ownConstant(NodeId id, std::size_t input) {
        const ValueId shared = m_graph.node(id).input(input);
        if (m_graph.useCount(shared) == 1 && !m_graph.isOutput(shared)) return shared;
        const ValueId own = m_graph.addConstant(m_graph.value(shared).name, *m_graph.constantOf(shared));
        m_graph.setInput(id, input, own);
        return own;
    }

    void quantizeOperands(NodeId id, const IntegerRule& rule) {
        const DataType type = m_result.precisionOf(id) == Precision::Int16 ? DataType::Int16 : DataType::Int8;
        for (std::size_t i = 0; i < m_graph.node(id).inputs.size(); ++i) {
            const Node& node = m_graph.node(id);
            if (!m_graph.isConstant(node.input(i)) || rule.role(m_graph, node, i) != InputRole::Activation) continue;
            const std::string name = m_graph.value(node.input(i)).name;
            const ValueId constant = ownConstant(id, i);
            const Tensor& real = *m_graph.constantOf(constant);
            float low = 0, high = 0;
            for (const float x : real.data<float>())
                low = std::min(low, x), high = std::max(high, x);
            const float largest = std::max(-low, high);
            QuantParams params =
                hasZeroPoints(type) ? asymmetricParams(low, high, m_options.numerics) : activationParams(largest, type, m_options.numerics);
            if (const QuantParams* given = givenWeight(name, real); given && given->scales.size() == 1) {
                const float kept = takeWeightScale(*given, 0, largest, m_options.numerics, type == DataType::Int16 ? 32767.0f : 127.0f);
                m_weights.count(kept > 0, 1, name);
                if (kept > 0) params = {type, {kept}, {0}, -1};
            }
            m_result.integers[constant] = quantizeConstant(real, params);
            m_result.values[constant] = params;
        }
    }

    std::int32_t weightBits(NodeId id) const {
        const auto found = m_plan.weightBits.find(id);
        return found == m_plan.weightBits.end() ? 8 : found->second;
    }

    /// The bias as a vector with one element per channel, whatever a Gemm broadcasts: its integers have a scale for each.
    ValueId ownBias(NodeId id) {
        const ValueId bias = ownConstant(id, 2);
        const Node& node = m_graph.node(id);
        const Tensor& given = *m_graph.constantOf(bias);
        const std::int64_t channels = outputChannels(node, *m_graph.constantOf(node.input(1)));
        if (given.dims() == std::vector<std::int64_t>{channels}) return bias;
        Tensor vector = Tensor::makeZeros(given.type(), {channels});
        const std::span<float> elements = vector.mutableData<float>();
        for (std::size_t c = 0; c < elements.size(); ++c)
            elements[c] = given.data<float>()[given.elementCount() == 1 ? 0 : c];
        m_graph.setShape(bias, Shape::of(vector.dims()));
        m_graph.setConstant(bias, std::move(vector));
        return bias;
    }

    void quantizeMac(NodeId id, const IntegerRule& rule) {
        if (rule.role(m_graph, m_graph.node(id), 1) != InputRole::Weight) return;
        const std::string name = m_graph.value(m_graph.node(id).input(1)).name;
        const ValueId weight = ownConstant(id, 1);
        const ValueId bias = m_graph.node(id).input(2).isValid() ? ownBias(id) : ValueId{};
        const Node& node = m_graph.node(id);
        const Tensor& realWeight = *m_graph.constantOf(weight);
        const std::int32_t channelAxis = weightAxis(node);
        const QuantParams* given = weightBits(id) == 8 ? givenWeight(name, realWeight) : nullptr;
        QuantizedWeights made = quantizeWeights(
            realWeight, m_options.perChannelWeights ? channelAxis : -1, bias.isValid() ? roundedBias(*m_graph.constantOf(bias)) : Tensor(),
            outputChannels(node, realWeight), m_result.values.at(node.input(0)).scales[0], m_options.numerics, given,
            m_result.values.at(node.input(0)).type == DataType::Int16, weightBits(id));
        if (given) m_weights.count(made.heldScales, static_cast<std::int64_t>(made.weightParams.scales.size()), name);
        m_result.integers[weight] = std::move(made.weight);
        m_result.values[weight] = std::move(made.weightParams);
        if (!bias.isValid()) return;
        m_result.integers[bias] = std::move(made.bias);
        m_result.values[bias] = std::move(made.biasParams);
    }

    /// The bias as its 8-bit integers stand for it, where it has no more bits.
    Tensor roundedBias(const Tensor& bias) const {
        if (m_options.biasBits == 32) return bias;
        float largest = 0;
        for (const float b : bias.data<float>())
            largest = std::max(largest, std::fabs(b));
        const QuantParams params = activationParams(largest, DataType::Int8, m_options.numerics);
        Tensor rounded = Tensor::makeZeros(DataType::Float, bias.dims());
        std::ranges::transform(bias.data<float>(), rounded.mutableData<float>().begin(), [&](float b) {
            return static_cast<float>(quantizeToInteger(b, params.scales[0], DataType::Int8)) * params.scales[0];
        });
        return rounded;
    }

    /// Entry d: RNE(2^24 · e^(−d·s)), the exponential of d steps below the largest element.
    static Tensor exponentials(const QuantParams& in) {
        const std::int64_t entries = in.type == DataType::Int16 ? 65536 : 256;
        Tensor table = Tensor::makeZeros(DataType::Int32, {entries});
        for (std::int64_t d = 0; d < entries; ++d)
            table.mutableData<std::int32_t>()[static_cast<std::size_t>(d)] =
                static_cast<std::int32_t>(std::nearbyint(std::ldexp(std::exp(-static_cast<double>(d) * double(in.scales[0])), 24)));
        return table;
    }

    Status tabulate(NodeId id, const IntegerRule& rule) {
        const Node& node = m_graph.node(id);
        const ValueId variable = activationInputs(rule, m_graph, node).front();
        const QuantParams& in = m_result.values.at(variable);
        const QuantParams& out = m_result.values.at(node.output());
        const std::int64_t entries = in.type == DataType::Int16 ? 65536 : 256, half = entries / 2;
        Tensor x = Tensor::makeZeros(DataType::Float, {entries});
        for (std::int64_t i = 0; i < entries; ++i)
            x.mutableData<float>()[static_cast<std::size_t>(i)] = static_cast<float>(i - half - in.zeroPoint()) * in.scales[0];
        std::vector<Tensor> inputs;
        inputs.reserve(node.inputs.size());
        for (const ValueId input : node.inputs)
            inputs.push_back(input == variable ? x : input.isValid() ? *m_graph.constantOf(input) : Tensor());
        LATHE_TRY(const std::vector<Tensor> outputs, evaluateNode(m_graph, id, inputs));
        if (outputs.size() != 1 || outputs[0].type() != DataType::Float || outputs[0].elementCount() != entries)
            return Error::internal("the table of " + node.name + " came out wrong");
        m_result.tables[id] = quantizeConstant(outputs[0].reshaped({entries}), out);
        return {};
    }

    QuantizedGraph& m_result;
    Graph& m_graph;
    const PrecisionPlan& m_plan;
    const CalibrationTable& m_table;
    const QuantizationOptions& m_options;
    JobContext& m_context;
    Held m_activations, m_weights;
};

} // namespace

Result<bool> hasAllRanges(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options) {
    JobContext quiet;
    LATHE_TRY(const PrecisionPlan plan, planPrecision(graph, table, options, quiet));
    return !plan.lacksRanges;
}

Result<QuantizedGraph> quantize(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options,
                                JobContext& context) {
    LATHE_TRY(PrecisionPlan plan, planPrecision(graph, table, options, context));
    if (options.asymmetric && !options.numerics.zeroPoints)
        context.info("QUA16", "asymmetric has no effect: the device's integers have no zero points, so that all scales are symmetric");
    QuantizedGraph result;
    result.graph = graph;
    result.numerics = options.numerics;
    result.nodes = plan.nodes;
    LATHE_CHECK(Quantizer(result, plan, table, options, context).run());
    return result;
}

} // namespace lathe
