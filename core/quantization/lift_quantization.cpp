#include "core/quantization/given_quantization.h"
#include "core/quantization/value_ranges.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

namespace lathe {
namespace {

/// Data with its scale and zero point, by the first of the three inputs.
struct Operand {
    std::size_t data;
    bool isBias = false; ///< int32 with the scale that the two operands before it give
};

/// An operator on quantized tensors and the float operator that it stands for.
struct LinearRow {
    std::string_view domain, op, realOp;
    std::vector<Operand> operands;
    std::size_t scale; ///< of the output; its zero point follows
};

const std::vector<LinearRow>& linearRows() {
    constexpr std::string_view kMicrosoft = "com.microsoft";
    static const std::vector<LinearRow> rows{
        {"", "QLinearConv", "Conv", {{0}, {3}, {8, true}}, 6},
        {"", "QLinearMatMul", "MatMul", {{0}, {3}}, 6},
        {kMicrosoft, "QLinearAdd", "Add", {{0}, {3}}, 6},
        {kMicrosoft, "QLinearMul", "Mul", {{0}, {3}}, 6},
        {kMicrosoft, "QLinearGlobalAveragePool", "GlobalAveragePool", {{0}}, 3},
        {kMicrosoft, "QLinearSigmoid", "Sigmoid", {{0}}, 3},
        {kMicrosoft, "QLinearLeakyRelu", "LeakyRelu", {{0}}, 3},
    };
    return rows;
}

/// Operators that move or pick integers, which mean the same for the real numbers behind them.
constexpr std::array<std::string_view, 15> kMovers{"MaxPool", "GlobalMaxPool", "Reshape",      "Transpose",    "Flatten",
                                                   "Squeeze", "Unsqueeze",     "Split",        "Slice",        "Identity",
                                                   "Gather",  "Expand",        "DepthToSpace", "SpaceToDepth", "Tile"};

bool isIn(const Node& node, std::string_view op) {
    return node.opType == op && (node.domain.empty() || node.domain == "com.microsoft");
}

/// Of a type that isStored() lists.
std::int64_t integerAt(const Tensor& integers, std::size_t i) {
    switch (integers.type()) {
    case DataType::Int8:
        return integers.data<std::int8_t>()[i];
    case DataType::Uint8:
        return integers.data<std::uint8_t>()[i];
    case DataType::Int16:
        return integers.data<std::int16_t>()[i];
    case DataType::Uint16:
        return integers.data<std::uint16_t>()[i];
    default:
        return integers.data<std::int32_t>()[i];
    }
}

bool isActivationType(DataType type) {
    return type == DataType::Int8 || type == DataType::Uint8 || type == DataType::Int16 || type == DataType::Uint16;
}

bool isStored(DataType type) {
    return isActivationType(type) || type == DataType::Int32;
}

/// A value of integers and the real numbers that it stands for.
struct Twin {
    ValueId real;
    QuantParams params;
};

class Lifter {
public:
    Lifter(Graph& graph, JobContext& context) : m_graph(graph), m_context(context) {}

    Result<GivenQuantization> run() {
        for (const NodeId id : m_graph.topologicalOrder()) {
            LATHE_CHECK(m_context.checkStop());
            if (!lift(id)) m_ranges.follow(m_graph, id);
        }
        addBorders();
        removeDead();
        spreadBackwards();
        return finished();
    }

private:
    bool lift(NodeId id) {
        const Node node = m_graph.node(id);
        if (isIn(node, "QuantizeLinear")) return liftQuantize(id, node);
        if (isIn(node, "DequantizeLinear")) return liftDequantize(id, node);
        if (node.domain.empty() && std::ranges::find(kMovers, node.opType) != kMovers.end()) return liftMover(id, node);
        if (node.domain.empty() && node.opType == "Concat") return liftConcat(id, node);
        for (const LinearRow& row : linearRows())
            if (node.domain == row.domain && node.opType == row.op) return liftLinear(id, node, row);
        return false;
    }

