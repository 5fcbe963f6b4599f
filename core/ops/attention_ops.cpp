#include "core/ops/attention.h"
#include "core/ops/composition.h"
#include "core/ops/families.h"

#include <cmath>

namespace lathe {
namespace {

constexpr std::string_view kMicrosoft = "com.microsoft";

Result<std::int64_t> headsOf(const OpContext& context) {
    const std::int64_t heads = context.node.intAttribute("num_heads", 0);
    constexpr std::int64_t kMost = std::int64_t(1) << 20;
    if (heads < 1 || heads > kMost) return opError(context, "num_heads is " + std::to_string(heads));
    return heads;
}

Result<Dim> headSize(const OpContext& context, const Dim& columns, std::int64_t heads) {
    if (!columns.isKnown()) return Dim();
    if (columns.value % heads != 0 || columns.value == 0)
        return opError(context, std::to_string(columns.value) + " columns do not split into " + std::to_string(heads) + " heads");
    return Dim(columns.value / heads);
}

Dim sumOf(const Dim& a, const Dim& b) {
    return a.isKnown() && b.isKnown() ? Dim(addSaturated(a.value, b.value)) : Dim();
}

/// [batch, positions, columns] as [batch, heads, positions, size].
Result<Tensor> splitHeads(const OpContext& context, Tensor x, std::int64_t heads) {
    const std::vector<std::int64_t> dims{x.dim(0), x.dim(1), heads, x.dim(2) / heads};
    LATHE_TRY(Tensor split, callOne<Tensor>(context, "Reshape", {std::move(x), vectorOf(dims)}));
    return callOne<Tensor>(context, "Transpose", {std::move(split)}, {{"perm", std::vector<std::int64_t>{0, 2, 1, 3}}});
}

Result<Tensor> joined(const OpContext& context, Tensor a, Tensor b, std::int64_t axis) {
    return callOne<Tensor>(context, "Concat", {std::move(a), std::move(b)}, {{"axis", axis}});
}

/// Which keys are hidden: lengths [batch], ends and starts [2 · batch], lengths and offsets [3 · batch + 2], or 0 for hidden
/// keys in [batch, keys], [batch, queries, keys], [batch, 1, most, most].
class KeyMask {
public:
    static Result<KeyMask> make(const OpContext& context, const Tensor* mask, const AttentionSizes& sizes) {
        KeyMask made;
        if (!mask) return made;
        made.m_values = mask->toInt64s();
        made.m_rank = mask->rank();
        made.m_batch = sizes.batch;
        made.m_keys = sizes.keys;
        made.m_past = sizes.keys - sizes.queries;
        made.m_rows = mask->rank() == 4 ? mask->dim(2) : sizes.queries;
        made.m_columns = mask->rank() == 4 ? mask->dim(3) : sizes.keys;
        const std::int64_t batch = sizes.batch;
        const std::vector<std::int64_t>& dims = mask->dims();
        const bool fits = (made.m_rank == 1 && (dims[0] == batch || dims[0] == 2 * batch || dims[0] == 3 * batch + 2)) ||
                          (made.m_rank == 2 && dims == std::vector{batch, sizes.keys}) ||
                          (made.m_rank == 3 && dims == std::vector{batch, sizes.queries, sizes.keys}) ||
                          (made.m_rank == 4 && dims[0] == batch && dims[1] == 1 && dims[2] >= sizes.keys && dims[3] >= sizes.keys);
        if (!fits) return opError(context, "a mask of shape " + toText(dims) + " is not known");
        return made;
    }

    bool hides(std::int64_t b, std::int64_t query, std::int64_t key) const {
        if (m_values.empty()) return false;
        if (m_rank == 1) {
            const bool hasStarts = std::ssize(m_values) == 2 * m_batch;
            return key >= at(b) || (hasStarts && key < at(m_batch + b));
        }
        if (m_rank == 2) return at(b * m_keys + key) == 0;
        const std::int64_t row = m_rank == 4 ? m_past + query : query;
        return at((b * m_rows + row) * m_columns + key) == 0;
    }

private:
    std::int64_t at(std::int64_t i) const { return m_values[static_cast<std::size_t>(i)]; }

