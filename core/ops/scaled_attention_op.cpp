#include "core/ops/attention.h"
#include "core/ops/composition.h"

#include <cmath>

namespace lathe {
namespace {

// Attention of ai.onnx. Inputs: query, key, value, mask, past key and value [batch, key heads, past, size], filled keys per batch
// (opset 24). Outputs: result, present key and value, scores.
constexpr std::size_t kMask = 3, kPastKey = 4, kPastValue = 5, kFilled = 6;
constexpr double kHidden = -std::numeric_limits<double>::infinity();
constexpr std::int64_t kMostHeads = std::int64_t(1) << 20;

/// [batch, heads, positions, size] of an operand that may also lie as [batch, positions, heads · size].
struct HeadDims {
    Dim batch, heads, positions, size;
};

Result<HeadDims> headDims(const OpContext& context, const Shape* shape, std::int64_t rank, const char* heads) {
    if (rank == 4) return shape ? HeadDims{shape->dims[0], shape->dims[1], shape->dims[2], shape->dims[3]} : HeadDims{};
    const std::int64_t count = context.node.intAttribute(heads, 0);
    if (count < 1 || count > kMostHeads)
        return opError(context, std::string(heads) + " is " + std::to_string(count), "operands of three dimensions need it");
    if (!shape) return HeadDims{{}, Dim(count), {}, {}};
    LATHE_TRY(const Dim size, headSize(context, shape->dims[2], count));
    return HeadDims{shape->dims[0], Dim(count), shape->dims[1], size};
}

struct Operands {
    HeadDims q, k, v;
    std::int64_t rank = 4; ///< of all three; 0 where none is known
};

Result<Operands> operandsOf(const OpContext& context, std::span<const InferredTensor> inputs) {
    Operands operands{{}, {}, {}, 0};
    constexpr const char* kNames[] = {"the query", "the key", "the value"};
    for (std::size_t i = 0; i < 3; ++i) {
        if (!isGiven(context, inputs, i)) return opError(context, std::string(kNames[i]) + " is required but omitted");
        const Shape* shape = shapeAt(inputs, i);
        LATHE_CHECK(requireRank(context, shape, 3, 4, kNames[i]));
        if (!shape) continue;
        if (operands.rank != 0 && shape->rank() != operands.rank)
            return opError(context, "query, key and value must have the same rank, 3 or 4");
        operands.rank = shape->rank();
    }
    if (operands.rank == 0) return operands;
    LATHE_TRY(operands.q, headDims(context, shapeAt(inputs, 0), operands.rank, "q_num_heads"));
    LATHE_TRY(operands.k, headDims(context, shapeAt(inputs, 1), operands.rank, "kv_num_heads"));
    LATHE_TRY(operands.v, headDims(context, shapeAt(inputs, 2), operands.rank, "kv_num_heads"));
    LATHE_CHECK(sameDim(context, operands.q.batch, operands.k.batch, "batch of query and key"));
    LATHE_CHECK(sameDim(context, operands.q.size, operands.k.size, "size of the heads of query and key"));
    LATHE_CHECK(sameDim(context, operands.k.batch, operands.v.batch, "batch of key and value"));
    LATHE_CHECK(sameDim(context, operands.k.heads, operands.v.heads, "heads of key and value"));
    LATHE_CHECK(sameDim(context, operands.k.positions, operands.v.positions, "positions of key and value"));
    const Dim &heads = operands.q.heads, &shared = operands.k.heads;
    if (heads.isKnown() && shared.isKnown() && (shared.value == 0 || heads.value % shared.value != 0))
        return opError(context, toText(Shape({heads})) + " heads do not share " + toText(Shape({shared})) + " heads of keys");
    return operands;
}

InferOutcome inferScaledAttention(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 3, 7));
    LATHE_TRY(const Operands operands, operandsOf(context, inputs));
    const bool hasPast = isGiven(context, inputs, kPastKey);
    if (hasPast != isGiven(context, inputs, kPastValue)) return opError(context, "past key and value must stand together");
    if (hasPast && isGiven(context, inputs, kFilled)) return opError(context, "a past and the number of filled keys exclude each other");
    const Shape* past = hasPast ? shapeAt(inputs, kPastKey) : nullptr;
    LATHE_CHECK(requireRank(context, past, 4, 4, "the past key"));
    LATHE_CHECK(requireRank(context, hasPast ? shapeAt(inputs, kPastValue) : nullptr, 4, 4, "the past value"));
    LATHE_CHECK(requireRank(context, isGiven(context, inputs, kMask) ? shapeAt(inputs, kMask) : nullptr, 1, 4, "the mask"));
    LATHE_CHECK(hasPast ? commonType(context, inputs, {0, 1, 2, kPastKey, kPastValue}) : commonType(context, inputs, {0, 1, 2}));
    const std::int64_t mode = context.node.intAttribute("qk_matmul_output_mode", 0);
    if (mode < 0 || mode > 3) return opError(context, "qk_matmul_output_mode is " + std::to_string(mode), "it goes from 0 to 3");
    const DataType type = inputs[0].type;
    if (operands.rank == 0) return std::vector(4, inferredOf(type));
    const auto& [q, k, v, rank] = operands;
    const Dim keys = sumOf(!hasPast ? Dim(0) : past ? past->dims[2] : Dim(), k.positions);
    const Dim columns = v.size.isKnown() && q.heads.isKnown() ? Dim(multiplySaturated({v.size.value, q.heads.value})) : Dim();
    const Shape result = rank == 4 ? Shape({q.batch, q.heads, q.positions, v.size}) : Shape({q.batch, q.positions, columns});
    return std::vector{inferredOf(type, result), inferredOf(type, Shape({q.batch, k.heads, keys, k.size})),
                       inferredOf(type, Shape({q.batch, k.heads, keys, v.size})),
                       inferredOf(type, Shape({q.batch, q.heads, q.positions, keys}))};
}