    /// Scale and zero point where they are constant; `dataType` is that of integers without a zero point.
    std::optional<QuantParams> paramsAt(const Node& node, std::size_t scale, DataType dataType, std::int32_t axis) const {
        const Tensor* scales = m_graph.constantOf(node.input(scale));
        const Tensor* zeros = m_graph.constantOf(node.input(scale + 1));
        if (!scales || scales->type() != DataType::Float || (node.input(scale + 1).isValid() && !zeros)) return std::nullopt;
        if (scales->rank() > 1 || (zeros && zeros->elementCount() != scales->elementCount())) return std::nullopt;
        QuantParams params;
        params.type = zeros ? zeros->type() : dataType;
        params.scales.assign(scales->data<float>().begin(), scales->data<float>().end());
        if (!std::ranges::all_of(params.scales, [](float s) { return s > 0 && std::isfinite(s); })) return std::nullopt;
        params.zeroPoints.assign(params.scales.size(), 0);
        if (zeros)
            std::ranges::transform(zeros->toInt64s(), params.zeroPoints.begin(),
                                   [](std::int64_t z) { return static_cast<std::int32_t>(z); });
        if (params.scales.size() > 1) params.axis = axis;
        return params;
    }

    bool leave(const Node& node) {
        m_left.push_back(node.name);
        return false;
    }

    bool liftQuantize(NodeId id, const Node& node) {
        const auto params = paramsAt(node, 1, DataType::Uint8, -1);
        const ValueId x = node.input(0);
        if (!params || params->scales.size() != 1 || !isActivationType(params->type) || m_graph.isConstant(x) ||
            m_graph.value(x).type != DataType::Float)
            return leave(node);
        m_twins[node.output()] = {bounded(x, *params, node), *params};
        m_replaced.insert(id);
        return true;
    }

    /// x within what the integers can hold: behind a Clip unless it is known to stay there.
    ValueId bounded(ValueId x, const QuantParams& params, const Node& node) {
        const ValueRange bounds = rangeOf(params);
        if (m_graph.isInput(x) || m_ranges.isWithin(x, bounds, params.scales[0] / 2)) {
            give(x, params);
            return x;
        }
        const std::string stem = node.name + "_range";
        Node clip;
        clip.name = stem;
        clip.opType = "Clip";
        clip.origins = node.origins;
        clip.inputs = {x};
        if (m_graph.opset() < 11)
            clip.attributes = {{"min", bounds.low}, {"max", bounds.high}};
        else
            clip.inputs = {x, m_graph.addConstant(stem + "_min", Tensor::scalar(bounds.low)),
                           m_graph.addConstant(stem + "_max", Tensor::scalar(bounds.high))};
        const ValueId real = addReal(stem, m_graph.value(x).shape);
        clip.outputs = {real};
        m_ranges.follow(m_graph, m_graph.addNode(std::move(clip)));
        give(real, params);
        return real;
    }

    ValueId addReal(const std::string& name, const std::optional<Shape>& shape) {
        Value value;
        value.name = name;
        value.type = DataType::Float;
        value.shape = shape;
        return m_graph.addValue(std::move(value));
    }

    void give(ValueId real, const QuantParams& params) {
        const auto [entry, isNew] = m_given.emplace(real, params);
        if (!isNew && entry->second != params) m_conflicts.push_back(m_graph.value(real).name);
    }

    /// A constant of integers as the real numbers that it stands for; the same constant once for the same parameters.
    ValueId realConstant(ValueId id, const QuantParams& params) {
        for (const auto& [real, known] : m_constants[id])
            if (known == params) return real;
        const Tensor& integers = *m_graph.constantOf(id);
        Tensor real = Tensor::makeZeros(DataType::Float, integers.dims());
        const auto numbers = real.mutableData<float>();
        std::size_t inner = 1;
        for (std::int64_t axis = params.axis + 1; params.isPerChannel() && axis < integers.rank(); ++axis)
            inner *= static_cast<std::size_t>(integers.dim(axis));
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            const std::size_t c = params.isPerChannel() ? i / inner % params.scales.size() : 0;
            numbers[i] = static_cast<float>(integerAt(integers, i) - params.zeroPoints[c]) * params.scales[c];
        }
        m_constantNames[id] = m_graph.value(id).name;
        const ValueId made = m_graph.addConstant(m_constantNames[id], std::move(real));
        m_constants[id].emplace_back(made, params);
        m_weights.emplace(made, params);
        return made;
    }

    bool fitsAxis(const Tensor& integers, const QuantParams& params) const {
        return !params.isPerChannel() ||
               (params.axis < integers.rank() && integers.dim(params.axis) == static_cast<std::int64_t>(params.scales.size()));
    }

