#include "core/ops/attention.h"
#include "core/ops/composition.h"
#include "core/ops/families.h"

#include <cmath>

namespace lathe {
namespace {

// Attention: inputs x, weights, bias, mask, past [2, batch, heads, positions, size], attention bias

struct Columns {
    Dim q, k, v; ///< of the projections
};

Result<Columns> projectedColumns(const OpContext& context, const Shape* weights) {
    const std::vector<std::int64_t> given = context.node.intsAttribute("qkv_hidden_sizes");
    if (!given.empty() && (given.size() != 3 || given[0] != given[1] || std::ranges::any_of(given, [](std::int64_t n) { return n < 1; })))
        return opError(context, "qkv_hidden_sizes " + toText(given) + " must be three numbers, the first two equal");
    const Dim all = weights ? weights->dims[1] : Dim();
    if (!given.empty()) {
        LATHE_CHECK(sameDim(context, all, Dim(addSaturated(addSaturated(given[0], given[1]), given[2])), "columns of the weights"));
        return Columns{given[0], given[1], given[2]};
    }
    if (!all.isKnown()) return Columns{};
    if (all.value % 3 != 0) return opError(context, std::to_string(all.value) + " columns of the weights are not divisible by 3");
    return Columns{all.value / 3, all.value / 3, all.value / 3};
}

InferOutcome inferAttention(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 7));
    LATHE_TRY(const std::int64_t heads, headsOf(context));
    if (context.node.intAttribute("past_present_share_buffer", 0) != 0)
        return opError(context, "past_present_share_buffer is not supported");
    const Shape *x = shapeAt(inputs, 0), *weights = shapeAt(inputs, 1), *past = isGiven(context, inputs, 4) ? shapeAt(inputs, 4) : nullptr;
    LATHE_CHECK(requireRank(context, x, 3, 3, "the input"));
    LATHE_CHECK(requireRank(context, weights, 2, 2, "the weights"));
    LATHE_CHECK(requireRank(context, past, 5, 5, "past"));
    LATHE_TRY(const Columns columns, projectedColumns(context, weights));
    LATHE_TRY(const Dim size, headSize(context, columns.k, heads));
    LATHE_CHECK(headSize(context, columns.v, heads));
    const Dim batch = x ? x->dims[0] : Dim(), length = x ? x->dims[1] : Dim();
    const Dim before = !isGiven(context, inputs, 4) ? Dim(0) : past ? past->dims[3] : Dim();
    return std::vector{inferredOf(inputs[0].type, Shape({batch, length, columns.v})),
                       inferredOf(inputs[0].type, Shape({Dim(2), batch, Dim(heads), sumOf(before, length), size}))};
}

Result<Tensor> halfOf(const OpContext& context, const Tensor& past, std::int64_t which) {
    return callOne<Tensor>(context, "Gather", {past, Tensor::scalar(which)}, {{"axis", std::int64_t(0)}});
}

/// Turns [batch, heads, positions, size], which begins at position `first`, by angles of base 10000, in halves (do_rotary).
Result<Tensor> turned(const OpContext& context, const Tensor& x, std::int64_t first) {
    const std::int64_t size = x.dim(3), given = context.node.intAttribute("rotary_embedding_dim", 0), dims = given > 0 ? given : size;
    if (dims > size || dims % 2 != 0)
        return opError(context, "rotary_embedding_dim " + std::to_string(dims) + " does not fit heads of " + std::to_string(size));
    Tensor result = x.clone();
    const std::span<float> values = result.mutableData<float>();
    std::vector<float> cosines(static_cast<std::size_t>(dims / 2)), sines(cosines.size());
    for (std::int64_t row = 0; row < x.dim(0) * x.dim(1) * x.dim(2); ++row) {
        const auto position = static_cast<double>(first + row % x.dim(2));
        for (std::size_t i = 0; i < cosines.size(); ++i) {
            const double angle = position * std::pow(10000.0, -2.0 * static_cast<double>(i) / static_cast<double>(dims));
            cosines[i] = static_cast<float>(std::cos(angle));
            sines[i] = static_cast<float>(std::sin(angle));
        }
        rotate(values.subspan(static_cast<std::size_t>(row * size), static_cast<std::size_t>(size)), cosines, sines, false);
    }
    return result;
}

EvaluateOutcome evaluateAttention(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(inferAttention(context, inferredOfAll(inputs)));
    if (inputs[0].type() != DataType::Float) return unsupportedType(context, inputs[0].type());
    LATHE_TRY(const std::int64_t heads, headsOf(context));
    const Shape weights = Shape::of(inputs[1].dims());
    LATHE_TRY(const Columns columns, projectedColumns(context, &weights));
    LATHE_TRY(Tensor all, callOne<Tensor>(context, "MatMul", {inputs[0], inputs[1]}));
    if (const Tensor* bias = tensorAt(inputs, 2)) {
        LATHE_TRY(all, callOne<Tensor>(context, "Add", {std::move(all), *bias}));
    }
    const std::vector<std::int64_t> split{columns.q.value, columns.k.value, columns.v.value};
    LATHE_TRY(auto parts, callPart(context, "Split", {std::move(all), vectorOf(split)}, {{"axis", std::int64_t(2)}}, 3));
    for (Tensor& part : parts) {
        LATHE_TRY(part, splitHeads(context, std::move(part), heads));
    }
    const Tensor* past = tensorAt(inputs, 4);
    for (const std::size_t which : {0, 1}) {
        if (context.node.intAttribute("do_rotary", 0) == 0) break;
        LATHE_TRY(parts[which], turned(context, parts[which], past ? past->dim(3) : 0));
    }
    if (past) {
        for (const std::int64_t which : {1, 2}) {
            LATHE_TRY(Tensor before, halfOf(context, *past, which - 1));
            LATHE_TRY(parts[static_cast<std::size_t>(which)],
                      joinedHeads(context, std::move(before), parts[static_cast<std::size_t>(which)], 2));
        }
    }
    LATHE_TRY(auto outputs, attendHeads(context, inputs, parts[0], parts[1], parts[2], 3, 5));
    if (context.node.outputs.size() < 2) return outputs;
    for (const std::size_t which : {1, 2}) {
        LATHE_TRY(parts[which], callOne<Tensor>(context, "Unsqueeze", {parts[which], vectorOf(std::vector<std::int64_t>{0})}));
    }
    LATHE_TRY(Tensor present, joinedHeads(context, parts[1], parts[2], 0));
    outputs.push_back(std::move(present));
    return outputs;
}

Work attentionWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    const auto outputs = inferAttention(context, inputs);
    if (!outputs) return {};
    Work work = scoreWork((*outputs)[0], (*outputs)[1], context.node.intAttribute("num_heads", 1));
    const Shape *x = shapeAt(inputs, 0), *weights = shapeAt(inputs, 1);
    if (x && weights && weights->dims.size() == 2 && weights->dims[1].isKnown())
        work.macs = addSaturated(work.macs, multiplySaturated({x->elementCount().value_or(0), weights->dims[1].value}));
    return work;
}

} // namespace

std::vector<OpRow> attentionOps() {
    std::vector<OpRow> rows{{"com.microsoft", "Attention", 1, OpCategory::Matrix, QuantRule::Float, inferAttention,
                             viaFloat<evaluateAttention>, attentionWork, "Attention of a sequence to itself, projections included."}};
    for (const auto part : {scaledAttentionOps, multiHeadOps, groupQueryOps, rotaryOps})
        for (OpRow& row : part())
            rows.push_back(row);
    return rows;
}

} // namespace lathe