/// What the mask adds to a score: 0 or −∞ by truth values, else its number. Keys behind its end are hidden; a last dimension of 1
/// goes for all keys before opset 24.
class ScoreMask {
public:
    static Result<ScoreMask> make(const OpContext& context, const Tensor* mask, const AttentionSizes& sizes) {
        ScoreMask made;
        if (!mask) return made;
        std::vector<std::int64_t> dims(4 - mask->dims().size(), 1);
        dims.insert(dims.end(), mask->dims().begin(), mask->dims().end());
        const std::int64_t wanted[] = {sizes.batch, sizes.heads, sizes.queries};
        bool fits = dims[3] <= sizes.keys || dims[3] == 1;
        for (std::size_t i = 0; i < 3; ++i)
            fits = fits && (dims[i] == 1 || dims[i] == wanted[i]);
        if (!fits) return opError(context, "a mask of shape " + toText(mask->dims()) + " does not fit the scores");
        made.m_added = mask->toDoubles();
        if (mask->type() == DataType::Bool)
            for (double& one : made.m_added)
                one = one != 0.0 ? 0.0 : kHidden;
        std::copy(dims.begin(), dims.end(), made.m_dims);
        made.m_isForAllKeys = dims[3] == 1 && context.opset < 24;
        return made;
    }

    double added(std::int64_t batch, std::int64_t head, std::int64_t query, std::int64_t key) const {
        if (m_dims[0] == 0) return 0.0;
        if (m_isForAllKeys) key = 0;
        if (key >= m_dims[3]) return kHidden;
        const std::int64_t row = (batch % m_dims[0] * m_dims[1] + head % m_dims[1]) * m_dims[2] + query % m_dims[2];
        return m_added[static_cast<std::size_t>(row * m_dims[3] + key)];
    }

private:
    std::vector<double> m_added;
    std::int64_t m_dims[4] = {0, 0, 0, 0}; ///< all 0 without a mask
    bool m_isForAllKeys = false;
};

/// Per batch, how many keys there are. All of them where input 6 is omitted.
Result<std::vector<std::int64_t>> filledKeys(const OpContext& context, const Tensor* filled, const AttentionSizes& sizes) {
    if (!filled) return std::vector<std::int64_t>(static_cast<std::size_t>(sizes.batch), sizes.keys);
    std::vector<std::int64_t> counts = filled->toInt64s();
    const bool fits = std::ranges::all_of(counts, [&](std::int64_t count) { return count >= 0 && count <= sizes.keys; });
    if (!fits || std::ssize(counts) != sizes.batch) return opError(context, "the numbers of filled keys do not fit the keys");
    return counts;
}

Result<Tensor> asHeads(const OpContext& context, const Tensor& x, const char* heads) {
    return x.rank() == 4 ? Result<Tensor>(x) : splitHeads(context, x, context.node.intAttribute(heads, 1));
}