    bool liftDequantize(NodeId id, const Node& node) {
        const ValueId q = node.input(0);
        std::int64_t axis = node.intAttribute("axis", 1);
        const std::int64_t rank = m_graph.isConstant(q) ? m_graph.constantOf(q)->rank() : 0;
        axis = axis < 0 ? axis + rank : axis;
        const auto params = paramsAt(node, 1, m_graph.value(q).type, static_cast<std::int32_t>(axis));
        if (!params || node.intAttribute("block_size", 0) != 0) return leave(node);
        ValueId real;
        if (const Tensor* integers = m_graph.constantOf(q)) {
            if (!isStored(integers->type()) || !fitsAxis(*integers, *params)) return leave(node);
            real = realConstant(q, *params);
        } else if (const auto twin = m_twins.find(q); twin != m_twins.end() && twin->second.params == *params) {
            real = twin->second.real;
        } else {
            return leave(node);
        }
        replaceOutput(node.output(), real);
        m_replaced.insert(id);
        return true;
    }

    /// Readers of `old`, and the graph's output of that name, take `real`.
    void replaceOutput(ValueId old, ValueId real) {
        m_graph.replaceUses(old, real);
        if (!m_graph.isOutput(old) || m_graph.useCount(old) > 0) return;
        const bool hasOwnName = m_graph.isInput(real) || m_graph.isOutput(real) || m_graph.isConstant(real);
        if (hasOwnName) return forward(old, real);
        std::vector<ValueId> outputs = m_graph.outputs();
        std::ranges::replace(outputs, old, real);
        m_graph.setOutputs(std::move(outputs));
        m_outputNames[real] = m_graph.value(old).name;
    }

    /// An output that is an input, a constant or another output too.
    void forward(ValueId old, ValueId real) {
        m_graph.setOutput(m_graph.value(old).producer, 0, {});
        Node identity;
        identity.opType = "Identity";
        identity.inputs = {real};
        identity.outputs = {old};
        m_graph.addNode(std::move(identity));
    }

    /// The real numbers of an operand; a DequantizeLinear where nothing but the integers is there (an input of the model).
    std::optional<ValueId> realOperand(const Node& node, std::size_t data, const QuantParams& params) {
        const ValueId q = node.input(data);
        if (const Tensor* integers = m_graph.constantOf(q)) {
            if (!isStored(integers->type()) || !fitsAxis(*integers, params)) return std::nullopt;
            return realConstant(q, params);
        }
        if (const auto twin = m_twins.find(q); twin != m_twins.end()) {
            if (twin->second.params != params) return std::nullopt;
            return twin->second.real;
        }
        if (params.scales.size() != 1 || !isActivationType(params.type)) return std::nullopt;
        const ValueId real = addReal(m_graph.value(q).name + "_real", m_graph.value(q).shape);
        Node border;
        border.opType = "DequantizeLinear";
        border.inputs = {q, node.input(data + 1), node.input(data + 2)};
        border.outputs = {real};
        border.origins = node.origins;
        m_graph.addNode(std::move(border));
        m_twins[q] = {real, params};
        give(real, params);
        return real;
    }

    /// int32 with the scale s_x · s_w[c].
    std::optional<ValueId> realBias(const Node& node, std::size_t at, const QuantParams& x, const QuantParams& w) {
        const Tensor* integers = m_graph.constantOf(node.input(at));
        if (!integers || integers->type() != DataType::Int32) return std::nullopt;
        QuantParams params;
        params.type = DataType::Int32;
        for (const float scale : w.scales)
            params.scales.push_back(x.scales[0] * scale);
        params.zeroPoints.assign(params.scales.size(), 0);
        params.axis = w.isPerChannel() ? 0 : -1;
        if (!fitsAxis(*integers, params)) return std::nullopt;
        return realConstant(node.input(at), params);
    }

    bool liftLinear(NodeId id, const Node& node, const LinearRow& row) {
        const auto out = paramsAt(node, row.scale, m_graph.value(node.output()).type, -1);
        if (!out || out->scales.size() != 1 || !isActivationType(out->type) || node.intAttribute("channels_last", 0) != 0)
            return leave(node);
        std::vector<QuantParams> stated;
        std::vector<ValueId> inputs;
        for (const Operand& operand : row.operands) {
            if (!node.input(operand.data).isValid()) continue;
            const DataType type = m_graph.value(node.input(operand.data)).type;
            const std::int32_t axis = row.realOp == "Conv" ? 0 : 1; // of weights; activations have one scale
            const auto params = operand.isBias ? stated.back() : paramsAt(node, operand.data + 1, type, axis);
            if (!params || (params->scales.size() != 1 && !m_graph.isConstant(node.input(operand.data)))) return leave(node);
            const auto real = operand.isBias ? realBias(node, operand.data, stated[0], *params) : realOperand(node, operand.data, *params);
            if (!real) return leave(node);
            stated.push_back(*params);
            inputs.push_back(*real);
        }
        Node made;
        made.opType = row.realOp;
        made.inputs = std::move(inputs);
        made.attributes = node.attributes;
        made.attributes.erase("channels_last");
        const ValueId raw = putInPlaceOf(id, std::move(made)).front();
        m_twins[node.output()] = {bounded(raw, *out, node), *out};
        return true;
    }

