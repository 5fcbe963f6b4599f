#include "core/ops/families.h"
#include "core/ops/matrix_product.h"
#include "core/ops/move_helpers.h"

#include <cmath>

namespace lathe {
namespace {

/// com.microsoft MatMulNBits: A [..., K] times the transpose of B [N, K], whose rows are packed in blocks of `block` elements of `bits`
/// bits, lowest bits first, each with a scale and a zero point (packed in the same way, one row of N after the other).
struct BlockLayout {
    std::int64_t k = 0, n = 0, bits = 4, block = 32;

    std::int64_t blocks() const { return (k + block - 1) / block; }
    std::int64_t blockBytes() const { return block * bits / 8; }
    std::int64_t zeroBytes() const { return (blocks() * bits + 7) / 8; }
};

Result<BlockLayout> layoutOf(const OpContext& context) {
    const BlockLayout layout{context.node.intAttribute("K", 0), context.node.intAttribute("N", 0), context.node.intAttribute("bits", 4),
                             context.node.intAttribute("block_size", 0)};
    constexpr std::int64_t kMost = std::int64_t(1) << 31;
    if (layout.k < 1 || layout.n < 1 || layout.k > kMost || layout.n > kMost) return opError(context, "K and N must be positive");
    if (layout.bits != 2 && layout.bits != 4 && layout.bits != 8)
        return opError(context, "bits is " + std::to_string(layout.bits) + ", expected 2, 4 or 8");
    const bool isPower = layout.block >= 16 && layout.block <= kMost && (layout.block & (layout.block - 1)) == 0;
    if (!isPower) return opError(context, "block_size is " + std::to_string(layout.block) + ", expected a power of 2 from 16 on");
    return layout;
}

Status checkCount(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t i, std::int64_t wanted) {
    const Shape* shape = isGiven(context, inputs, i) ? shapeAt(inputs, i) : nullptr;
    const auto count = shape ? shape->elementCount() : std::nullopt;
    if (!count || *count == wanted) return {};
    return opError(context,
                   "input " + std::to_string(i) + " has " + std::to_string(*count) + " elements, expected " + std::to_string(wanted));
}

InferOutcome inferMatMulNBits(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 3, 6));
    LATHE_TRY(const BlockLayout layout, layoutOf(context));
    constexpr std::array kPacked{DataType::Uint8};
    LATHE_CHECK(requireType(context, typeAt(inputs, 1), kPacked, "B"));
    LATHE_CHECK(commonType(context, inputs, {0, 2, 5}));
    const std::int64_t scales = multiplySaturated({layout.n, layout.blocks()});
    LATHE_CHECK(checkCount(context, inputs, 1, multiplySaturated({scales, layout.blockBytes()})));
    LATHE_CHECK(checkCount(context, inputs, 2, scales));
    const bool isPackedZero = typeAt(inputs, 3) == DataType::Uint8;
    LATHE_CHECK(checkCount(context, inputs, 3, isPackedZero ? multiplySaturated({layout.n, layout.zeroBytes()}) : scales));
    LATHE_CHECK(checkCount(context, inputs, 5, layout.n));
    const Shape* a = shapeAt(inputs, 0);
    LATHE_CHECK(requireRank(context, a, 1, -1, "A"));
    InferredTensor output = inferredOf(inputs[0].type);
    if (!a) return std::vector{output};
    LATHE_CHECK(sameDim(context, a->dims.back(), Dim(layout.k), "columns of A and K"));
    output.shape = *a;
    output.shape->dims.back() = Dim(layout.n);
    return std::vector{output};
}

std::int64_t packedAt(std::span<const std::uint8_t> bytes, std::int64_t first, std::int64_t i, std::int64_t bits) {
    const std::int64_t perByte = 8 / bits;
    const std::uint8_t byte = bytes[static_cast<std::size_t>(first + i / perByte)];
    return (byte >> (i % perByte * bits)) & ((1 << bits) - 1);
}

