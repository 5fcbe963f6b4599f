#include "core/runtime/convolution.h"
#include "core/runtime/lowering.h"
#include "core/runtime/matrix_product_kernel.h"
#include "core/runtime/quantized_values.h"

namespace lathe {
namespace {

/// Integers up to here are exact in binary32, and so are their sums in any order while none exceeds it.
constexpr double kExact = 16777216.0;

/// The places of the inputs of QLinearConv and QLinearMatMul.
enum Input : std::size_t { kX, kScaleX, kZeroX, kW, kScaleW, kZeroW, kScaleY, kZeroY, kBias };

/// What the operators have in common: everything known but x. Weights come with their zero point removed.
struct QuantizedProduct {
    QuantizedScalars x, y;
    Tensor weights;            ///< Float
    std::vector<float> scales; ///< of the weights: one, or one per output channel
    std::vector<double> bias;  ///< by output channel
};

/// Weights as floats without their zero points; output channels are `axis` of the tensor.
std::optional<Tensor> withoutZero(const Tensor& weights, const Tensor& zeros, std::size_t axis) {
    if (!isCarriedType(weights.type()) || weights.type() != zeros.type() || weights.rank() < 2) return std::nullopt;
    const std::int64_t channels = weights.dims()[axis];
    if (zeros.elementCount() != 1 && (zeros.rank() != 1 || zeros.elementCount() != channels)) return std::nullopt;
    Tensor floats = weights.toFloat().clone();
    const std::vector<double> zero = zeros.toDoubles();
    const std::int64_t inner = rowMajorStrides(weights.dims())[axis];
    const auto data = floats.mutableData<float>();
    for (std::size_t i = 0; i < data.size(); ++i) {
        const std::size_t channel = zero.size() == 1 ? 0 : i / static_cast<std::size_t>(inner) % static_cast<std::size_t>(channels);
        data[i] -= static_cast<float>(zero[channel]);
    }
    return floats;
}

std::optional<QuantizedProduct> describe(const PlanBuilder& builder, const Node& node, std::size_t channelAxis) {
    const auto x = quantizedScalars(builder, node.input(kScaleX), node.input(kZeroX)),
               y = quantizedScalars(builder, node.input(kScaleY), node.input(kZeroY));
    const Tensor *weights = builder.constant(node.input(kW)), *scales = builder.constant(node.input(kScaleW)),
                 *zeros = builder.constant(node.input(kZeroW)), *bias = builder.constant(node.input(kBias));
    if (!x || !y || !isCarriedType(x->type) || !isCarriedType(y->type) || !weights || !scales || !zeros) return std::nullopt;
    if (builder.type(node.input(kX)) != x->type || builder.type(node.output()) != y->type || scales->type() != DataType::Float)
        return std::nullopt;
    if (node.input(kBias).isValid() && (!bias || bias->type() != DataType::Int32)) return std::nullopt;
    auto floats = withoutZero(*weights, *zeros, channelAxis);
    if (!floats) return std::nullopt;
    QuantizedProduct product{*x, *y, std::move(*floats), {}, {}};
    const std::int64_t channels = weights->dims()[channelAxis];
    if (scales->elementCount() != 1 && (scales->rank() != 1 || scales->elementCount() != channels)) return std::nullopt;
    if (bias && bias->elementCount() != channels) return std::nullopt;
    product.scales.assign(scales->data<float>().begin(), scales->data<float>().end());
    product.bias = bias ? bias->toDoubles() : std::vector<double>(static_cast<std::size_t>(channels), 0.0);
    return product;
}

/// Σ w and Σ |w| of every output channel, `channelAxis` of the weights.
struct Sums {
    std::vector<double> plain, absolute;
};
Sums sumsOf(const QuantizedProduct& product, std::size_t channelAxis) {
    const auto channels = static_cast<std::size_t>(product.weights.dims()[channelAxis]);
    const auto inner = static_cast<std::size_t>(rowMajorStrides(product.weights.dims())[channelAxis]);
    Sums sums{std::vector<double>(channels), std::vector<double>(channels)};
    const auto data = product.weights.data<float>();
    for (std::size_t i = 0; i < data.size(); ++i) {
        sums.plain[i / inner % channels] += static_cast<double>(data[i]);
        sums.absolute[i / inner % channels] += std::abs(static_cast<double>(data[i]));
    }
    return sums;
}

/// What the sums of a product start from.
struct Start {
    std::vector<float> inside;   ///< the bias of the float product
    std::vector<LateBias> after; ///< added to its exact sums afterwards
};

/// Where x keeps its zero point (`foldsZero`), its share is taken away again. Nothing where a sum of products could be too large
/// to be exact; a bias that is too large itself is added afterwards.
std::optional<Start> exactStart(const QuantizedProduct& product, std::size_t channelAxis, bool foldsZero) {
    const Sums sums = sumsOf(product, channelAxis);
    const double offset = foldsZero ? static_cast<double>(product.x.zero) : 0.0;
    const double largest =
        std::max(std::abs(static_cast<double>(product.x.low()) + offset), static_cast<double>(product.x.high()) + offset);
    Start start;
    for (std::size_t c = 0; c < product.bias.size(); ++c) {
        if (largest * sums.absolute[c] > kExact) return std::nullopt;
        const double bias = product.bias[c] - offset * sums.plain[c];
        const bool isInside = std::abs(bias) + largest * sums.absolute[c] <= kExact;
        start.inside.push_back(isInside ? static_cast<float>(bias) : 0.0F);
        if (!isInside) start.after.push_back({static_cast<std::int64_t>(c), bias});
    }
    return start;
}

/// binary32(s_x · s_w / s_y), as the reference loops have it.
std::vector<float> factorsOf(const QuantizedProduct& product) {
    std::vector<float> factors;
    for (std::size_t c = 0; c < product.bias.size(); ++c)
        factors.push_back(product.x.scale * product.scales[product.scales.size() == 1 ? 0 : c] / product.y.scale);
    return factors;
}

Requantization requantization(const QuantizedProduct& product, const Start& start, std::int64_t rows, std::int64_t inner) {
    return {rows, inner, start.after, factorsOf(product), product.y.low(), product.y.high(), static_cast<float>(product.y.zero)};
}

bool isPadded(const Window& window) {
    const auto isZero = [](std::int64_t pad) { return pad == 0; };
    return !std::all_of(window.padsBefore.begin(), window.padsBefore.end(), isZero) ||
           !std::all_of(window.padsAfter.begin(), window.padsAfter.end(), isZero);
}

} // namespace

bool lowerQLinearConv(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto x = builder.carriedDims(node.input(kX)), y = builder.carriedDims(node.output());
    const auto product = describe(builder, node, 0);
    if (!product || !x || !y) return false;
    const auto conv = describeConvolution(node, id, *x, *y, product->weights, false);
    if (!conv) return false;
    const bool foldsZero = product->x.zero != 0 && !isPadded(conv->window); // padding stands for the zero point
    const auto start = exactStart(*product, 0, foldsZero);
    if (!start) return false;
    for (const Layout layout : {Layout::ChannelsLast, Layout::Plain}) {
        const auto made = makeConvolutionPrimitive(*conv, layout, {});
        if (!made) continue;
        const auto weights = product->weights.data<float>();
        auto sums = makeConvolutionKernel(builder, *conv, layout, *made, {weights.begin(), weights.end()}, start->inside);
        const std::int64_t plane = *elementCountOf(*y) / (*y)[0] / conv->channels;
        const bool isLast = layout == Layout::ChannelsLast;
        auto kernel = makeQuantizedProductKernel(std::move(sums),
                                                 requantization(*product, *start, isLast ? (*y)[0] * plane : (*y)[0], isLast ? 1 : plane),
                                                 *elementCountOf(*x), foldsZero ? 0.0F : static_cast<float>(product->x.zero));
        const BufferId source = builder.read(node.input(kX), layout);
        builder.emit(id, std::move(kernel), {source, builder.write(node.output(), layout)}, {node.output()});
        return true;
    }
    return false;
}

bool lowerQLinearMatMul(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto x = builder.carriedDims(node.input(kX)), y = builder.carriedDims(node.output());
    const auto product = describe(builder, node, 1);
    if (!product || !x || !y || x->empty() || product->weights.rank() != 2) return false;
    const std::int64_t depth = product->weights.dim(0), columns = product->weights.dim(1), elements = elementCountOf(*x).value_or(0);
    const auto start = exactStart(*product, 1, true);
    if (!start || elements == 0 || x->back() != depth || columns == 0) return false;
    const std::int64_t rows = elements / depth;
    const auto weights = product->weights.data<float>();
    auto sums = makeMatrixProductKernel(builder, id, {rows, depth, columns, {weights.begin(), weights.end()}, start->inside, {}});
    if (!sums) return false;
    auto kernel = makeQuantizedProductKernel(std::move(sums), requantization(*product, *start, rows, 1), elements, 0);
    const BufferId source = builder.read(node.input(kX), Layout::Plain);
    builder.emit(id, std::move(kernel), {source, builder.write(node.output(), Layout::Plain)}, {node.output()});
    return true;
}

} // namespace lathe
