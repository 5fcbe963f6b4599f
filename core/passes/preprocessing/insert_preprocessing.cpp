#include "core/passes/preprocessing/insert_preprocessing.h"

#include "core/base/spelling.h"
#include "core/ops/inference.h"
#include "core/passes/preprocessing/color_map.h"

#include <algorithm>
#include <set>

namespace lathe {
namespace {

/// What one input needs, checked against the graph.
struct Plan {
    ValueId input;
    std::string name;
    bool isImage = false;
    bool isNv12 = false;
    bool isNhwc = false;
    ColorMap color;                     ///< of images
    std::vector<double> mean, scale;    ///< empty, or one per trained channel (or one in all)
    std::int64_t height = 0, width = 0; ///< of nv12

    bool hasNorm() const { return !mean.empty() || !scale.empty(); }
    bool isNothing() const { return !hasNorm() && (!isImage || (!isNv12 && color.isIdentity())); }
};

Error inputError(const std::string& name, const std::string& message, std::string remedy = {}) {
    return Error::usage("input '" + name + "': " + message, std::move(remedy));
}

Result<ValueId> findInput(const Graph& graph, const std::string& name) {
    std::vector<std::string> names;
    for (const ValueId id : graph.inputs()) {
        if (graph.value(id).name == name) return id;
        names.push_back(graph.value(id).name);
    }
    if (name.empty() && names.size() == 1) return graph.inputs().front();
    const std::string nearest = nearestSpelling(name, names);
    return Error::usage("pre-processing is asked for the input '" + name + "', which the model does not have",
                        nearest.empty() ? "" : "did you mean '" + nearest + "'?");
}

/// Nothing when all are `neutral`, which changes nothing.
std::vector<double> unlessNeutral(const std::vector<double>& numbers, double neutral) {
    const bool isNeutral = std::all_of(numbers.begin(), numbers.end(), [neutral](double n) { return n == neutral; });
    return isNeutral ? std::vector<double>() : numbers;
}

/// The axis along which mean and scale vary.
std::int64_t channelAxis(const Plan& plan, std::int64_t rank) {
    return plan.isNhwc ? rank - 1 : 1;
}

Status checkCounts(const Graph& graph, const Plan& plan) {
    const auto& shape = graph.value(plan.input).shape;
    for (const auto* numbers : {&plan.mean, &plan.scale}) {
        if (numbers->size() <= 1) continue;
        const auto count = static_cast<std::int64_t>(numbers->size());
        const std::int64_t axis = shape ? channelAxis(plan, shape->rank()) : -1;
        if (!shape || axis < 0 || axis >= shape->rank() || shape->dims[static_cast<std::size_t>(axis)] != Dim(count))
            return inputError(
                plan.name, std::to_string(count) + " mean or scale values do not fit the shape " + (shape ? toText(*shape) : "(unknown)"),
                "give one value, or one per channel");
    }
    return {};
}

Status planImage(const Graph& graph, const Preprocessing& wanted, Plan& plan) {
    const bool videoRange = wanted.spaceAndRange == "bt601_video";
    if (!videoRange && wanted.spaceAndRange != "regular" && !wanted.spaceAndRange.empty())
        return inputError(plan.name, "unknown input_space_and_range '" + wanted.spaceAndRange + "'", "it is regular or bt601_video");
    if (videoRange && wanted.typeRuntime != "nv12")
        return inputError(plan.name, "bt601_video is a range of nv12, not of " + wanted.typeRuntime);
    auto color = colorMap(wanted.typeRuntime, wanted.typeTrain, videoRange);
    if (!color) return inputError(plan.name, color.error().message, color.error().remedy);
    plan.color = std::move(*color);
    plan.isNv12 = wanted.typeRuntime == "nv12";
    const auto& shape = graph.value(plan.input).shape;
    if (!shape || shape->rank() != 4)
        return inputError(plan.name, "an image input needs four dimensions, not " + (shape ? toText(*shape) : "an unknown shape"));
    const Dim& channels = shape->dims[plan.isNhwc ? 3 : 1];
    if (channels.isKnown() && channels.value != colorChannels(wanted.typeTrain))
        return inputError(plan.name,
                          "the shape " + toText(*shape) + " has " + std::to_string(channels.value) + " channels, " + wanted.typeTrain +
                              " has " + std::to_string(colorChannels(wanted.typeTrain)),
                          "check input_layout_train and input_type_train");
    if (!plan.isNv12) return {};
    const Dim& height = shape->dims[plan.isNhwc ? 1 : 2];
    const Dim& width = shape->dims[plan.isNhwc ? 2 : 3];
    if (!height.isKnown() || !width.isKnown())
        return inputError(plan.name, "nv12 needs a known height and width, not " + toText(*shape), "set input_shape");
    if (height.value % 2 != 0 || width.value % 2 != 0 || height.value == 0 || width.value == 0)
        return inputError(plan.name, "nv12 needs an even height and width, not " + toText(*shape));
    plan.height = height.value;
    plan.width = width.value;
    return {};
}

Result<Plan> makePlan(const Graph& graph, const Preprocessing& wanted) {
    Plan plan;
    LATHE_TRY(plan.input, findInput(graph, wanted.inputName));
    plan.name = graph.value(plan.input).name;
    if (wanted.layoutTrain != "NCHW" && wanted.layoutTrain != "NHWC")
        return inputError(plan.name, "unknown layout '" + wanted.layoutTrain + "'", "it is NCHW or NHWC");
    plan.isNhwc = wanted.layoutTrain == "NHWC";
    plan.isImage = wanted.typeTrain != "featuremap" || wanted.typeRuntime != "featuremap";
    if (plan.isImage) LATHE_CHECK(planImage(graph, wanted, plan));
    plan.mean = unlessNeutral(wanted.mean, 0.0);
    plan.scale = unlessNeutral(wanted.scale, 1.0);
    LATHE_CHECK(checkCounts(graph, plan));
    if (plan.isNothing()) return plan;
    const Value& input = graph.value(plan.input);
    if (input.type != DataType::Float)
        return inputError(plan.name, "pre-processing computes in float, and the model takes " + std::string(toName(input.type)),
                          "remove the Cast or QuantizeLinear at the input (remove_node_type)");
    const bool isReadByName = graph.isOutput(plan.input) || graph.useCount(plan.input) > static_cast<std::int64_t>(input.consumers.size());
    if (isReadByName || input.constant)
        return Error::unsupported("the input '" + plan.name +
                                  "' is also an output, has a default content, or is read inside a subgraph: nothing can be put before it");
    return plan;
}

/// Adds the nodes of one plan, each behind the one before.
class Inserter {
public:
    Inserter(Graph& graph, const Plan& plan) : m_graph(graph), m_plan(plan), m_stem(plan.name + "_preprocess_"), m_current(plan.input) {}