/// The zero points of all blocks; 2^(bits − 1) where none are given.
std::vector<double> zeroPoints(const BlockLayout& layout, const Tensor* given) {
    if (given && given->type() != DataType::Uint8) return given->toDoubles();
    std::vector<double> zeros;
    for (std::int64_t row = 0; row < layout.n; ++row)
        for (std::int64_t block = 0; block < layout.blocks(); ++block)
            zeros.push_back(given ? static_cast<double>(packedAt(given->data<std::uint8_t>(), row * layout.zeroBytes(), block, layout.bits))
                                  : std::ldexp(1.0, static_cast<int>(layout.bits) - 1));
    return zeros;
}

/// Which scale each column of B has: its block, or (g_idx) the group that a quantizer put it into.
Result<std::vector<std::int64_t>> groupsOf(const OpContext& context, const BlockLayout& layout, const Tensor* given) {
    std::vector<std::int64_t> groups;
    if (given) groups = given->toInt64s();
    if (given && static_cast<std::int64_t>(groups.size()) < layout.k) return opError(context, "g_idx is shorter than K");
    for (std::int64_t i = given ? layout.k : 0; i < layout.k; ++i)
        groups.push_back(i / layout.block);
    for (const std::int64_t group : groups)
        if (group < 0 || group >= layout.blocks()) return opError(context, "g_idx names group " + std::to_string(group));
    return groups;
}

/// B as real numbers, [K, N].
Result<Tensor> realWeights(const OpContext& context, const BlockLayout& layout, std::span<const Tensor> inputs) {
    LATHE_TRY(Tensor weights, Tensor::makeChecked(DataType::Float, {layout.k, layout.n}));
    LATHE_TRY(const auto groups, groupsOf(context, layout, tensorAt(inputs, 4)));
    const std::vector<double> scales = inputs[2].toDoubles(), zeros = zeroPoints(layout, tensorAt(inputs, 3));
    const auto packed = inputs[1].data<std::uint8_t>();
    const std::span<float> out = weights.mutableData<float>();
    StopProbe isStopped;
    for (std::int64_t row = 0; row < layout.n; ++row)
        for (std::int64_t i = 0; i < layout.k && !isStopped(); ++i) {
            const std::int64_t first = (row * layout.blocks() + i / layout.block) * layout.blockBytes();
            const auto group = static_cast<std::size_t>(row * layout.blocks() + groups[static_cast<std::size_t>(i)]);
            const auto q = static_cast<double>(packedAt(packed, first, i % layout.block, layout.bits));
            out[static_cast<std::size_t>(i * layout.n + row)] = static_cast<float>((q - zeros[group]) * scales[group]);
        }
    return weights;
}

EvaluateOutcome evaluateMatMulNBits(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferMatMulNBits));
    if (outputs[0].elementCount() == 0) return outputs;
    if (inputs[0].type() != DataType::Float) return unsupportedType(context, inputs[0].type());
    LATHE_TRY(const BlockLayout layout, layoutOf(context));
    LATHE_TRY(const Tensor weights, realWeights(context, layout, inputs));
    const std::vector<double> bias =
        tensorAt(inputs, 5) ? inputs[5].toDoubles() : std::vector<double>(static_cast<std::size_t>(layout.n), 0.0);
    float* out = outputs[0].mutableData<float>().data();
    multiplyRows<double>(inputs[0].data<float>().data(), weights.data<float>().data(), inputs[0].elementCount() / layout.k, layout.k,
                         layout.n, [&](std::int64_t, std::span<const double> sums) {
                             for (std::size_t o = 0; o < sums.size(); ++o)
                                 *out++ = static_cast<float>(sums[o] + bias[o]);
                         });
    return outputs;
}

Work matMulNBitsWork(const OpContext& context, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    return {.macs = multiplySaturated({elementsOf(outputs.first(1)), std::max<std::int64_t>(context.node.intAttribute("K", 0), 0)})};
}

} // namespace

std::vector<OpRow> blockQuantizedOps() {
    return {{"com.microsoft", "MatMulNBits", 1, OpCategory::Matrix, QuantRule::Structural, inferMatMulNBits, viaFloat<evaluateMatMulNBits>,
             matMulNBitsWork, "Matrix product with weights of 2, 4 or 8 bits in blocks that have scales of their own."}};
}

} // namespace lathe
