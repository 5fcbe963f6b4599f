#include "core/passes/expansion/expand_lstm_batch_last.h"

#include "core/passes/expansion/expander.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

using Dims = std::vector<std::int64_t>;

constexpr std::int64_t kMostSteps = 256;
constexpr std::size_t kInput = 0, kWeights = 1, kRecurrence = 2, kBias = 3, kLengths = 4, kHidden = 5, kCell = 6, kPeepholes = 7;

/// The sizes of a layer that can be written out.
struct Layer {
    std::int64_t steps = 0, batch = 0, inputs = 0, hidden = 0, directions = 1;
    bool isReversed(std::int64_t direction) const { return firstIsReversed || direction == 1; }
    bool firstIsReversed = false;
};

/// None named, or the usual ones.
bool hasUsualActivations(const Node& node) {
    constexpr std::array<std::string_view, 3> kUsual{"Sigmoid", "Tanh", "Tanh"};
    const auto* given = node.findAttribute<std::vector<std::string>>("activations");
    for (std::size_t i = 0; given && i < given->size(); ++i)
        if ((*given)[i] != kUsual[i % kUsual.size()]) return false;
    return true;
}

bool isPlain(const Node& node) {
    for (const char* attribute : {"activation_alpha", "activation_beta", "clip"})
        if (node.hasAttribute(attribute)) return false;
    return hasUsualActivations(node) && node.intAttribute("input_forget", 0) == 0 && node.intAttribute("layout", 0) == 0 &&
           !node.input(kLengths).isValid() && !node.input(kPeepholes).isValid();
}

bool isFixedFloat(const Rewriter& rewriter, ValueId id) {
    const Tensor* content = id.isValid() ? rewriter.fixedContent(id) : nullptr;
    return content && content->type() == DataType::Float;
}

std::optional<Layer> layerOf(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    if (!isOperator(node, "LSTM") || !isPlain(node) || graph.value(node.input(kInput)).type != DataType::Float) return std::nullopt;
    if (!isFixedFloat(rewriter, node.input(kWeights)) || !isFixedFloat(rewriter, node.input(kRecurrence))) return std::nullopt;
    if (node.input(kBias).isValid() && !isFixedFloat(rewriter, node.input(kBias))) return std::nullopt;
    const auto dims = rewriter.staticShape(node.input(kInput));
    const Tensor& recurrence = *rewriter.fixedContent(node.input(kRecurrence));
    if (!dims || dims->size() != 3 || std::ranges::find(*dims, 0) != dims->end() || recurrence.rank() != 3) return std::nullopt;
    Layer layer{(*dims)[0], (*dims)[1], (*dims)[2], recurrence.dim(2), recurrence.dim(0)};
    layer.firstIsReversed = node.stringAttribute("direction", "forward") == "reverse";
    const bool hasStates = node.input(kHidden).isValid() || node.input(kCell).isValid();
    if (layer.steps * layer.directions > kMostSteps || (hasStates && layer.directions != 1)) return std::nullopt;
    return layer;
}

/// Writes one LSTM out; every value of it is [1, channels, steps, batch].
class Writer {
public:
    Writer(Graph& graph, const Rewriter& rewriter, NodeId id, const Layer& layer)
        : m_graph(graph), m_node(graph.node(id)), m_layer(layer), m_weights(*rewriter.fixedContent(m_node.input(kWeights))),
          m_recurrence(*rewriter.fixedContent(m_node.input(kRecurrence))),
          m_bias(m_node.input(kBias).isValid() ? *rewriter.fixedContent(m_node.input(kBias)) : Tensor()) {}

    void write(const std::array<ValueId, 3>& outputs) {
        const auto& [steps, batch, inputs, hidden, directions, reversed] = m_layer;
        const ValueId turned = add("Transpose", {m_node.input(kInput)}, {{"perm", Dims{2, 0, 1}}});
        const ValueId x = reshaped(turned, {1, inputs, steps, batch});
        std::array<std::vector<ValueId>, 3> results; ///< by direction: [1, hidden, steps or 1, batch]
        for (std::int64_t d = 0; d < directions; ++d)
            writeDirection(x, d, results);
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (!outputs[i].isValid()) continue;
            ValueId all = results[i].size() == 1 ? results[i][0] : add("Concat", results[i], {{"axis", std::int64_t(1)}});
            if (i > 0)
                all = add("Transpose", {reshaped(all, {directions, hidden, batch})}, {{"perm", Dims{0, 2, 1}}});
            else
                all = add("Transpose", {directions == 1 ? all : reshaped(all, {directions, hidden, steps, batch})},
                          {{"perm", Dims{2, 0, 3, 1}}});
            Node last;
            last.opType = "Identity";
            last.name = m_node.name + (i == 0 ? "_Y" : i == 1 ? "_Y_h" : "_Y_c");
            last.inputs = {all};
            last.outputs = {outputs[i]};
            last.origins = m_node.origins;
            m_graph.addNode(std::move(last));
        }
    }