    /// Adds `made` with real outputs for those of node `id`, whose name it gets in the end.
    std::vector<ValueId> putInPlaceOf(NodeId id, Node made) {
        const Node node = m_graph.node(id);
        std::vector<ValueId> reals;
        for (const ValueId output : node.outputs) {
            made.outputs.push_back(output.isValid() ? addReal(m_graph.value(output).name + "_real", m_graph.value(output).shape)
                                                    : ValueId{});
            reals.push_back(made.outputs.back());
        }
        made.name = node.name;
        made.origins = node.origins;
        const NodeId added = m_graph.addNode(std::move(made));
        m_nodeNames[added] = node.name;
        m_ranges.follow(m_graph, added);
        m_replaced.insert(id);
        return reals;
    }

    bool liftMover(NodeId id, const Node& node) {
        const auto twin = m_twins.find(node.input(0));
        if (twin == m_twins.end()) return false;
        const bool hasIndices = node.opType == "MaxPool" && node.output(1).isValid();
        if (hasIndices) return leave(node);
        Node made = node;
        made.outputs.clear();
        made.inputs[0] = twin->second.real;
        const QuantParams params = twin->second.params;
        adopt(node, putInPlaceOf(id, std::move(made)), params);
        return true;
    }

    bool liftConcat(NodeId id, const Node& node) {
        Node made = node;
        made.outputs.clear();
        std::optional<QuantParams> params;
        for (ValueId& input : made.inputs) {
            const auto twin = m_twins.find(input);
            if (twin == m_twins.end() || (params && twin->second.params != *params)) return false;
            params = twin->second.params;
            input = twin->second.real;
        }
        if (!params) return false;
        adopt(node, putInPlaceOf(id, std::move(made)), *params);
        return true;
    }

    void adopt(const Node& node, const std::vector<ValueId>& reals, const QuantParams& params) {
        for (std::size_t i = 0; i < reals.size(); ++i) {
            if (!reals[i].isValid()) continue;
            m_twins[node.outputs[i]] = {reals[i], params};
            give(reals[i], params);
        }
    }

    /// Integers that something else than a replaced node reads are made of the real numbers.
    void addBorders() {
        for (const NodeId id : std::set<NodeId>(m_replaced)) {
            const Node node = m_graph.node(id);
            if (node.opType == "QuantizeLinear") continue; // it is this border itself
            for (std::size_t i = 0; i < node.outputs.size(); ++i)
                if (const auto twin = m_twins.find(node.outputs[i]); twin != m_twins.end() && isReadElsewhere(node.outputs[i])) {
                    m_graph.setOutput(id, i, {});
                    addBorder(node, node.outputs[i], twin->second);
                }
        }
    }

    bool isReadElsewhere(ValueId q) const {
        const std::vector<NodeId>& consumers = m_graph.value(q).consumers;
        return m_graph.isOutput(q) || m_graph.useCount(q) > static_cast<std::int64_t>(consumers.size()) ||
               std::ranges::any_of(consumers, [&](NodeId id) { return !m_replaced.contains(id); });
    }

    void addBorder(const Node& node, ValueId q, const Twin& twin) {
        const std::string& name = m_graph.value(q).name;
        Tensor zero = Tensor::makeZeros(twin.params.type, {});
        if (bitWidth(twin.params.type) == 16)
            zero.mutableData<std::uint16_t>()[0] = static_cast<std::uint16_t>(twin.params.zeroPoints[0]);
        else
            zero.mutableData<std::uint8_t>()[0] = static_cast<std::uint8_t>(twin.params.zeroPoints[0]);
        Node border;
        border.opType = "QuantizeLinear";
        border.name = node.name + "_QuantizeLinear";
        border.origins = node.origins;
        border.inputs = {twin.real, m_graph.addConstant(name + "_scale", Tensor::scalar(twin.params.scales[0])),
                         m_graph.addConstant(name + "_zero_point", std::move(zero))};
        border.outputs = {q};
        m_graph.addNode(std::move(border));
    }

