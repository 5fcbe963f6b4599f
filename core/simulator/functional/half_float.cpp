#include "core/simulator/functional/half_float.h"

#include "core/base/float16.h"
#include "core/ops/convolution_loops.h"
#include "core/ops/matmul_shape.h"
#include "core/ops/matrix_product.h"
#include "core/ops/opset_of.h"

#include <array>

namespace lathe {
namespace {

using Inputs = std::span<const Tensor>;
using SumsOutcome = Result<Tensor>; ///< the one output

const Tensor* given(Inputs inputs, std::size_t i) {
    return i < inputs.size() && inputs[i].isPresent() ? &inputs[i] : nullptr;
}

float biasOf(const Tensor* bias, std::int64_t channel) {
    return bias ? bias->data<float>()[static_cast<std::size_t>(channel)] : 0.0f;
}

SumsOutcome convolution(const OpContext& context, Inputs inputs, Tensor output) {
    LATHE_TRY(ConvolutionSizes sizes, convolutionSizes(context, inputs[0], inputs[1]));
    lengthenRows(sizes);
    float* out = output.mutableData<float>().data();
    convolve<float>(
        sizes, inputs[0].data<float>().data(), inputs[1].data<float>().data(),
        [&](std::int64_t channel) { return biasOf(given(inputs, 2), channel); },
        [&](std::int64_t, std::int64_t first, std::span<const float> row) { std::ranges::copy(row, out + first); });
    return output;
}

/// Adds what one element of the input contributes to one plane of the output.
void scatter(const Window3& window, float x, std::array<std::int64_t, 3> at, const float* taps, std::span<float> plane) {
    const auto& [depth, height, width] = window;
    for (std::int64_t z = 0; z < depth.kernel; ++z)
        for (std::int64_t y = 0; y < height.kernel; ++y)
            for (std::int64_t k = 0; k < width.kernel; ++k) {
                const std::int64_t oz = depth.position(at[0], z), oy = height.position(at[1], y), ox = width.position(at[2], k);
                const bool isInside =
                    oz >= 0 && oz < depth.output.value && oy >= 0 && oy < height.output.value && ox >= 0 && ox < width.output.value;
                if (!isInside) continue;
                plane[static_cast<std::size_t>((oz * height.output.value + oy) * width.output.value + ox)] +=
                    x * taps[(z * height.kernel + y) * width.kernel + k];
            }
}

SumsOutcome transposedConvolution(const OpContext& context, Inputs inputs, Tensor output) {
    const Tensor &x = inputs[0], &w = inputs[1];
    const std::vector<std::int64_t> kernel(w.dims().begin() + 2, w.dims().end());
    LATHE_TRY(const auto axes, transposedWindowOf(context, Shape::of(x.dims()), kernel));
    LATHE_TRY(const Window3 window, threeAxes(context, axes));
    const std::int64_t groups = context.node.intAttribute("group", 1);
    const ConvolutionSizes sizes{x.dim(0), groups, x.dim(1) / groups, w.dim(1), window};
    const std::int64_t channels = groups * sizes.channelsOut, line = window[2].input.value, rows = window[1].input.value;
    for (std::int64_t nc = 0; nc < sizes.batch * channels && !isStopAsked(); ++nc) {
        const std::int64_t c = nc % channels, n = nc / channels, group = c / sizes.channelsOut;
        const auto plane = output.mutableData<float>().subspan(static_cast<std::size_t>(nc * sizes.outputPlane()),
                                                               static_cast<std::size_t>(sizes.outputPlane()));
        std::ranges::fill(plane, biasOf(given(inputs, 2), c));
        for (std::int64_t i = group * sizes.channelsIn; i < (group + 1) * sizes.channelsIn; ++i) {
            const float* image = x.data<float>().data() + (n * x.dim(1) + i) * sizes.inputPlane();
            const float* taps = w.data<float>().data() + (i * sizes.channelsOut + c % sizes.channelsOut) * sizes.kernelSize();
            for (std::int64_t e = 0; e < sizes.inputPlane(); ++e)
                scatter(window, image[e], {e / line / rows, e / line % rows, e % line}, taps, plane);
        }
    }
    return output;
}

SumsOutcome matrixProduct(const OpContext&, Inputs inputs, Tensor output) {
    const MatMulPlan plan = planMatMul(inputs[0], inputs[1]);
    float* out = output.mutableData<float>().data();
    for (std::size_t p = 0; p < plan.firstOfA.size(); ++p)
        multiplyRows<float>(inputs[0].data<float>().data() + plan.firstOfA[p], inputs[1].data<float>().data() + plan.firstOfB[p], plan.m,
                            plan.k, plan.n, [&](std::int64_t, std::span<const float> row) { out = std::ranges::copy(row, out).out; });
    return output;
}

SumsOutcome generalProduct(const OpContext& context, Inputs inputs, Tensor output) {
    const Tensor &a = inputs[0], &b = inputs[1];
    const Tensor* c = given(inputs, 2);
    const bool ta = context.node.intAttribute("transA", 0) != 0, tb = context.node.intAttribute("transB", 0) != 0;
    const std::int64_t m = a.dim(ta ? 1 : 0), k = a.dim(ta ? 0 : 1), n = b.dim(tb ? 0 : 1);
    const float alpha = context.node.floatAttribute("alpha", 1), beta = context.node.floatAttribute("beta", 1);
    const std::vector<float> at = ta ? transposed(a.data<float>(), k, m) : std::vector<float>(),
                             bt = tb ? transposed(b.data<float>(), n, k) : std::vector<float>();
    const std::int64_t columns = !c || c->rank() == 0 ? 1 : c->dim(c->rank() - 1);
    const bool hasRows = c && c->rank() == 2 && c->dim(0) > 1;
    float* out = output.mutableData<float>().data();
    multiplyRows<float>(ta ? at.data() : a.data<float>().data(), tb ? bt.data() : b.data<float>().data(), m, k, n,
                        [&](std::int64_t row, std::span<const float> sums) {
                            for (std::int64_t o = 0; o < n; ++o) {
                                const float product = alpha * sums[static_cast<std::size_t>(o)];
                                const std::int64_t place = (hasRows ? row * columns : 0) + (columns > 1 ? o : 0);
                                out[row * n + o] = c ? product + beta * c->data<float>()[static_cast<std::size_t>(place)] : product;
                            }
                        });
    return output;
}

struct SumRow {
    std::string_view op;
    SumsOutcome (*sum)(const OpContext&, Inputs, Tensor output);
};
constexpr std::array kSums{SumRow{"Conv", convolution}, SumRow{"ConvTranspose", transposedConvolution}, SumRow{"Gemm", generalProduct},
                           SumRow{"MatMul", matrixProduct}};

const SumRow* findSum(const Node& node, Inputs inputs) {
    const bool areFloats = inputs.size() > 1 && inputs[0].type() == DataType::Float && inputs[1].type() == DataType::Float;
    if (!node.domain.empty() || !areFloats) return nullptr;
    const auto found = std::ranges::find(kSums, node.opType, &SumRow::op);
    return found == kSums.end() ? nullptr : &*found;
}

/// Zeros of the output's shape.
Result<Tensor> emptyOutput(const OpContext& context, Inputs inputs) {
    std::vector<InferredTensor> known;
    for (const Tensor& input : inputs)
        known.push_back(inferredOf(input));
    LATHE_TRY(const auto inferred, findOp(context.node)->infer(context, known));
    return Tensor::makeChecked(DataType::Float, inferred.front().shape->known().value_or(std::vector<std::int64_t>{0}));
}

/// What an operator reads as a parameter (sizes, scales) keeps its digits.
bool isData(const Node& node, std::size_t input) {
    return input == 0 || (node.opType != "Resize" && node.opType != "Upsample");
}

} // namespace

Tensor roundedToHalf(const Tensor& tensor) {
    if (tensor.type() != DataType::Float) return tensor;
    Tensor rounded = Tensor::makeZeros(DataType::Float, tensor.dims());
    std::ranges::transform(tensor.data<float>(), rounded.mutableData<float>().begin(), [](float x) { return halfToFloat(floatToHalf(x)); });
    return rounded;
}

Result<std::vector<Tensor>> evaluateInHalf(const Graph& graph, NodeId id, std::span<const Tensor> inputs, const OuterLookup& outer) {
    const Node& node = graph.node(id);
    std::vector<Tensor> operands;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        operands.push_back(isData(node, i) ? roundedToHalf(inputs[i]) : inputs[i]);
    std::vector<Tensor> outputs;
    if (const SumRow* row = findSum(node, operands)) {
        const OpContext context{node, opsetOf(graph.opsets, node.domain)};
        LATHE_TRY(Tensor output, emptyOutput(context, operands));
        if (output.elementCount() > 0) {
            LATHE_TRY(output, row->sum(context, operands, std::move(output)));
        }
        if (isStopAsked()) return Error::stopped();
        outputs.push_back(std::move(output));
    } else {
        LATHE_TRY(outputs, evaluateNode(graph, id, operands, outer));
    }
    for (Tensor& output : outputs)
        output = roundedToHalf(output);
    return outputs;
}

} // namespace lathe