private:
    void writeDirection(ValueId x, std::int64_t d, std::array<std::vector<ValueId>, 3>& results) {
        const auto& [steps, batch, inputs, hidden, directions, reversed] = m_layer;
        const ValueId gates = add("Conv", {x, filter(m_weights, d, "W"), biasOf(d)});
        const std::vector<ValueId> perStep = split(gates, 2, steps);
        ValueId recurrence; // made where there is a state for it
        ValueId h = state(kHidden), c = state(kCell);
        std::vector<ValueId> all(static_cast<std::size_t>(steps));
        for (std::int64_t i = 0; i < steps; ++i) {
            const auto step = static_cast<std::size_t>(m_layer.isReversed(d) ? steps - 1 - i : i);
            if (h.isValid() && !recurrence.isValid()) recurrence = filter(m_recurrence, d, "R");
            const ValueId sums = h.isValid() ? add("Add", {perStep[step], add("Conv", {h, recurrence})}) : perStep[step];
            const std::vector<ValueId> parts = split(sums, 1, 4); // input, output, forget, cell
            const ValueId fresh = add("Mul", {add("Sigmoid", {parts[0]}), add("Tanh", {parts[3]})});
            c = c.isValid() ? add("Add", {add("Mul", {add("Sigmoid", {parts[2]}), c}), fresh}) : fresh;
            h = add("Mul", {add("Sigmoid", {parts[1]}), add("Tanh", {c})});
            all[step] = h;
        }
        const ValueId joined = steps == 1 ? all[0] : add("Concat", all, {{"axis", std::int64_t(2)}});
        results[0].push_back(joined);
        for (const auto& [slot, last] : {std::pair{std::size_t(1), h}, std::pair{std::size_t(2), c}})
            results[slot].push_back(last);
    }

    ValueId add(const char* op, std::vector<ValueId> inputs, Attributes attributes = {}) {
        Node node;
        node.opType = op;
        node.name = m_graph.uniqueNodeName(m_node.name + "_" + op);
        node.inputs = std::move(inputs);
        node.attributes = std::move(attributes);
        node.origins = m_node.origins;
        while (!node.inputs.back().isValid())
            node.inputs.pop_back();
        const ValueId output = addFloat(node.name);
        node.outputs = {output};
        m_graph.addNode(std::move(node));
        return output;
    }

    ValueId addFloat(const std::string& name) {
        Value value;
        value.name = name;
        value.type = DataType::Float;
        return m_graph.addValue(std::move(value));
    }

    std::vector<ValueId> split(ValueId from, std::int64_t axis, std::int64_t count) {
        if (count == 1) return {from};
        Node node;
        node.opType = "Split";
        node.name = m_graph.uniqueNodeName(m_node.name + "_Split");
        node.inputs = {from};
        node.attributes["axis"] = axis;
        if (m_graph.opset() >= 18) node.attributes["num_outputs"] = count;
        node.origins = m_node.origins;
        for (std::int64_t i = 0; i < count; ++i)
            node.outputs.push_back(addFloat(node.name + "_" + std::to_string(i)));
        const std::vector<ValueId> outputs = node.outputs;
        m_graph.addNode(std::move(node));
        return outputs;
    }

    ValueId reshaped(ValueId from, const Dims& dims) {
        const ValueId shape =
            m_graph.addConstant(m_node.name + "_shape", Tensor::of<std::int64_t>({std::ssize(dims)}, std::span<const std::int64_t>(dims)));
        return add("Reshape", {from, shape});
    }

    /// [4 · hidden, channels] of one direction as the filters of a 1 × 1 convolution.
    ValueId filter(const Tensor& all, std::int64_t d, const char* what) {
        const std::int64_t rows = all.dim(1), columns = all.dim(2);
        const auto numbers =
            all.data<float>().subspan(static_cast<std::size_t>(d * rows * columns), static_cast<std::size_t>(rows * columns));
        return m_graph.addConstant(m_node.name + "_" + what, Tensor::of<float>({rows, columns, 1, 1}, numbers));
    }

    /// Both biases of one direction in one.
    ValueId biasOf(std::int64_t d) {
        if (!m_bias.isPresent()) return {};
        const std::int64_t rows = 4 * m_layer.hidden;
        const auto numbers = m_bias.data<float>().subspan(static_cast<std::size_t>(d * 2 * rows), static_cast<std::size_t>(2 * rows));
        Tensor sum = Tensor::makeZeros(DataType::Float, {rows});
        for (std::size_t i = 0; i < static_cast<std::size_t>(rows); ++i)
            sum.mutableData<float>()[i] = numbers[i] + numbers[i + static_cast<std::size_t>(rows)];
        return m_graph.addConstant(m_node.name + "_B", std::move(sum));
    }

    /// A state [1, batch, hidden] that the layer is given, as [1, hidden, 1, batch].
    ValueId state(std::size_t input) {
        const ValueId given = m_node.input(input);
        if (!given.isValid()) return {};
        return reshaped(add("Transpose", {given}, {{"perm", Dims{0, 2, 1}}}), {1, m_layer.hidden, 1, m_layer.batch});
    }

    Graph& m_graph;
    const Node m_node; // a copy: the graph grows
    const Layer m_layer;
    const Tensor m_weights, m_recurrence, m_bias;
};

} // namespace

Result<int> expandLstmBatchLast(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) {
        const auto layer = layerOf(graph, rewriter, graph.node(id));
        if (!layer) return false;
        const std::vector<ValueId> inputs = graph.node(id).inputs;
        std::array<ValueId, 3> outputs;
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            outputs[i] = graph.node(id).output(i);
            if (outputs[i].isValid()) graph.setOutput(id, i, {});
        }
        Writer(graph, rewriter, id, *layer).write(outputs);
        graph.removeNode(id);
        for (const ValueId input : inputs)
            if (input.isValid()) rewriter.dropIfUnread(input);
        return true;
    });
}

} // namespace lathe