    void run() {
        const std::vector<NodeId> readers = m_graph.value(m_plan.input).consumers;
        const std::optional<Shape> trained = m_graph.value(m_plan.input).shape;
        if (m_plan.isNv12)
            addNv12();
        else if (needsColor())
            setRuntimeChannels();
        const bool isPlanar = m_plan.isNv12 || !m_plan.isNhwc;
        if (needsColor()) {
            if (!isPlanar) addTranspose("to_nchw", {0, 3, 1, 2});
            addColor();
        }
        const bool mustTurn = m_plan.isNhwc && (m_plan.isNv12 || needsColor());
        if (mustTurn) addTranspose("to_nhwc", {0, 2, 3, 1});
        if (!needsColor()) addNorm();
        m_graph.setShape(m_current, trained);
        for (const NodeId reader : readers)
            for (std::size_t i = 0; i < m_graph.node(reader).inputs.size(); ++i)
                if (m_graph.node(reader).inputs[i] == m_plan.input) m_graph.setInput(reader, i, m_current);
    }

private:
    bool needsColor() const { return m_plan.isImage && !m_plan.color.isIdentity(); }

    ValueId constant(const std::string& what, Tensor tensor) { return m_graph.addConstant(m_stem + what, std::move(tensor)); }
    ValueId ints(const std::string& what, const std::vector<std::int64_t>& numbers) {
        return constant(what,
                        Tensor::of<std::int64_t>({static_cast<std::int64_t>(numbers.size())}, std::span<const std::int64_t>(numbers)));
    }

    ValueId add(const std::string& what, const char* opType, std::vector<ValueId> inputs, Attributes attributes = {}) {
        Value output;
        output.name = m_stem + what;
        output.type = DataType::Float;
        Node node;
        node.name = m_stem + what;
        node.opType = opType;
        node.inputs = std::move(inputs);
        node.outputs = {m_graph.addValue(std::move(output))};
        node.attributes = std::move(attributes);
        m_current = m_graph.node(m_graph.addNode(std::move(node))).output();
        return m_current;
    }

    void addTranspose(const char* what, std::vector<std::int64_t> permutation) {
        add(what, "Transpose", {m_current}, {{"perm", Attribute(std::move(permutation))}});
    }

    /// Rows [first, last) of dimension 1.
    ValueId addRows(const std::string& what, std::int64_t first, std::int64_t last) {
        using Ints = std::vector<std::int64_t>;
        if (m_graph.opset() < 10)
            return add(what, "Slice", {m_plan.input}, {{"starts", Ints{first}}, {"ends", Ints{last}}, {"axes", Ints{1}}});
        return add(what, "Slice", {m_plan.input, ints(what + "_starts", {first}), ints(what + "_ends", {last}), ints(what + "_axes", {1})});
    }

    /// Every pixel twice in each direction; the operator and its inputs depend on the opset.
    ValueId addDoubling(const std::string& what) {
        const std::int64_t opset = m_graph.opset();
        Attributes attributes{{"mode", Attribute(std::string("nearest"))}};
        if (opset < 9) {
            attributes["scales"] = std::vector<float>{1, 1, 2, 2};
            return add(what, "Upsample", {m_current}, std::move(attributes));
        }
        const ValueId scales = constant(what + "_scales", Tensor::of<float>({4}, {1, 1, 2, 2}));
        if (opset < 11) return add(what, opset < 10 ? "Upsample" : "Resize", {m_current, scales}, std::move(attributes));
        attributes["coordinate_transformation_mode"] = std::string("asymmetric");
        attributes["nearest_mode"] = std::string("floor");
        const ValueId roi = opset < 13 ? constant(what + "_roi", Tensor::makeZeros(DataType::Float, {0})) : ValueId{};
        return add(what, "Resize", {m_current, roi, scales}, std::move(attributes));
    }

