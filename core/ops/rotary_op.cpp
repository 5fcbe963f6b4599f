#include "core/ops/attention.h"
#include "core/ops/move_helpers.h"

namespace lathe {
namespace {

constexpr std::array kPositions{DataType::Int64, DataType::Int32};

/// Inputs: x [batch, positions, columns] or [batch, heads, positions, size], positions ([1]: the first one; [batch, positions]),
/// tables of cosines and sines [most, half].
InferOutcome inferRotary(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 4, 4));
    LATHE_CHECK(commonType(context, inputs, {0, 2, 3}));
    LATHE_CHECK(requireType(context, typeAt(inputs, 1), kPositions, "positions"));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 0), 3, 4, "the input"));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 2), 2, 2, "the cosines"));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 3), 2, 2, "the sines"));
    return std::vector{inferredOf(inputs[0].type, inputs[0].shape)};
}

struct RotaryLayout {
    std::int64_t batch, positions, heads, size, rotated;
    bool isHeadFirst;

    /// Element at which a head begins.
    std::int64_t first(std::int64_t b, std::int64_t position, std::int64_t head) const {
        return (isHeadFirst ? (b * heads + head) * positions + position : (b * positions + position) * heads + head) * size;
    }
};

Result<RotaryLayout> layoutOf(const OpContext& context, std::span<const Tensor> inputs) {
    const Tensor& x = inputs[0];
    const std::int64_t half = inputs[2].dim(1), given = context.node.intAttribute("rotary_embedding_dim", 0),
                       heads = context.node.intAttribute("num_heads", 0);
    if (inputs[3].dims() != inputs[2].dims()) return opError(context, "cosines and sines differ in shape");
    RotaryLayout layout{x.dim(0), x.dim(x.rank() == 4 ? 2 : 1), 1, 0, 2 * half, x.rank() == 4};
    if (given > 0 && given != layout.rotated)
        return opError(context,
                       "rotary_embedding_dim is " + std::to_string(given) + ", but the tables turn " + std::to_string(layout.rotated));
    if (given > 0 && heads < 1 && x.rank() == 3) return opError(context, "rotary_embedding_dim needs num_heads");
    layout.size = x.rank() == 4 ? x.dim(3) : given > 0 ? x.dim(2) / heads : layout.rotated;
    const std::int64_t columns = x.rank() == 4 ? layout.size : x.dim(2);
    if (layout.size < 1 || layout.rotated > layout.size || columns % layout.size != 0)
        return opError(context, "the tables do not fit an input of shape " + toText(x.dims()));
    layout.heads = x.rank() == 4 ? x.dim(1) : columns / layout.size;
    return layout;
}

Result<std::vector<std::int64_t>> positionsOf(const OpContext& context, const Tensor& given, const RotaryLayout& layout,
                                              std::int64_t most) {
    std::vector<std::int64_t> positions = given.toInt64s();
    if (given.elementCount() == 1) {
        const std::int64_t first = positions[0];
        positions.clear();
        for (std::int64_t i = 0; i < layout.batch * layout.positions; ++i)
            positions.push_back(first + i % layout.positions);
    }
    if (std::ssize(positions) != layout.batch * layout.positions)
        return opError(context, "positions of shape " + toText(given.dims()) + " do not fit");
    for (const std::int64_t position : positions)
        if (position < 0 || position >= most) return opError(context, "position " + std::to_string(position) + " is not in the tables");
    return positions;
}

EvaluateOutcome evaluateRotary(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferRotary));
    if (inputs[0].type() != DataType::Float) return unsupportedType(context, inputs[0].type());
    if (outputs[0].elementCount() == 0) return outputs;
    LATHE_TRY(const RotaryLayout layout, layoutOf(context, inputs));
    LATHE_TRY(const auto positions, positionsOf(context, inputs[1], layout, inputs[2].dim(0)));
    const bool isInterleaved = context.node.intAttribute("interleaved", 0) != 0;
    const auto half = static_cast<std::size_t>(layout.rotated / 2);
    const std::span<float> out = outputs[0].mutableData<float>();
    std::ranges::copy(inputs[0].data<float>(), out.begin());
    StopProbe isStopped;
    for (std::int64_t row = 0; row < layout.batch * layout.positions; ++row) {
        const std::size_t table = static_cast<std::size_t>(positions[static_cast<std::size_t>(row)]) * half;
        for (std::int64_t head = 0; head < layout.heads && !isStopped(); ++head)
            rotate(out.subspan(static_cast<std::size_t>(layout.first(row / layout.positions, row % layout.positions, head)),
                               static_cast<std::size_t>(layout.size)),
                   inputs[2].data<float>().subspan(table, half), inputs[3].data<float>().subspan(table, half), isInterleaved);
    }
    return outputs;
}

Work rotaryWork(const OpContext&, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    return {.vectorOps = multiplySaturated({elementsOf(outputs), 3})};
}

} // namespace

std::vector<OpRow> rotaryOps() {
    return {{"com.microsoft", "RotaryEmbedding", 1, OpCategory::Elementwise, QuantRule::Float, inferRotary, viaFloat<evaluateRotary>,
             rotaryWork, "Turns pairs of elements by angles that grow with the position."}};
}

} // namespace lathe
