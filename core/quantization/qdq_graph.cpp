#include "core/quantization/quantize.h"

#include "core/quantization/integer_rules.h"
#include "core/quantization/raise_opset.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace lathe {
namespace {

constexpr std::int64_t kInt16Opset = 21; ///< the first version whose QuantizeLinear has int16
constexpr std::int64_t kPerAxisIr = 7;   ///< the IR version that came with opset 13

Tensor zeroPointsOf(const QuantParams& params, std::vector<std::int64_t> dims) {
    Tensor zeros = Tensor::makeZeros(params.type, std::move(dims));
    if (params.type == DataType::Int8)
        std::ranges::transform(params.zeroPoints, zeros.mutableData<std::int8_t>().begin(),
                               [](std::int32_t zero) { return static_cast<std::int8_t>(zero); });
    return zeros;
}

class QdqWriter {
public:
    explicit QdqWriter(const QuantizedGraph& quantized) : m_quantized(quantized), m_graph(quantized.graph) {
        raiseToOpset13(m_graph);
        m_graph.irVersion = std::max(m_graph.irVersion, kPerAxisIr);
    }

    Graph write() && {
        for (const auto& [id, integers] : m_quantized.integers)
            writeConstant(id, integers);
        for (const auto& [id, params] : m_quantized.values)
            if (!m_quantized.integers.contains(id)) writeActivation(id, params);
        for (const auto& [id, how] : m_quantized.nodes)
            if (how.precision == Precision::Float16 && m_graph.isAlive(id)) writeHalfNode(id);
        return std::move(m_graph);
    }

private:
    /// Scale and zero point as constants: scalars, or one per index of the axis. int32 has no zero point.
    std::vector<ValueId> writeParams(const std::string& name, const QuantParams& params) {
        const std::vector<std::int64_t> dims =
            params.isPerChannel() ? std::vector{static_cast<std::int64_t>(params.scales.size())} : std::vector<std::int64_t>{};
        std::vector<ValueId> made{m_graph.addConstant(name + "_scale", Tensor::of<float>(dims, params.scales))};
        if (params.type != DataType::Int32) made.push_back(m_graph.addConstant(name + "_zero_point", zeroPointsOf(params, dims)));
        return made;
    }

    ValueId addValue(const std::string& name, DataType type, const std::optional<Shape>& shape) {
        Value value;
        value.name = name;
        value.type = type;
        value.shape = shape;
        return m_graph.addValue(std::move(value));
    }

    void addNode(const char* op, const std::string& name, ValueId input, const std::vector<ValueId>& params, ValueId output,
                 const QuantParams& what) {
        Node node;
        node.name = name + "_" + op;
        node.opType = op;
        node.inputs = {input};
        node.inputs.insert(node.inputs.end(), params.begin(), params.end());
        node.outputs = {output};
        if (what.isPerChannel()) node.attributes["axis"] = std::int64_t(what.axis);
        if (what.type == DataType::Int16 && m_graph.opset() < kInt16Opset) {
            node.domain = "com.microsoft";
            m_graph.opsets[node.domain] = 1;
        }
        m_graph.addNode(std::move(node));
    }

    void writeConstant(ValueId id, const Tensor& integers) {
        const QuantParams& params = m_quantized.values.at(id);
        const std::string name = m_graph.value(id).name;
        const ValueId stored = m_graph.addConstant(name + "_" + std::string(toName(params.type)), integers);
        const ValueId real = addValue(name + "_dequantized", DataType::Float, Shape::of(integers.dims()));
        addNode("DequantizeLinear", name, stored, writeParams(name, params), real, params);
        m_graph.replaceUses(id, real);
        if (m_graph.useCount(id) == 0 && !m_graph.isOutput(id) && !m_graph.isInput(id)) m_graph.removeValue(id);
    }