    /// [N, 3H/2, W]: H rows of Y, then H/2 rows of U and V in turn. Gives [N, 3, H, W].
    void addNv12() {
        const std::int64_t h = m_plan.height, w = m_plan.width;
        m_graph.setShape(m_plan.input, Shape(std::vector<Dim>{m_graph.value(m_plan.input).shape->dims[0], h * 3 / 2, w}));
        const ValueId rows = addRows("y_rows", 0, h);
        const ValueId luma = add("y", "Reshape", {rows, ints("y_shape", {0, 1, h, w})});
        addRows("uv_rows", h, h * 3 / 2);
        add("uv_pairs", "Reshape", {m_current, ints("uv_shape", {0, h / 2, w / 2, 2})});
        addTranspose("uv_planes", {0, 3, 1, 2});
        const ValueId chroma = addDoubling("uv");
        add("yuv", "Concat", {luma, chroma}, {{"axis", Attribute(std::int64_t(1))}});
    }

    /// The runtime tensor has the layout of the trained one and its own number of channels.
    void setRuntimeChannels() {
        Shape shape = *m_graph.value(m_plan.input).shape;
        shape.dims[m_plan.isNhwc ? 3 : 1] = static_cast<std::int64_t>(m_plan.color.matrix.front().size());
        m_graph.setShape(m_plan.input, shape);
    }

    double meanOf(std::size_t c) const { return m_plan.mean.empty() ? 0.0 : m_plan.mean[m_plan.mean.size() == 1 ? 0 : c]; }
    double scaleOf(std::size_t c) const { return m_plan.scale.empty() ? 1.0 : m_plan.scale[m_plan.scale.size() == 1 ? 0 : c]; }

    /// (M x + offset − mean) · scale as one 1×1 Conv.
    void addColor() {
        const auto outputs = static_cast<std::int64_t>(m_plan.color.matrix.size()),
                   inputs = static_cast<std::int64_t>(m_plan.color.matrix.front().size());
        Tensor weights = Tensor::makeZeros(DataType::Float, {outputs, inputs, 1, 1}), bias = Tensor::makeZeros(DataType::Float, {outputs});
        for (std::size_t c = 0; c < m_plan.color.matrix.size(); ++c) {
            bias.mutableData<float>()[c] = static_cast<float>((m_plan.color.offset[c] - meanOf(c)) * scaleOf(c));
            for (std::size_t k = 0; k < m_plan.color.matrix[c].size(); ++k)
                weights.mutableData<float>()[c * m_plan.color.matrix[c].size() + k] =
                    static_cast<float>(m_plan.color.matrix[c][k] * scaleOf(c));
        }
        const std::vector<std::int64_t> kernel{1, 1};
        const ValueId source = m_current;
        add("color", "Conv", {source, constant("color_weight", std::move(weights)), constant("color_bias", std::move(bias))},
            {{"kernel_shape", Attribute(kernel)}});
    }

    Tensor perChannel(const std::vector<double>& numbers) const {
        std::vector<std::int64_t> dims;
        if (numbers.size() > 1) {
            dims.assign(m_graph.value(m_plan.input).shape->dims.size(), 1);
            if (m_plan.isNv12) dims.assign(4, 1);
            dims[static_cast<std::size_t>(channelAxis(m_plan, static_cast<std::int64_t>(dims.size())))] =
                static_cast<std::int64_t>(numbers.size());
        }
        const std::vector<float> floats(numbers.begin(), numbers.end());
        return Tensor::of<float>(std::move(dims), std::span<const float>(floats));
    }

    void addNorm() {
        if (!m_plan.mean.empty()) {
            const ValueId source = m_current;
            add("mean", "Sub", {source, constant("mean_value", perChannel(m_plan.mean))});
        }
        if (!m_plan.scale.empty()) {
            const ValueId source = m_current;
            add("scale", "Mul", {source, constant("scale_value", perChannel(m_plan.scale))});
        }
    }

    Graph& m_graph;
    const Plan& m_plan;
    std::string m_stem;
    ValueId m_current;
};

} // namespace

Status insertPreprocessing(Graph& graph, const std::vector<Preprocessing>& inputs, JobContext& context) {
    Graph changed = graph; // on any error the caller's graph is untouched
    std::set<ValueId> seen;
    for (const Preprocessing& wanted : inputs) {
        LATHE_CHECK(context.checkStop());
        LATHE_TRY(const Plan plan, makePlan(changed, wanted));
        if (!seen.insert(plan.input).second) return inputError(plan.name, "pre-processing is stated twice");
        if (!plan.isNothing()) Inserter(changed, plan).run();
    }
    LATHE_CHECK(inferShapes(changed, context));
    graph = std::move(changed);
    return {};
}

} // namespace lathe
