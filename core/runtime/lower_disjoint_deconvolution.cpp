#include "core/runtime/fusion.h"
#include "core/runtime/lowering.h"
#include "core/runtime/matrix_product_kernel.h"
#include "core/runtime/window.h"

namespace lathe {
namespace {

/// A transposed convolution whose kernel is as large as its stride: every output pixel has one source pixel, so that it is
/// the matrix product [pixels, input channels] · [input channels, kernel · output channels], spread over the output.
struct Deconvolution {
    NodeId id;
    Dims x, y, kernel;
    const Tensor* weights = nullptr; ///< [input channels, output channels, kernel…]
    const Tensor* bias = nullptr;
    std::int64_t inputs() const { return x[1]; }
    std::int64_t channels() const { return y[1]; }
    std::int64_t positions() const { return std::accumulate(kernel.begin(), kernel.end(), std::int64_t(1), std::multiplies<>()); }
    std::int64_t pixels() const { return x[0] * std::accumulate(x.begin() + 2, x.end(), std::int64_t(1), std::multiplies<>()); }
};

std::optional<Deconvolution> describe(const PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    Deconvolution deconv{id, {}, {}, {}, builder.constant(node.input(1)), builder.constant(node.input(2))};
    const auto x = builder.dims(node.input(0)), y = builder.dims(node.output());
    if (!x || !y || !deconv.weights || deconv.weights->type() != DataType::Float || node.intAttribute("group", 1) != 1) return std::nullopt;
    const Dims& w = deconv.weights->dims();
    if (w.size() < 3 || x->size() != w.size() || y->size() != w.size() || w[0] != (*x)[1] || w[1] != (*y)[1]) return std::nullopt;
    if (node.input(2).isValid() && (!deconv.bias || deconv.bias->type() != DataType::Float || deconv.bias->elementCount() != w[1]))
        return std::nullopt;
    deconv.x = *x;
    deconv.y = *y;
    deconv.kernel = Dims(w.begin() + 2, w.end());
    const auto window = windowOf(node, deconv.kernel, *x, *y);
    if (!window || window->strides != deconv.kernel || elementCountOf(*x).value_or(0) == 0) return std::nullopt;
    for (std::size_t i = 0; i < deconv.kernel.size(); ++i)
        if (window->dilations[i] != 1 || window->padsBefore[i] != 0 || (*y)[i + 2] != (*x)[i + 2] * deconv.kernel[i]) return std::nullopt;
    return deconv;
}

/// The product into temporary memory, then its rows spread over the output.
class SpreadKernel final : public Kernel {
public:
    SpreadKernel(KernelPtr product, std::int64_t elements, StridedCopy copy)
        : m_product(std::move(product)), m_copy(makeCopyKernel(std::move(copy))), m_bytes(elements * std::int64_t(sizeof(float))) {}

    std::unique_ptr<State> makeState() const override { return m_product->makeState(); }
    std::int64_t scratchBytes() const override { return aligned() + m_product->scratchBytes(); }

    bool run(State* state, float* const* args, std::byte* scratch) const override {
        auto* rows = reinterpret_cast<float*>(scratch);
        float* productArgs[] = {args[0], rows};
        float* copyArgs[] = {rows, args[1]};
        return m_product->run(state, productArgs, scratch + aligned()) && m_copy->run(nullptr, copyArgs, nullptr);
    }

private:
    std::int64_t aligned() const { return (m_bytes + 63) / 64 * 64; }

    KernelPtr m_product, m_copy;
    std::int64_t m_bytes;
};

/// [pixels…, kernel…, channels] to channels last: y[n, …, x·k + i, …, c].
StridedCopy spreading(const Deconvolution& deconv) {
    const std::size_t spatial = deconv.kernel.size();
    const Dims target = stridesOf(deconv.y, Layout::ChannelsLast);
    StridedCopy copy;
    copy.dims = {deconv.x[0]};
    copy.dstStrides = {target[0]};
    for (std::size_t i = 0; i < spatial; ++i) {
        copy.dims.push_back(deconv.x[i + 2]);
        copy.dstStrides.push_back(target[i + 2] * deconv.kernel[i]);
    }
    for (std::size_t i = 0; i < spatial; ++i) {
        copy.dims.push_back(deconv.kernel[i]);
        copy.dstStrides.push_back(target[i + 2]);
    }
    copy.dims.push_back(deconv.channels());
    copy.dstStrides.push_back(1);
    copy.srcStrides = rowMajorStrides(copy.dims);
    return copy;
}

/// Columns in the order [kernel…, output channels].
std::vector<float> columnsOf(const Deconvolution& deconv, const std::vector<float>& scale) {
    const auto data = deconv.weights->data<float>();
    const auto inputs = static_cast<std::size_t>(deconv.inputs()), channels = static_cast<std::size_t>(deconv.channels()),
               positions = static_cast<std::size_t>(deconv.positions());
    std::vector<float> columns(data.size());
    for (std::size_t i = 0; i < inputs; ++i)
        for (std::size_t c = 0; c < channels; ++c)
            for (std::size_t p = 0; p < positions; ++p)
                columns[(i * positions + p) * channels + c] = data[(i * channels + c) * positions + p] * scale[c];
    return columns;
}

std::vector<float> biasOf(const Deconvolution& deconv, const Affine& affine) {
    std::vector<float> row = affine.shift, bias;
    for (std::size_t c = 0; deconv.bias && c < row.size(); ++c)
        row[c] += deconv.bias->data<float>()[c] * affine.scale[c];
    for (std::int64_t p = 0; p < deconv.positions(); ++p)
        bias.insert(bias.end(), row.begin(), row.end());
    return bias;
}

} // namespace

bool lowerDisjointDeconvolution(PlanBuilder& builder, NodeId id) {
    const auto deconv = describe(builder, id);
    if (!deconv) return false;
    auto followers = findFollowers(builder, builder.node(id).output(), 1, Layout::ChannelsLast);
    const auto isResidual = [](const Follower& follower) { return follower.kind == Follower::Kind::Residual; };
    followers.erase(std::find_if(followers.begin(), followers.end(), isResidual), followers.end()); // it lies spread already
    const Affine affine = affineOf(followers, deconv->channels());
    auto product = makeMatrixProductKernel(builder, id,
                                           {deconv->pixels(), deconv->inputs(), deconv->positions() * deconv->channels(),
                                            columnsOf(*deconv, affine.scale), biasOf(*deconv, affine), postOpsOf(followers)});
    if (!product) return false;
    const ValueId result = followers.empty() ? builder.node(id).output() : followers.back().result;
    auto kernel = std::make_shared<SpreadKernel>(std::move(product), elementCountOf(deconv->y).value_or(0), spreading(*deconv));
    const BufferId source = builder.read(builder.node(id).input(0), Layout::ChannelsLast);
    builder.emit(id, std::move(kernel), {source, builder.write(result, Layout::ChannelsLast)}, {result});
    coverAll(builder, followers);
    return true;
}

} // namespace lathe
