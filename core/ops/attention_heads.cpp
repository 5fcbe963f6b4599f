#include "core/ops/attention.h"
#include "core/ops/composition.h"

#include <cmath>

namespace lathe {
namespace {

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

} // namespace

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

Result<Tensor> splitHeads(const OpContext& context, Tensor x, std::int64_t heads) {
    const std::vector<std::int64_t> dims{x.dim(0), x.dim(1), heads, x.dim(2) / heads};
    LATHE_TRY(Tensor split, callOne<Tensor>(context, "Reshape", {std::move(x), vectorOf(dims)}));
    return callOne<Tensor>(context, "Transpose", {std::move(split)}, {{"perm", std::vector<std::int64_t>{0, 2, 1, 3}}});
}

Result<Tensor> joinedHeads(const OpContext& context, Tensor a, Tensor b, std::int64_t axis) {
    return callOne<Tensor>(context, "Concat", {std::move(a), std::move(b)}, {{"axis", axis}});
}

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

Work scoreWork(const InferredTensor& output, const InferredTensor& present, std::int64_t heads) {
    const auto out = output.shape ? output.shape->known() : std::nullopt;
    const auto kept = present.shape ? present.shape->known() : std::nullopt;
    if (!out || !kept || out->size() != 3 || kept->size() < 4) return {};
    const std::int64_t keys = (*kept)[kept->size() - 2];
    return {.macs = multiplySaturated({2, elementCountOf(*out).value_or(0), keys}),
            .specialOps = multiplySaturated({2, (*out)[0], (*out)[1], std::max<std::int64_t>(heads, 1), keys})};
}

} // namespace lathe