    std::vector<std::int64_t> m_values;
    std::int64_t m_rank = 0, m_batch = 1, m_keys = 0, m_past = 0, m_rows = 0, m_columns = 0;
};

/// [batch or 1, heads or 1, queries, keys], added to the scores.
Status checkBias(const OpContext& context, const Tensor* bias, const AttentionSizes& sizes) {
    if (!bias) return {};
    const std::vector<std::int64_t>& dims = bias->dims();
    const bool fits = dims.size() == 4 && (dims[0] == 1 || dims[0] == sizes.batch) && (dims[1] == 1 || dims[1] == sizes.heads) &&
                      dims[2] == sizes.queries && dims[3] == sizes.keys;
    return fits ? Status() : opError(context, "an attention bias of shape " + toText(dims) + " does not fit the scores");
}

/// Attention over heads that are ready; mask and bias at these inputs of the node.
EvaluateOutcome attendHeads(const OpContext& context, std::span<const Tensor> inputs, const Tensor& q, const Tensor& k, const Tensor& v,
                            std::size_t maskAt, std::size_t biasAt) {
    const AttentionSizes sizes{q.dim(0), q.dim(1), k.dim(1), q.dim(2), k.dim(2), q.dim(3), v.dim(3)};
    if (k.dim(0) != sizes.batch || v.dim(0) != sizes.batch || sizes.keyHeads != sizes.heads || v.dim(1) != sizes.heads ||
        k.dim(3) != sizes.headSize || v.dim(2) != sizes.keys)
        return opError(context,
                       "query " + toText(q.dims()) + ", key " + toText(k.dims()) + " and value " + toText(v.dims()) + " do not fit");
    LATHE_TRY(const KeyMask mask, KeyMask::make(context, tensorAt(inputs, maskAt), sizes));
    const Tensor* bias = tensorAt(inputs, biasAt);
    LATHE_CHECK(checkBias(context, bias, sizes));
    const std::vector<double> biases = bias ? bias->toDoubles() : std::vector<double>();
    const double filter = context.node.floatAttribute("mask_filter_value", -10000.0F), given = context.node.floatAttribute("scale", 0.0F);
    const bool isCausal = context.node.intAttribute("unidirectional", 0) != 0;
    AttentionScores scores;
    scores.scale = given != 0.0 ? given : 1.0 / std::sqrt(static_cast<double>(sizes.headSize));
    scores.added = [&](std::int64_t b, std::int64_t head, std::int64_t query, std::int64_t key) {
        double sum = mask.hides(b, query, key) ? filter : 0.0;
        if (isCausal && key > sizes.keys - sizes.queries + query) sum += filter;
        if (!bias) return sum;
        const std::int64_t plane = (bias->dim(0) == 1 ? 0 : b) * bias->dim(1) + (bias->dim(1) == 1 ? 0 : head);
        return sum + biases[static_cast<std::size_t>((plane * sizes.queries + query) * sizes.keys + key)];
    };
    return oneOutput(context, attend(sizes, scores, q.data<float>(), k.data<float>(), v.data<float>()));
}

// --- Attention: inputs x, weights, bias, mask, past [2, batch, heads, positions, size], attention bias

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
    for (const char* key : {"do_rotary", "past_present_share_buffer"})
        if (context.node.intAttribute(key, 0) != 0) return opError(context, std::string(key) + " is not supported");
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
    if (const Tensor* past = tensorAt(inputs, 4)) {
        for (const std::int64_t which : {1, 2}) {
            LATHE_TRY(Tensor before, halfOf(context, *past, which - 1));
            LATHE_TRY(parts[static_cast<std::size_t>(which)],
                      joined(context, std::move(before), parts[static_cast<std::size_t>(which)], 2));
        }
    }
    LATHE_TRY(auto outputs, attendHeads(context, inputs, parts[0], parts[1], parts[2], 3, 5));
    if (context.node.outputs.size() < 2) return outputs;
    for (const std::size_t which : {1, 2}) {
        LATHE_TRY(parts[which], callOne<Tensor>(context, "Unsqueeze", {parts[which], vectorOf(std::vector<std::int64_t>{0})}));
    }
    LATHE_TRY(Tensor present, joined(context, parts[1], parts[2], 0));
    outputs.push_back(std::move(present));
    return outputs;
}

// --- MultiHeadAttention: inputs query, key, value, bias, key mask, attention bias, past key, past value

InferOutcome inferMultiHead(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 10));
    LATHE_TRY(const std::int64_t heads, headsOf(context));
    const Shape* query = shapeAt(inputs, 0);
    if ((query && query->rank() == 5) || !isGiven(context, inputs, 1) || !isGiven(context, inputs, 2))
        return opError(context, "packed queries, keys and values are not supported");
    const Shape *key = shapeAt(inputs, 1), *value = shapeAt(inputs, 2);
    LATHE_CHECK(requireRank(context, query, 3, 3, "the query"));
    LATHE_CHECK(requireRank(context, key, 3, 4, "the key"));
    LATHE_CHECK(requireRank(context, value, 3, 4, "the value"));
    const auto sizeOf = [&](const Shape* shape) -> Result<Dim> {
        if (!shape) return Dim();
        return shape->rank() == 4 ? shape->dims[3] : headSize(context, shape->dims[2], heads);
    };
    LATHE_CHECK(sizeOf(query));
    LATHE_TRY(const Dim keySize, sizeOf(key));
    LATHE_TRY(const Dim valueSize, sizeOf(value));
    const Dim batch = query ? query->dims[0] : Dim(), length = key ? key->dims[key->rank() == 4 ? 2 : 1] : Dim();
    const bool hasPast = isGiven(context, inputs, 6);
    const Shape* past = hasPast ? shapeAt(inputs, 6) : nullptr;
    LATHE_CHECK(requireRank(context, past, 4, 4, "the past key"));
    const Dim keys = sumOf(!hasPast ? Dim(0) : past ? past->dims[2] : Dim(), length);
    const Dim columns = valueSize.isKnown() ? Dim(multiplySaturated({valueSize.value, heads})) : Dim();
    const DataType type = inputs[0].type;
    return std::vector{inferredOf(type, Shape({batch, query ? query->dims[1] : Dim(), columns})),
                       inferredOf(type, Shape({batch, Dim(heads), keys, keySize})),
                       inferredOf(type, Shape({batch, Dim(heads), keys, valueSize}))};
}

