#include "core/quantization/lifting.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe::lifting {
namespace {

constexpr std::array<std::string_view, 15> kMovers{"MaxPool", "GlobalMaxPool", "Reshape",      "Transpose",    "Flatten",
                                                   "Squeeze", "Unsqueeze",     "Split",        "Slice",        "Identity",
                                                   "Gather",  "Expand",        "DepthToSpace", "SpaceToDepth", "Tile"};

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

Tensor realNumbers(const Tensor& integers, const QuantParams& params) {
    Tensor real = Tensor::makeZeros(DataType::Float, integers.dims());
    const auto numbers = real.mutableData<float>();
    std::size_t inner = 1;
    for (std::int64_t axis = params.axis + 1; params.isPerChannel() && axis < integers.rank(); ++axis)
        inner *= static_cast<std::size_t>(integers.dim(axis));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::size_t c = params.isPerChannel() ? i / inner % params.scales.size() : 0;
        numbers[i] = static_cast<float>(integerAt(integers, i) - params.zeroPoints[c]) * params.scales[c];
    }
    return real;
}

} // namespace

bool isActivationType(DataType type) {
    return type == DataType::Int8 || type == DataType::Uint8 || type == DataType::Int16 || type == DataType::Uint16;
}

bool isStored(DataType type) {
    return isActivationType(type) || type == DataType::Int32;
}

bool fitsAxis(const Tensor& integers, const QuantParams& params) {
    return !params.isPerChannel() ||
           (params.axis < integers.rank() && integers.dim(params.axis) == static_cast<std::int64_t>(params.scales.size()));
}

bool isMover(std::string_view op) {
    return std::ranges::find(kMovers, op) != kMovers.end();
}

std::optional<QuantParams> paramsAt(const Graph& graph, const Node& node, std::size_t scale, DataType dataType, std::int32_t axis) {
    const Tensor* scales = graph.constantOf(node.input(scale));
    const Tensor* zeros = graph.constantOf(node.input(scale + 1));
    if (!scales || scales->type() != DataType::Float || (node.input(scale + 1).isValid() && !zeros)) return std::nullopt;
    if (scales->rank() > 1 || (zeros && zeros->elementCount() != scales->elementCount())) return std::nullopt;
    QuantParams params;
    params.type = zeros ? zeros->type() : dataType;
    params.scales.assign(scales->data<float>().begin(), scales->data<float>().end());
    if (!std::ranges::all_of(params.scales, [](float s) { return s > 0 && std::isfinite(s); })) return std::nullopt;
    params.zeroPoints.assign(params.scales.size(), 0);
    if (zeros)
        std::ranges::transform(zeros->toInt64s(), params.zeroPoints.begin(), [](std::int64_t z) { return static_cast<std::int32_t>(z); });
    if (params.scales.size() > 1) params.axis = axis;
    return params;
}

void Lifting::give(ValueId real, const QuantParams& params) {
    const auto [entry, isNew] = given.emplace(real, params);
    if (!isNew && entry->second != params) conflicts.push_back(graph.value(real).name);
}

ValueId Lifting::addReal(const std::string& name, const std::optional<Shape>& shape) {
    Value value;
    value.name = name;
    value.type = DataType::Float;
    value.shape = shape;
    return graph.addValue(std::move(value));
}

ValueId Lifting::bounded(ValueId x, const QuantParams& params, const Node& node) {
    const ValueRange bounds = rangeOf(params);
    if (graph.isInput(x) || ranges.isWithin(x, bounds, params.scales[0] / 2)) {
        give(x, params);
        return x;
    }
    const std::string stem = node.name + "_range";
    Node clip;
    clip.name = stem;
    clip.opType = "Clip";
    clip.origins = node.origins;
    clip.inputs = {x};
    if (graph.opset() < 11)
        clip.attributes = {{"min", bounds.low}, {"max", bounds.high}};
    else
        clip.inputs = {x, graph.addConstant(stem + "_min", Tensor::scalar(bounds.low)),
                       graph.addConstant(stem + "_max", Tensor::scalar(bounds.high))};
    const ValueId real = addReal(stem, graph.value(x).shape);
    clip.outputs = {real};
    ranges.follow(graph, graph.addNode(std::move(clip)));
    give(real, params);
    return real;
}

ValueId Lifting::realConstant(ValueId id, const QuantParams& params) {
    for (const auto& [real, known] : constants[id])
        if (known == params) return real;
    constantNames[id] = graph.value(id).name;
    const ValueId made = graph.addConstant(constantNames[id], realNumbers(*graph.constantOf(id), params));
    constants[id].emplace_back(made, params);
    weights.emplace(made, params);
    return made;
}

std::vector<ValueId> Lifting::putInPlaceOf(NodeId id, Node made) {
    const Node node = graph.node(id);
    std::vector<ValueId> reals;
    for (const ValueId output : node.outputs) {
        made.outputs.push_back(output.isValid() ? addReal(graph.value(output).name + "_real", graph.value(output).shape) : ValueId{});
        reals.push_back(made.outputs.back());
    }
    made.name = node.name;
    made.origins = node.origins;
    const NodeId added = graph.addNode(std::move(made));
    nodeNames[added] = node.name;
    ranges.follow(graph, added);
    replaced.insert(id);
    return reals;
}

void Lifting::replaceOutput(ValueId old, ValueId real) {
    graph.replaceUses(old, real);
    if (!graph.isOutput(old) || graph.useCount(old) > 0) return;
    const bool hasOwnName = graph.isInput(real) || graph.isOutput(real) || graph.isConstant(real);
    if (hasOwnName) return forward(old, real);
    std::vector<ValueId> outputs = graph.outputs();
    std::ranges::replace(outputs, old, real);
    graph.setOutputs(std::move(outputs));
    outputNames[real] = graph.value(old).name;
}

/// An output that is an input, a constant or another output too.
void Lifting::forward(ValueId old, ValueId real) {
    graph.setOutput(graph.value(old).producer, 0, {});
    Node identity;
    identity.opType = "Identity";
    identity.inputs = {real};
    identity.outputs = {old};
    graph.addNode(std::move(identity));
}

} // namespace lathe::lifting
