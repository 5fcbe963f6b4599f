#include "tests/core/compiler/network_builder.h"

#include "core/ops/inference.h"

#include <stdexcept>

namespace lathe::test {

using Ints = std::vector<std::int64_t>;

NetworkBuilder::NetworkBuilder(std::int64_t size) {
    m_graph.opsets[""] = 13;
    Value input;
    input.name = "input";
    input.type = DataType::Float;
    input.shape = Shape::of(Ints{1, 3, size, size});
    m_input = m_graph.addValue(std::move(input));
    m_graph.setInputs({m_input});
    m_channels[m_input] = 3;
}

ValueId NetworkBuilder::node(std::string opType, std::vector<ValueId> inputs, Attributes attributes, std::int64_t channels) {
    Value made;
    made.name = opType;
    made.type = DataType::Float;
    const ValueId output = m_graph.addValue(std::move(made));
    Node node;
    node.opType = std::move(opType);
    node.inputs = std::move(inputs);
    node.outputs = {output};
    node.attributes = std::move(attributes);
    m_graph.addNode(std::move(node));
    m_channels[output] = channels;
    return output;
}

ValueId NetworkBuilder::floats(const Ints& dims) {
    return m_graph.addConstant("weight", Tensor::makeZeros(DataType::Float, dims));
}

ValueId NetworkBuilder::convolution(ValueId x, const Convolution& spec) {
    const std::int64_t in = channelsOf(x), pad = (spec.kernel - 1) / 2;
    const ValueId weight = floats({spec.channels, in / spec.groups, spec.kernel, spec.kernel}), bias = floats({spec.channels});
    const ValueId y = node("Conv", {x, weight, bias},
                           {{"kernel_shape", Ints{spec.kernel, spec.kernel}},
                            {"strides", Ints{spec.stride, spec.stride}},
                            {"pads", Ints{pad, pad, pad, pad}},
                            {"group", spec.groups}},
                           spec.channels);
    return activate(y, spec.activation);
}

ValueId NetworkBuilder::activate(ValueId x, Activation activation) {
    const std::int64_t channels = channelsOf(x);
    switch (activation) {
    case Activation::None:
        return x;
    case Activation::Relu:
        return node("Relu", {x}, {}, channels);
    case Activation::Relu6: {
        Tensor six = Tensor::makeZeros(DataType::Float, {});
        six.mutableData<float>()[0] = 6;
        return node("Clip", {x, m_graph.addConstant("low", Tensor::makeZeros(DataType::Float, {})), m_graph.addConstant("high", six)}, {},
                    channels);
    }
    case Activation::Leaky:
        return node("LeakyRelu", {x}, {{"alpha", 0.1F}}, channels);
    case Activation::Silu:
        return node("Mul", {x, node("Sigmoid", {x}, {}, channels)}, {}, channels);
    }
    return x;
}

ValueId NetworkBuilder::maxPool(ValueId x, std::int64_t kernel, std::int64_t stride) {
    const std::int64_t before = (kernel - 1) / 2, after = stride == 1 ? kernel - 1 - before : before;
    return node("MaxPool", {x},
                {{"kernel_shape", Ints{kernel, kernel}}, {"strides", Ints{stride, stride}}, {"pads", Ints{before, before, after, after}}},
                channelsOf(x));
}

ValueId NetworkBuilder::add(ValueId a, ValueId b) {
    return node("Add", {a, b}, {}, channelsOf(a));
}

ValueId NetworkBuilder::concat(const std::vector<ValueId>& parts) {
    std::int64_t channels = 0;
    for (const ValueId part : parts)
        channels += channelsOf(part);
    return node("Concat", parts, {{"axis", std::int64_t(1)}}, channels);
}

std::pair<ValueId, ValueId> NetworkBuilder::split(ValueId x, std::int64_t channels) {
    const auto bound = [&](std::int64_t at) {
        Tensor tensor = Tensor::makeZeros(DataType::Int64, {1});
        tensor.mutableData<std::int64_t>()[0] = at;
        return m_graph.addConstant("bound", std::move(tensor));
    };
    const std::int64_t all = channelsOf(x);
    const ValueId first = node("Slice", {x, bound(0), bound(channels), bound(1)}, {}, channels);
    return {first, node("Slice", {x, bound(channels), bound(all), bound(1)}, {}, all - channels)};
}

ValueId NetworkBuilder::upsample(ValueId x) {
    Tensor scales = Tensor::makeZeros(DataType::Float, {4});
    std::ranges::copy(std::array{1.0F, 1.0F, 2.0F, 2.0F}, scales.mutableData<float>().begin());
    return node("Resize", {x, ValueId{}, m_graph.addConstant("scales", std::move(scales))},
                {{"mode", std::string("nearest")},
                 {"coordinate_transformation_mode", std::string("asymmetric")},
                 {"nearest_mode", std::string("floor")}},
                channelsOf(x));
}

ValueId NetworkBuilder::classify(ValueId x, std::int64_t classes) {
    const std::int64_t channels = channelsOf(x);
    const ValueId pooled = node("GlobalAveragePool", {x}, {}, channels);
    const ValueId flat = node("Flatten", {pooled}, {}, channels);
    return node("Gemm", {flat, floats({classes, channels}), floats({classes})}, {{"transB", std::int64_t(1)}}, classes);
}

Graph NetworkBuilder::finish(std::vector<ValueId> outputs) {
    m_graph.setOutputs(std::move(outputs));
    JobContext context;
    if (const Status inferred = inferShapes(m_graph, context); !inferred) throw std::runtime_error(inferred.error().text());
    return std::move(m_graph);
}

} // namespace lathe::test
