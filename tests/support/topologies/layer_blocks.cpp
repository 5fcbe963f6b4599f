#include "tests/support/topologies/layer_blocks.h"

#include <cmath>

namespace lathe::test {
namespace {

ValueId cast(Exporter& e, ValueId x, DataType type) {
    return e.op("Cast", {x}, {{"to", std::int64_t(type == DataType::Float ? 1 : 7)}});
}

ValueId mean(Exporter& e, ValueId x) {
    if (e.opset() >= 18) return e.op("ReduceMean", {x, e.ints({-1})});
    return e.op("ReduceMean", {x}, {{"axes", Dims{-1}}});
}

ValueId clip(Exporter& e, ValueId x, float low, float high) {
    const ValueId from = e.real(low);
    return e.op("Clip", {x, from, e.real(high)});
}

} // namespace

ValueId conv(Exporter& e, const std::string& name, ValueId x, const ConvShape& shape, bool hasBias, double gain) {
    const auto scope = e.in(name);
    const auto& [in, out, kernel, stride, groups, pads] = shape;
    const std::int64_t p = pads < 0 ? kernel / 2 : pads;
    std::vector<ValueId> inputs{x, e.weight("weight", {out, in / groups, kernel, kernel}, in / groups * kernel * kernel, gain)};
    if (hasBias) inputs.push_back(e.parameter("bias", {out}, -0.1, 0.1));
    return e.op("Conv", std::move(inputs),
                {{"dilations", Dims{1, 1}},
                 {"group", groups},
                 {"kernel_shape", Dims{kernel, kernel}},
                 {"pads", Dims{p, p, p, p}},
                 {"strides", Dims{stride, stride}}});
}

ValueId batchNorm(Exporter& e, const std::string& name, ValueId x, std::int64_t channels) {
    const auto scope = e.in(name);
    const std::vector<ValueId> inputs{x, e.parameter("weight", {channels}, 0.8, 1.2), e.parameter("bias", {channels}, -0.1, 0.1),
                                      e.parameter("running_mean", {channels}, -0.1, 0.1), e.parameter("running_var", {channels}, 0.8, 1.2)};
    return e.op("BatchNormalization", inputs, {{"epsilon", 1e-5f}, {"momentum", 0.9f}});
}

ValueId convNorm(Exporter& e, const std::string& convName, const std::string& normName, ValueId x, const ConvShape& shape) {
    return batchNorm(e, normName, conv(e, convName, x, shape, false), shape.out);
}

ValueId maxPool(Exporter& e, ValueId x, std::int64_t kernel, std::int64_t stride) {
    const std::int64_t p = kernel / 2;
    return e.op("MaxPool", {x},
                {{"ceil_mode", std::int64_t(0)},
                 {"kernel_shape", Dims{kernel, kernel}},
                 {"pads", Dims{p, p, p, p}},
                 {"strides", Dims{stride, stride}}});
}

ValueId linear(Exporter& e, const std::string& name, ValueId x, std::int64_t in, std::int64_t out) {
    const auto scope = e.in(name);
    return e.op("Gemm", {x, e.weight("weight", {out, in}, in), e.parameter("bias", {out}, -0.1, 0.1)},
                {{"alpha", 1.0f}, {"beta", 1.0f}, {"transB", std::int64_t(1)}});
}

ValueId project(Exporter& e, const std::string& name, ValueId x, std::int64_t in, std::int64_t out, bool hasBias) {
    const auto scope = e.in(name);
    const ValueId product = e.op("MatMul", {x, e.weight("weight", {in, out}, in)});
    return hasBias ? e.op("Add", {e.parameter("bias", {out}, -0.1, 0.1), product}) : product;
}

ValueId flatten(Exporter& e, ValueId x) {
    return view(e, x, {sizeOf(e, x, 0), -1});
}

ValueId relu6(Exporter& e, ValueId x) {
    return clip(e, x, 0, 6);
}

ValueId hardSigmoid(Exporter& e, ValueId x) {
    return e.op("Div", {clip(e, e.op("Add", {x, e.real(3)}), 0, 6), e.real(6)});
}

ValueId hardSwish(Exporter& e, ValueId x) {
    const ValueId gate = clip(e, e.op("Add", {x, e.real(3)}), 0, 6);
    return e.op("Div", {e.op("Mul", {x, gate}), e.real(6)});
}

ValueId silu(Exporter& e, ValueId x) {
    return e.op("Mul", {x, e.op("Sigmoid", {x})});
}

ValueId mish(Exporter& e, ValueId x) {
    return e.op("Mul", {x, e.op("Tanh", {e.op("Softplus", {x})})});
}

ValueId geluByErf(Exporter& e, ValueId x) {
    const ValueId error = e.op("Erf", {e.op("Div", {x, e.real(std::sqrt(2.0f))})});
    const ValueId product = e.op("Mul", {x, e.op("Add", {error, e.real(1)})});
    return e.op("Mul", {product, e.real(0.5f)});
}

ValueId geluByTanh(Exporter& e, ValueId x) {
    const ValueId half = e.op("Mul", {x, e.real(0.5f)});
    const ValueId cube = e.op("Pow", {x, e.real(3)});
    const ValueId inner = e.op("Add", {x, e.op("Mul", {cube, e.real(0.044715f)})});
    const ValueId tanh = e.op("Tanh", {e.op("Mul", {inner, e.real(0.7978845608f)})});
    return e.op("Mul", {half, e.op("Add", {tanh, e.real(1)})});
}

ValueId layerNorm(Exporter& e, const std::string& name, ValueId x, std::int64_t width) {
    const auto scope = e.in(name);
    const ValueId centred = e.op("Sub", {x, mean(e, x)});
    const ValueId variance = mean(e, e.op("Pow", {centred, e.real(2)}));
    const ValueId deviation = e.op("Sqrt", {e.op("Add", {variance, e.real(1e-5f)})});
    const ValueId scaled = e.op("Mul", {e.op("Div", {centred, deviation}), e.parameter("weight", {width}, 0.8, 1.2)});
    return e.op("Add", {scaled, e.parameter("bias", {width}, -0.1, 0.1)});
}

ValueId rmsNorm(Exporter& e, const std::string& name, ValueId x, std::int64_t width) {
    const auto scope = e.in(name);
    const ValueId wide = cast(e, x, DataType::Float);
    const ValueId sum = e.op("Add", {mean(e, e.op("Pow", {wide, e.real(2)})), e.real(1e-6f)});
    const ValueId factor = e.op("Div", {e.real(1), e.op("Sqrt", {sum})});
    const ValueId narrow = cast(e, e.op("Mul", {wide, factor}), DataType::Float);
    return e.op("Mul", {e.parameter("weight", {width}, 0.8, 1.2), narrow});
}

} // namespace lathe::test