    /// What a float node or the caller gave stays as it is for float readers; what integers made is read through them.
    void redirectReaders(ValueId id, ValueId dequantized) {
        const std::vector<NodeId> consumers = m_graph.value(id).consumers;
        const bool madeOfIntegers = m_quantized.isQuantized(m_quantized.graph.value(id).producer);
        for (const NodeId consumer : consumers) {
            if (!madeOfIntegers && !m_quantized.isQuantized(consumer)) continue;
            for (std::size_t i = 0; i < m_graph.node(consumer).inputs.size(); ++i)
                if (m_graph.node(consumer).inputs[i] == id) m_graph.setInput(consumer, i, dequantized);
        }
        if (!madeOfIntegers || !m_graph.isOutput(id)) return;
        std::vector<ValueId> outputs = m_graph.outputs();
        std::replace(outputs.begin(), outputs.end(), id, dequantized);
        m_graph.setOutputs(std::move(outputs));
        const std::string name = m_graph.value(id).name;
        m_graph.renameValue(id, m_graph.uniqueValueName(name + "_real"));
        m_graph.renameValue(dequantized, name);
    }

    void writeActivation(ValueId id, const QuantParams& params) {
        const std::string name = m_graph.value(id).name;
        const std::optional<Shape> shape = m_graph.value(id).shape;
        const ValueId integers = addValue(name + "_quantized", params.type, shape);
        const ValueId real = addValue(name + "_dequantized", DataType::Float, shape);
        redirectReaders(id, real);
        const std::vector<ValueId> made = writeParams(name, params);
        addNode("QuantizeLinear", name, id, made, integers, params);
        addNode("DequantizeLinear", name, integers, made, real, params);
    }

    /// Casts there and back around a float16 node: other runtimes have few operators in float16, and these sum as Lathe does.
    void writeHalfNode(NodeId id) {
        for (std::size_t i = 0; i < m_graph.node(id).inputs.size(); ++i) {
            const ValueId input = m_graph.node(id).inputs[i];
            const bool isParameter = i > 0 && (m_graph.node(id).opType == "Resize" || m_graph.node(id).opType == "Upsample");
            if (isParameter || !isFloat(input)) continue;
            m_graph.setInput(id, i, rounded(input));
        }
        for (std::size_t i = 0; i < m_graph.node(id).outputs.size(); ++i) {
            const ValueId output = m_graph.node(id).outputs[i];
            if (!isFloat(output)) continue;
            const ValueId inner = addValue(m_graph.value(output).name + "_unrounded", DataType::Float, m_graph.value(output).shape);
            m_graph.setOutput(id, i, inner);
            addCasts(inner, output);
        }
    }

    bool isFloat(ValueId id) const { return id.isValid() && m_graph.value(id).type == DataType::Float; }

    ValueId rounded(ValueId id) {
        const auto known = m_rounded.find(id);
        if (known != m_rounded.end()) return known->second;
        const ValueId real = addValue(m_graph.value(id).name + "_rounded", DataType::Float, m_graph.value(id).shape);
        addCasts(id, real);
        return m_rounded[id] = real;
    }

    void addCasts(ValueId from, ValueId to) {
        const std::string& name = m_graph.value(to).name;
        const ValueId half = addValue(name + "_float16", DataType::Float16, m_graph.value(to).shape);
        addCast(name + "_narrowed", from, half, DataType::Float16);
        addCast(name + "_widened", half, to, DataType::Float);
    }

    void addCast(const std::string& name, ValueId from, ValueId to, DataType type) {
        Node node;
        node.name = name;
        node.opType = "Cast";
        node.inputs = {from};
        node.outputs = {to};
        node.attributes["to"] = static_cast<std::int64_t>(type);
        m_graph.addNode(std::move(node));
    }

    const QuantizedGraph& m_quantized;
    Graph m_graph;
    std::map<ValueId, ValueId> m_rounded; ///< what a value became for float16 nodes
};

} // namespace

Graph toQdqGraph(const QuantizedGraph& quantized) {
    return QdqWriter(quantized).write();
}

Graph toCalibratedGraph(const Graph& graph, const CalibrationTable& table) {
    Graph calibrated = graph;
    for (const ValueId id : graph.values()) {
        const auto range = table.tensors.find(graph.value(id).name);
        if (range == table.tensors.end()) continue;
        std::array<char, 32> text;
        const auto end = std::to_chars(text.data(), text.data() + text.size(), range->second.threshold).ptr;
        calibrated.metadata["lathe.threshold." + range->first] = std::string(text.data(), end);
    }
    return calibrated;
}

} // namespace lathe
