#include "core/formats/caffe/layer_table.h"

#include <cmath>

namespace lathe::caffe {
namespace {

/// A stored sum of statistics, divided by the stored number of steps.
Tensor divided(const Tensor& tensor, float factor) {
    Tensor result = tensor.clone();
    const float share = factor == 0.0f ? 0.0f : 1.0f / factor;
    for (float& value : result.mutableData<float>())
        value *= share;
    return result;
}

Tensor filled(std::int64_t count, float value) {
    Tensor tensor = Tensor::makeZeros(DataType::Float, {count});
    std::ranges::fill(tensor.mutableData<float>(), value);
    return tensor;
}

constexpr std::int64_t kMostChannels = std::int64_t(1) << 24;

/// The stored mean and variance are sums, the third blob says of how much.
Status buildBatchNorm(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("batch_norm_param");
    const std::int64_t channels = builder.shape(builder.bottom())->dims[1].value;
    if (channels > kMostChannels) return builder.error(std::to_string(channels) + " channels are impossible");
    LATHE_TRY(Tensor mean, builder.weightTensor(0, {channels}, "mean"));
    LATHE_TRY(Tensor variance, builder.weightTensor(1, {channels}, "variance", 1.0f));
    LATHE_TRY(const Tensor factor, builder.weightTensor(2, {1}, "scale factor", 1.0f));
    const float steps = factor.data<float>()[0];
    if (steps != 1.0f) {
        mean = divided(mean, steps);
        variance = divided(variance, steps);
    }
    if (!parameters.flag("use_global_stats", true))
        builder.network().source().report(Severity::Warning, "CAFFE_BATCH_STATISTICS",
                                          "use_global_stats is false, which Caffe obeys in phase TEST, too; the stored statistics are used",
                                          builder.layer().place, builder.layer().name,
                                          "leave use_global_stats out, so that both do the same");
    const ValueId scale = builder.constant("scale", filled(channels, 1.0f)), bias = builder.constant("bias", filled(channels, 0.0f));
    return builder.finish("BatchNormalization",
                          {builder.bottom(), scale, bias, builder.constant("mean", mean), builder.constant("variance", variance)},
                          {{"epsilon", static_cast<float>(parameters.real("eps", 1e-5))}});
}

/// x / (1 + alpha · mean of x² over the window) ^ beta
Status buildLrnWithin(LayerBuilder& builder, const Message& parameters, std::int64_t size) {
    const ValueId x = builder.bottom();
    const std::int64_t pad = (size - 1) / 2;
    const auto number = [&](std::string_view field, double fallback) { return static_cast<float>(parameters.real(field, fallback)); };
    LATHE_TRY(const ValueId square, builder.add("Mul", {x, x}));
    LATHE_TRY(const ValueId mean, builder.add("AveragePool", {square},
                                              {{"kernel_shape", std::vector<std::int64_t>{size, size}},
                                               {"pads", std::vector<std::int64_t>{pad, pad, pad, pad}},
                                               {"count_include_pad", std::int64_t(1)}}));
    LATHE_TRY(const ValueId scaled, builder.add("Mul", {mean, builder.scalar("alpha", number("alpha", 1.0))}));
    LATHE_TRY(const ValueId shifted, builder.add("Add", {scaled, builder.scalar("one", 1.0f)}));
    LATHE_TRY(const ValueId power, builder.add("Pow", {shifted, builder.scalar("beta", -number("beta", 0.75))}));
    return builder.finish("Mul", {x, power});
}

Status buildLrn(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("lrn_param");
    const std::int64_t size = parameters.integer("local_size", 5);
    if (size < 1 || size % 2 == 0 || size > (1 << 20))
        return builder.error("local_size is " + std::to_string(size) + ", expected an odd number");
    if (parameters.text("norm_region", "ACROSS_CHANNELS") == "WITHIN_CHANNEL") return buildLrnWithin(builder, parameters, size);
    return builder.finish("LRN", {builder.bottom()},
                          {{"size", size},
                           {"alpha", static_cast<float>(parameters.real("alpha", 1.0))},
                           {"beta", static_cast<float>(parameters.real("beta", 0.75))},
                           {"bias", static_cast<float>(parameters.real("k", 1.0))}});
}

std::vector<std::int64_t> axesFrom(std::int64_t first, std::int64_t rank) {
    std::vector<std::int64_t> axes;
    for (std::int64_t axis = first; axis < rank; ++axis)
        axes.push_back(axis);
    return axes;
}

/// (x − mean) / (deviation + eps), over the image or over all channels.
Status buildMvn(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("mvn_param");
    const auto axes = axesFrom(parameters.flag("across_channels", false) ? 1 : 2, builder.rank(builder.bottom()));
    if (axes.empty()) return builder.error("the bottom has no spatial axis");
    constexpr double kOnnxEpsilon = 1e-9;
    const double epsilon = parameters.real("eps", kOnnxEpsilon);
    const bool isWhole = parameters.flag("normalize_variance", true);
    if (isWhole && epsilon == kOnnxEpsilon) return builder.finish("MeanVarianceNormalization", {builder.bottom()}, {{"axes", axes}});
    LATHE_TRY(const ValueId mean, builder.add("ReduceMean", {builder.bottom()}, {{"axes", axes}}));
    LATHE_TRY(const ValueId centred, builder.add("Sub", {builder.bottom(), mean}));
    if (!isWhole) return builder.setTop(centred);
    LATHE_TRY(const ValueId square, builder.add("Mul", {centred, centred}));
    LATHE_TRY(const ValueId variance, builder.add("ReduceMean", {square}, {{"axes", axes}}));
    LATHE_TRY(const ValueId deviation, builder.add("Sqrt", {variance}));
    LATHE_TRY(const ValueId divisor, builder.add("Add", {deviation, builder.scalar("eps", static_cast<float>(epsilon))}));
    return builder.finish("Div", {centred, divisor});
}

/// x / sqrt(sum of x² + eps) · scale, the sum over the channels or over everything.
Status buildNormalize(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("norm_param");
    const std::int64_t rank = builder.rank(builder.bottom()), channels = builder.shape(builder.bottom())->dims[1].value;
    const auto axes = parameters.flag("across_spatial", true) ? axesFrom(1, rank) : std::vector<std::int64_t>{1};
    const auto fill = static_cast<float>(parameters.sub("scale_filler").real("value", 1.0));
    LATHE_TRY(Tensor scale, builder.weightTensor(0, {parameters.flag("channel_shared", true) ? 1 : channels}, "scale", fill));
    std::vector<std::int64_t> dims(static_cast<std::size_t>(rank - 1), 1);
    dims[0] = scale.elementCount();
    const ValueId x = builder.bottom(), eps = builder.scalar("eps", static_cast<float>(parameters.real("eps", 1e-10)));
    LATHE_TRY(const ValueId square, builder.add("Mul", {x, x}));
    LATHE_TRY(const ValueId sum, builder.add("ReduceSum", {square, builder.integers("axes", axes)}, {{"keepdims", std::int64_t(1)}}));
    LATHE_TRY(const ValueId shifted, builder.add("Add", {sum, eps}));
    LATHE_TRY(const ValueId norm, builder.add("Sqrt", {shifted}));
    LATHE_TRY(const ValueId unit, builder.add("Div", {x, norm}));
    return builder.finish("Mul", {unit, builder.constant("scale", scale.reshaped(dims))});
}

} // namespace

std::vector<LayerRow> normalizationLayers() {
    constexpr auto kOperators = Fate::Operators;
    return {
        {"BatchNorm", kOperators, buildBatchNorm, 1, 1, Need::Channels, "BatchNormalization"},
        {"LRN", kOperators, buildLrn, 1, 1, Need::Nothing, "LRN; Mul, AveragePool, Mul, Add, Pow, Mul within channels"},
        {"MVN", kOperators, buildMvn, 1, 1, Need::Rank,
         "MeanVarianceNormalization; ReduceMean, Sub … with another eps or without variance"},
        {"Normalize", kOperators, buildNormalize, 1, 1, Need::Channels, "Mul, ReduceSum, Add, Sqrt, Div, Mul"},
    };
}

} // namespace lathe::caffe