/// The bias holds those of queries, keys and values one after another.
Result<Tensor> withBias(const OpContext& context, const Tensor& x, const Tensor* bias, std::int64_t first) {
    if (!bias || x.rank() != 3) return x;
    const std::int64_t last = first + x.dim(2);
    if (bias->rank() != 1 || bias->dim(0) < last) return opError(context, "the bias is too short");
    const auto one = [](std::int64_t value) { return vectorOf(std::vector<std::int64_t>{value}); };
    LATHE_TRY(Tensor part, callOne<Tensor>(context, "Slice", {*bias, one(first), one(last), one(0)}));
    return callOne<Tensor>(context, "Add", {x, std::move(part)});
}

EvaluateOutcome evaluateMultiHead(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(inferMultiHead(context, inferredOfAll(inputs)));
    if (inputs[0].type() != DataType::Float) return unsupportedType(context, inputs[0].type());
    LATHE_TRY(const std::int64_t heads, headsOf(context));
    std::vector<Tensor> parts;
    std::int64_t first = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        LATHE_TRY(Tensor part, withBias(context, inputs[i], tensorAt(inputs, 3), first));
        first += inputs[0].dim(2);
        if (part.rank() == 3) {
            LATHE_TRY(part, splitHeads(context, std::move(part), heads));
        }
        parts.push_back(std::move(part));
    }
    for (const std::size_t i : {1, 2}) {
        const Tensor* past = tensorAt(inputs, i + 5);
        if (!past) continue;
        LATHE_TRY(parts[i], joined(context, *past, parts[i], 2));
    }
    LATHE_TRY(auto outputs, attendHeads(context, inputs, parts[0], parts[1], parts[2], 4, 5));
    outputs.push_back(parts[1]);
    outputs.push_back(parts[2]);
    return outputs;
}

/// Scores and sums: two products per query, key and column of the output; an exponential and a division per score.
Work scoreWork(const InferredTensor& output, const InferredTensor& present, std::int64_t heads) {
    const auto out = output.shape ? output.shape->known() : std::nullopt;
    const auto kept = present.shape ? present.shape->known() : std::nullopt;
    if (!out || !kept || out->size() != 3 || kept->size() < 4) return {};
    const std::int64_t keys = (*kept)[kept->size() - 2];
    return {.macs = multiplySaturated({2, elementCountOf(*out).value_or(0), keys}),
            .specialOps = multiplySaturated({2, (*out)[0], (*out)[1], std::max<std::int64_t>(heads, 1), keys})};
}

template <InferFn Infer, bool HasProjection>
Work attentionWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    const auto outputs = Infer(context, inputs);
    if (!outputs) return {};
    Work work = scoreWork((*outputs)[0], (*outputs)[1], context.node.intAttribute("num_heads", 1));
    const Shape *x = shapeAt(inputs, 0), *weights = shapeAt(inputs, 1);
    if (HasProjection && x && weights && weights->dims.size() == 2 && weights->dims[1].isKnown())
        work.macs = addSaturated(work.macs, multiplySaturated({x->elementCount().value_or(0), weights->dims[1].value}));
    return work;
}

} // namespace

std::vector<OpRow> attentionOps() {
    std::vector<OpRow> rows{
        {kMicrosoft, "Attention", 1, OpCategory::Matrix, QuantRule::Float, inferAttention, viaFloat<evaluateAttention>,
         attentionWork<inferAttention, true>, "Attention of a sequence to itself, projections included."},
        {kMicrosoft, "MultiHeadAttention", 1, OpCategory::Matrix, QuantRule::Float, inferMultiHead, viaFloat<evaluateMultiHead>,
         attentionWork<inferMultiHead, false>, "Attention of queries to keys and values, in several heads."},
    };
    for (const auto part : {groupQueryOps, rotaryOps})
        for (OpRow& row : part())
            rows.push_back(row);
    return rows;
}

} // namespace lathe
