#include "core/formats/caffe/layer_table.h"

namespace lathe::caffe {
namespace {

float realOf(const LayerBuilder& builder, std::string_view message, std::string_view field, double fallback) {
    return static_cast<float>(builder.parameters(message).real(field, fallback));
}

Status buildRelu(LayerBuilder& builder) {
    const float slope = realOf(builder, "relu_param", "negative_slope", 0.0);
    if (slope == 0.0f) return builder.finish("Relu", {builder.bottom()});
    return builder.finish("LeakyRelu", {builder.bottom()}, {{"alpha", slope}});
}

Status clip(LayerBuilder& builder, float least, float most) {
    return builder.finish("Clip", {builder.bottom(), builder.scalar("min", least), builder.scalar("max", most)});
}

Status buildRelu6(LayerBuilder& builder) {
    return clip(builder, 0.0f, 6.0f);
}

Status buildClip(LayerBuilder& builder) {
    return clip(builder, realOf(builder, "clip_param", "min", 0.0), realOf(builder, "clip_param", "max", 0.0));
}

/// A slope per channel, or one for all.
Status buildPrelu(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("prelu_param");
    const std::int64_t channels = builder.shape(builder.bottom())->dims[1].value;
    const auto fill = static_cast<float>(parameters.sub("filler").real("value", 0.25));
    const bool isShared = parameters.flag("channel_shared", false);
    LATHE_TRY(Tensor slope, builder.weightTensor(0, {isShared ? 1 : channels}, "slope", fill));
    // ONNX broadcasts from the last axis.
    std::vector<std::int64_t> dims(static_cast<std::size_t>(builder.rank(builder.bottom()) - 1), 1);
    dims[0] = slope.elementCount();
    return builder.finish("PRelu", {builder.bottom(), builder.constant("slope", slope.reshaped(dims))});
}

Status buildElu(LayerBuilder& builder) {
    return builder.finish("Elu", {builder.bottom()}, {{"alpha", realOf(builder, "elu_param", "alpha", 1.0)}});
}

/// x · sigmoid(beta · x)
Status buildSwish(LayerBuilder& builder) {
    const float beta = realOf(builder, "swish_param", "beta", 1.0);
    ValueId x = builder.bottom();
    if (beta != 1.0f) {
        LATHE_TRY(x, builder.add("Mul", {x, builder.scalar("beta", beta)}));
    }
    LATHE_TRY(const ValueId gate, builder.add("Sigmoid", {x}));
    return builder.finish("Mul", {builder.bottom(), gate});
}

/// x · tanh(ln(1 + e^x))
Status buildMish(LayerBuilder& builder) {
    LATHE_TRY(const ValueId soft, builder.add("Softplus", {builder.bottom()}));
    LATHE_TRY(const ValueId gate, builder.add("Tanh", {soft}));
    return builder.finish("Mul", {builder.bottom(), gate});
}

/// 1 where x is above the threshold, else 0.
Status buildThreshold(LayerBuilder& builder) {
    const ValueId threshold = builder.scalar("threshold", realOf(builder, "threshold_param", "threshold", 0.0));
    LATHE_TRY(const ValueId above, builder.add("Greater", {builder.bottom(), threshold}));
    return builder.finish("Cast", {above}, {{"to", static_cast<std::int64_t>(DataType::Float)}});
}

Status buildSoftmax(LayerBuilder& builder) {
    const std::int64_t axis = builder.parameters("softmax_param").integer("axis", 1);
    return builder.finish("Softmax", {builder.bottom()}, {{"axis", axis}});
}

/// The ratio is kept for whoever trains the network further; inference passes everything on.
Status buildDropout(LayerBuilder& builder) {
    return builder.finish("Dropout", {builder.bottom(), builder.scalar("ratio", realOf(builder, "dropout_param", "dropout_ratio", 0.5))});
}

template <const char* Operator>
Status buildPlain(LayerBuilder& builder) {
    return builder.finish(Operator, {builder.bottom()});
}
constexpr char kSigmoid[] = "Sigmoid", kTanh[] = "Tanh", kAbs[] = "Abs", kSoftplus[] = "Softplus";

} // namespace

std::vector<LayerRow> activationLayers() {
    constexpr auto kOperators = Fate::Operators;
    constexpr auto kNothing = Need::Nothing;
    return {
        {"AbsVal", kOperators, buildPlain<kAbs>, 1, 1, kNothing, "Abs"},
        {"BNLL", kOperators, buildPlain<kSoftplus>, 1, 1, kNothing, "Softplus"},
        {"Clip", kOperators, buildClip, 1, 1, kNothing, "Clip"},
        {"Dropout", kOperators, buildDropout, 1, 1, kNothing, "Dropout (inference: nothing)"},
        {"ELU", kOperators, buildElu, 1, 1, kNothing, "Elu"},
        {"Mish", kOperators, buildMish, 1, 1, kNothing, "Softplus, Tanh, Mul"},
        {"PReLU", kOperators, buildPrelu, 1, 1, Need::Channels, "PRelu"},
        {"ReLU", kOperators, buildRelu, 1, 1, kNothing, "Relu; LeakyRelu with negative_slope"},
        {"ReLU6", kOperators, buildRelu6, 1, 1, kNothing, "Clip"},
        {"Sigmoid", kOperators, buildPlain<kSigmoid>, 1, 1, kNothing, "Sigmoid"},
        {"Softmax", kOperators, buildSoftmax, 1, 1, kNothing, "Softmax"},
        {"Swish", kOperators, buildSwish, 1, 1, kNothing, "Sigmoid, Mul"},
        {"TanH", kOperators, buildPlain<kTanh>, 1, 1, kNothing, "Tanh"},
        {"Threshold", kOperators, buildThreshold, 1, 1, kNothing, "Greater, Cast"},
    };
}

} // namespace lathe::caffe