    /// The nodes whose real counterparts everything reads now; a node that stays keeps what it needs alive.
    void removeDead() {
        const std::vector<NodeId> order = m_graph.topologicalOrder();
        std::set<ValueId> constants;
        for (auto id = order.rbegin(); id != order.rend(); ++id) {
            if (!m_replaced.contains(*id)) continue;
            const Node node = m_graph.node(*id);
            const auto isNeeded = [&](ValueId output) {
                return output.isValid() && (m_graph.useCount(output) > 0 || m_graph.isOutput(output));
            };
            if (std::ranges::any_of(node.outputs, isNeeded)) continue;
            m_graph.removeNode(*id);
            for (const ValueId output : node.outputs)
                if (output.isValid()) m_graph.removeValue(output);
            std::ranges::copy_if(node.inputs, std::inserter(constants, constants.end()),
                                 [&](ValueId input) { return m_graph.isConstant(input); });
        }
        for (const ValueId id : constants)
            if (m_graph.useCount(id) == 0 && !m_graph.isOutput(id) && !m_graph.isInput(id)) m_graph.removeValue(id);
        restoreNames();
    }

    void restoreNames() {
        for (const auto& [id, name] : m_nodeNames)
            m_graph.renameNode(id, name);
        for (const auto& [id, name] : m_outputNames)
            m_graph.renameValue(id, name);
        for (const auto& [integers, made] : m_constants) // the freed name, where nothing else needs the integers
            if (!m_graph.isAlive(integers) && made.size() == 1) m_graph.renameValue(made[0].first, m_constantNames[integers]);
    }

    /// What is only moved or bounded on its way to a value with parameters has these parameters too.
    void spreadBackwards() {
        const std::vector<NodeId> order = m_graph.topologicalOrder();
        for (auto id = order.rbegin(); id != order.rend(); ++id) {
            const Node& node = m_graph.node(*id);
            const bool isMover = std::ranges::find(kMovers, node.opType) != kMovers.end() || node.opType == "Clip" || node.opType == "Relu";
            if (!isMover || node.outputs.size() != 1 || !node.input(0).isValid() || m_graph.isConstant(node.input(0))) continue;
            const auto found = m_given.find(node.output());
            if (found == m_given.end() || m_graph.useCount(node.input(0)) != 1) continue;
            const QuantParams params = found->second;
            m_given.emplace(node.input(0), params);
        }
    }

    GivenQuantization finished() {
        GivenQuantization given;
        for (const auto& [id, params] : m_given)
            if (m_graph.isAlive(id)) given.activations[m_graph.value(id).name] = params;
        for (const auto& [id, params] : m_weights)
            if (m_graph.isAlive(id)) given.weights[m_graph.value(id).name] = params;
        if (!given.isEmpty())
            m_context.info("QUA10", "the model is quantized already: the parameters of " + std::to_string(given.activations.size()) +
                                        " activations and " + std::to_string(given.weights.size()) + " constants are taken from it");
        report("QUA11", m_conflicts, "are quantized twice with different parameters; the first ones count");
        report("QUA12", m_left, "cannot be turned into float operators and stay as they are");
        return given;
    }

    void report(const char* code, const std::vector<std::string>& names, const std::string& what) {
        if (names.empty()) return;
        m_context.warn(code,
                       std::to_string(names.size()) + " of the model's quantized nodes or values " + what + ": '" + names.front() +
                           (names.size() > 1 ? "', …" : "'"),
                       names.front());
    }

    Graph& m_graph;
    JobContext& m_context;
    ValueRanges m_ranges;
    std::map<ValueId, Twin> m_twins;
    std::map<ValueId, QuantParams> m_given, m_weights;
    std::map<ValueId, std::vector<std::pair<ValueId, QuantParams>>> m_constants;
    std::map<ValueId, std::string> m_constantNames, m_outputNames;
    std::map<NodeId, std::string> m_nodeNames;
    std::set<NodeId> m_replaced;
    std::vector<std::string> m_left, m_conflicts;
};

} // namespace

Result<GivenQuantization> liftQuantization(Graph& graph, JobContext& context) {
    return Lifter(graph, context).run();
}

} // namespace lathe