/// [batch, queries, heads · size] as [batch, heads, queries, size].
Result<Tensor> resultLike(const OpContext& context, const Tensor& query, Tensor result, std::int64_t heads) {
    return query.rank() == 4 ? splitHeads(context, std::move(result), heads) : Result<Tensor>(std::move(result));
}

EvaluateOutcome evaluateScaledAttention(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(inferScaledAttention(context, inferredOfAll(inputs)));
    if (inputs[0].type() != DataType::Float) return unsupportedType(context, inputs[0].type());
    LATHE_TRY(const Tensor q, asHeads(context, inputs[0], "q_num_heads"));
    std::vector<Tensor> outputs(3);
    std::int64_t past = 0;
    for (const std::size_t i : {1, 2}) {
        LATHE_TRY(outputs[i], asHeads(context, inputs[i], "kv_num_heads"));
        const Tensor* before = tensorAt(inputs, i + kPastKey - 1);
        if (!before) continue;
        past = before->dim(2);
        LATHE_TRY(outputs[i], joinedHeads(context, *before, outputs[i], 2));
    }
    const Tensor &k = outputs[1], &v = outputs[2];
    if (k.dim(2) != v.dim(2)) return opError(context, "past key and value differ in length");
    const AttentionSizes sizes{q.dim(0), q.dim(1), k.dim(1), q.dim(2), k.dim(2), q.dim(3), v.dim(3)};
    LATHE_TRY(const ScoreMask mask, ScoreMask::make(context, tensorAt(inputs, kMask), sizes));
    const Tensor* filled = tensorAt(inputs, kFilled);
    LATHE_TRY(const auto counts, filledKeys(context, filled, sizes));
    const bool isCausal = context.node.intAttribute("is_causal", 0) != 0;
    AttentionScores scores;
    scores.scale = context.node.floatAttribute("scale", static_cast<float>(1.0 / std::sqrt(static_cast<double>(sizes.headSize))));
    scores.softcap = context.node.floatAttribute("softcap", 0.0F);
    scores.isHiddenRowDefined = false;
    scores.added = [&](std::int64_t b, std::int64_t head, std::int64_t query, std::int64_t key) {
        const std::int64_t count = counts[static_cast<std::size_t>(b)], before = filled ? count - sizes.queries : past;
        if (key >= count || (isCausal && key > before + query)) return kHidden;
        return mask.added(b, head, query, key);
    };
    Tensor seen;
    if (context.node.outputs.size() > 3) {
        LATHE_TRY(seen, Tensor::makeChecked(DataType::Float, {sizes.batch, sizes.heads, sizes.queries, sizes.keys}));
        const auto wanted = static_cast<ScoreStage>(context.node.intAttribute("qk_matmul_output_mode", 0));
        scores.watch = [&, wanted, to = seen.mutableData<float>()](std::int64_t row, ScoreStage stage, std::span<const double> found) {
            if (stage == wanted)
                std::ranges::transform(found, to.begin() + row * sizes.keys, [](double score) { return static_cast<float>(score); });
        };
    }
    LATHE_TRY(Tensor result, attend(sizes, scores, q.data<float>(), k.data<float>(), v.data<float>()));
    LATHE_TRY(outputs[0], resultLike(context, inputs[0], std::move(result), sizes.heads));
    if (context.node.outputs.size() > 3) outputs.push_back(std::move(seen));
    return outputs;
}

Work scaledAttentionWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    const auto outputs = inferScaledAttention(context, inputs);
    if (!outputs || !(*outputs)[1].shape || !(*outputs)[2].shape || !(*outputs)[3].shape) return {};
    const auto scores = (*outputs)[3].shape->known(), keys = (*outputs)[1].shape->known(), values = (*outputs)[2].shape->known();
    if (!scores || !keys || !values) return {};
    const std::int64_t count = elementCountOf(*scores).value_or(0);
    return {.macs = multiplySaturated({count, addSaturated((*keys)[3], (*values)[3])}), .specialOps = multiplySaturated({2, count})};
}

} // namespace

std::vector<OpRow> scaledAttentionOps() {
    return {{"", "Attention", 23, OpCategory::Matrix, QuantRule::Float, inferScaledAttention, viaFloat<evaluateScaledAttention>,
             scaledAttentionWork, "Attention of queries to keys and values that are projected already."}};
}

} // namespace lathe
