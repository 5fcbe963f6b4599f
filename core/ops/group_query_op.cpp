#include "core/ops/attention.h"
#include "core/ops/move_helpers.h"

#include <cmath>

namespace lathe {
namespace {

constexpr double kHidden = -std::numeric_limits<double>::infinity();

/// com.microsoft GroupQueryAttention. Inputs: query [batch, new, heads · size] (with key and value behind it where these are
/// omitted), key, value, past key and value [batch, key heads, past, size], length of each sequence − 1, length of the longest,
/// tables of cosines and sines, positions, attention bias. Outputs: result, present key and value.
struct GroupLayout {
    std::int64_t heads = 1, keyHeads = 1;
    bool isPacked = false;
};

Result<GroupLayout> layoutOf(const OpContext& context, bool hasKey) {
    const GroupLayout layout{context.node.intAttribute("num_heads", 0), context.node.intAttribute("kv_num_heads", 0), !hasKey};
    constexpr std::int64_t kMost = std::int64_t(1) << 20;
    if (layout.heads < 1 || layout.heads > kMost || layout.keyHeads < 1 || layout.heads % layout.keyHeads != 0)
        return opError(context, std::to_string(layout.heads) + " heads do not share " + std::to_string(layout.keyHeads) + " heads of keys");
    return layout;
}

Result<Dim> headSize(const OpContext& context, const GroupLayout& layout, const Dim& columns) {
    const std::int64_t heads = layout.heads + (layout.isPacked ? 2 * layout.keyHeads : 0);
    if (!columns.isKnown()) return Dim();
    if (columns.value == 0 || columns.value % heads != 0)
        return opError(context,
                       std::to_string(columns.value) + " columns of the query do not split into " + std::to_string(heads) + " heads");
    return Dim(columns.value / heads);
}

InferOutcome inferGroupQuery(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 12));
    for (const std::size_t i : {5, 6})
        if (!isGiven(context, inputs, i)) return opError(context, "input " + std::to_string(i) + " is required but omitted");
    if (isGiven(context, inputs, 11)) return opError(context, "a head sink is not supported");
    LATHE_TRY(const GroupLayout layout, layoutOf(context, isGiven(context, inputs, 1)));
    const Shape *query = shapeAt(inputs, 0), *past = isGiven(context, inputs, 3) ? shapeAt(inputs, 3) : nullptr;
    LATHE_CHECK(requireRank(context, query, 3, 3, "the query"));
    LATHE_CHECK(requireRank(context, past, 4, 4, "the past key"));
    LATHE_TRY(const Dim size, headSize(context, layout, query ? query->dims[2] : Dim()));
    const Dim batch = query ? query->dims[0] : Dim(), length = query ? query->dims[1] : Dim();
    const auto total = knownInts(inputs, 6);
    const Dim before = !isGiven(context, inputs, 3) ? Dim(0) : past ? past->dims[2] : Dim();
    const Dim kept =
        total && total->size() == 1 && before.isKnown() ? Dim(std::max<std::int64_t>({total->front(), before.value, 0})) : Dim();
    const Shape present({batch, Dim(layout.keyHeads), kept, size});
    const Dim columns = size.isKnown() ? Dim(size.value * layout.heads) : Dim();
    const DataType type = inputs[0].type;
    return std::vector{inferredOf(type, Shape({batch, length, columns})), inferredOf(type, present), inferredOf(type, present)};
}

/// Where each sequence stands: `past[b]` positions of its cache are filled.
struct Progress {
    std::int64_t length = 0; ///< new positions
    std::vector<std::int64_t> past;
    std::vector<std::int64_t> positions; ///< [batch · length], for the angles
};

Result<Progress> progressOf(const OpContext& context, std::span<const Tensor> inputs, std::int64_t cached) {
    const std::int64_t batch = inputs[0].dim(0), length = inputs[0].dim(1),
                       total = inputs[6].elementCount() == 1 ? inputs[6].toInt64s()[0] : -1;
    Progress progress{length, {}, {}};
    const std::vector<std::int64_t> lengths = inputs[5].toInt64s();
    if (std::ssize(lengths) != batch || total < length) return opError(context, "the lengths of the sequences do not fit the query");
    for (const std::int64_t last : lengths) {
        const std::int64_t past = total == length ? 0 : last + 1 - length;
        if (past < 0 || past > cached || past + length > total)
            return opError(context, "a sequence of " + std::to_string(last + 1) + " positions does not fit the cache");
        progress.past.push_back(past);
    }
    if (const Tensor* given = tensorAt(inputs, 9)) progress.positions = given->toInt64s();
    if (progress.positions.empty())
        for (std::int64_t i = 0; i < batch * length; ++i)
            progress.positions.push_back(progress.past[static_cast<std::size_t>(i / length)] + i % length);
    if (std::ssize(progress.positions) != batch * length) return opError(context, "the positions do not fit the query");
    return progress;
}

/// Copies `heads` heads of [batch, new, columns], which begin at `column`, to [batch, heads, kept, size] behind the past.
void takeHeads(const Tensor& from, std::int64_t column, std::int64_t heads, std::int64_t size, std::int64_t kept,
               const std::vector<std::int64_t>& firsts, std::span<float> to) {
    const std::int64_t length = from.dim(1), columns = from.dim(2);
    const std::span<const float> values = from.data<float>();
    for (std::int64_t b = 0; b < from.dim(0); ++b)
        for (std::int64_t head = 0; head < heads; ++head)
            for (std::int64_t i = 0; i < length; ++i)
                std::copy_n(values.begin() + (b * length + i) * columns + column + head * size, size,
                            to.begin() + ((b * heads + head) * kept + firsts[static_cast<std::size_t>(b)] + i) * size);
}

void takePast(const Tensor* past, std::int64_t kept, std::span<float> to) {
    if (!past) return;
    const std::int64_t rows = past->dim(0) * past->dim(1), run = past->dim(2) * past->dim(3);
    for (std::int64_t row = 0; row < rows; ++row)
        std::copy_n(past->data<float>().begin() + row * run, run, to.begin() + row * kept * past->dim(3));
}

Status checkTables(const OpContext& context, std::span<const Tensor> inputs, const Progress& progress, std::int64_t size) {
    const Tensor *cosines = tensorAt(inputs, 7), *sines = tensorAt(inputs, 8);
    if (!cosines || !sines || cosines->rank() != 2 || cosines->dims() != sines->dims() || cosines->dim(1) * 2 > size)
        return opError(context, "do_rotary needs tables of cosines and sines that fit the heads");
    for (const std::int64_t position : progress.positions)
        if (position < 0 || position >= cosines->dim(0))
            return opError(context, "position " + std::to_string(position) + " is not in the tables");
    return {};
}

/// Turns the new positions of [batch, heads, kept, size].
void rotateHeads(const OpContext& context, std::span<const Tensor> inputs, const Progress& progress, std::int64_t heads, std::int64_t size,
                 std::int64_t kept, const std::vector<std::int64_t>& firsts, std::span<float> values) {
    const auto half = static_cast<std::size_t>(inputs[7].dim(1));
    const bool isInterleaved = context.node.intAttribute("rotary_interleaved", 0) != 0;
    for (std::int64_t b = 0; b < std::ssize(firsts); ++b)
        for (std::int64_t head = 0; head < heads; ++head)
            for (std::int64_t i = 0; i < progress.length; ++i) {
                const std::size_t table =
                    static_cast<std::size_t>(progress.positions[static_cast<std::size_t>(b * progress.length + i)]) * half;
                const std::int64_t first = ((b * heads + head) * kept + firsts[static_cast<std::size_t>(b)] + i) * size;
                rotate(values.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(size)),
                       inputs[7].data<float>().subspan(table, half), inputs[8].data<float>().subspan(table, half), isInterleaved);
            }
}

Status checkShapes(const OpContext& context, std::span<const Tensor> inputs, const GroupLayout& layout, std::int64_t size) {
    const std::int64_t batch = inputs[0].dim(0), length = inputs[0].dim(1);
    for (const std::size_t i : {1, 2}) {
        const Tensor* part = tensorAt(inputs, i);
        if (layout.isPacked ? part != nullptr : !part || part->dims() != std::vector{batch, length, layout.keyHeads * size})
            return opError(context, "key or value does not fit the query " + toText(inputs[0].dims()));
        const Tensor* past = tensorAt(inputs, i + 2);
        if (past && (past->rank() != 4 || past->dim(0) != batch || past->dim(1) != layout.keyHeads || past->dim(3) != size))
            return opError(context, "a cache of shape " + toText(past->dims()) + " does not fit");
    }
    const Tensor *pastKey = tensorAt(inputs, 3), *pastValue = tensorAt(inputs, 4);
    if (!pastKey != !pastValue || (pastKey && pastKey->dims() != pastValue->dims()))
        return opError(context, "past key and value differ in shape");
    return {};
}

/// [batch or 1, heads or 1, new, total], added to the scores.
Status checkBias(const OpContext& context, const Tensor* bias, const Tensor& query, const GroupLayout& layout) {
    if (!bias) return {};
    const std::vector<std::int64_t>& dims = bias->dims();
    const bool fits = dims.size() == 4 && (dims[0] == 1 || dims[0] == query.dim(0)) && (dims[1] == 1 || dims[1] == layout.heads) &&
                      dims[2] == query.dim(1);
    return fits ? Status() : opError(context, "an attention bias of shape " + toText(dims) + " does not fit the scores");
}

EvaluateOutcome evaluateGroupQuery(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferGroupQuery));
    if (inputs[0].type() != DataType::Float) return unsupportedType(context, inputs[0].type());
    LATHE_TRY(const GroupLayout layout, layoutOf(context, tensorAt(inputs, 1) != nullptr));
    const std::int64_t batch = inputs[0].dim(0), length = inputs[0].dim(1), size = outputs[1].dim(3), kept = outputs[1].dim(2);
    LATHE_CHECK(checkShapes(context, inputs, layout, size));
    LATHE_TRY(const Progress progress, progressOf(context, inputs, tensorAt(inputs, 3) ? inputs[3].dim(2) : 0));
    LATHE_TRY(Tensor query, Tensor::makeChecked(DataType::Float, {batch, layout.heads, length, size}));
    const std::vector<std::int64_t> noPast(static_cast<std::size_t>(batch), 0);
    takeHeads(inputs[0], 0, layout.heads, size, length, noPast, query.mutableData<float>());
    for (const std::size_t i : {1, 2}) {
        takePast(tensorAt(inputs, i + 2), kept, outputs[i].mutableData<float>());
        const std::int64_t column = layout.isPacked ? (layout.heads + static_cast<std::int64_t>(i - 1) * layout.keyHeads) * size : 0;
        takeHeads(layout.isPacked ? inputs[0] : inputs[i], column, layout.keyHeads, size, kept, progress.past,
                  outputs[i].mutableData<float>());
    }
    if (context.node.intAttribute("do_rotary", 0) != 0) {
        LATHE_CHECK(checkTables(context, inputs, progress, size));
        rotateHeads(context, inputs, progress, layout.heads, size, length, noPast, query.mutableData<float>());
        rotateHeads(context, inputs, progress, layout.keyHeads, size, kept, progress.past, outputs[1].mutableData<float>());
    }
    const double given = context.node.floatAttribute("scale", 0.0F);
    const std::int64_t window = context.node.intAttribute("local_window_size", -1);
    AttentionScores scores;
    scores.scale = given != 0.0 ? given : 1.0 / std::sqrt(static_cast<double>(size));
    scores.softcap = context.node.floatAttribute("softcap", 0.0F);
    scores.isSmooth = context.node.intAttribute("smooth_softmax", 0) > 0;
    const Tensor* bias = tensorAt(inputs, 10);
    LATHE_CHECK(checkBias(context, bias, inputs[0], layout));
    const std::vector<double> biases = bias ? bias->toDoubles() : std::vector<double>();
    scores.added = [&](std::int64_t b, std::int64_t head, std::int64_t i, std::int64_t t) {
        const std::int64_t own = progress.past[static_cast<std::size_t>(b)] + i;
        if (t > own || (window > 0 && t < own - window)) return kHidden;
        if (!bias || t >= bias->dim(3)) return 0.0;
        const std::int64_t plane = (bias->dim(0) == 1 ? 0 : b) * bias->dim(1) + (bias->dim(1) == 1 ? 0 : head);
        return biases[static_cast<std::size_t>((plane * length + i) * bias->dim(3) + t)];
    };
    const AttentionSizes sizes{batch, layout.heads, layout.keyHeads, length, kept, size, size};
    LATHE_TRY(outputs[0], attend(sizes, scores, query.data<float>(), outputs[1].data<float>(), outputs[2].data<float>()));
    return outputs;
}

Work groupQueryWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    const auto outputs = inferGroupQuery(context, inputs);
    if (!outputs || !(*outputs)[1].shape) return {};
    const auto out = (*outputs)[0].shape->known(), kept = (*outputs)[1].shape->known();
    if (!out || !kept) return {};
    return {.macs = multiplySaturated({2, elementCountOf(*out).value_or(0), (*kept)[2]}),
            .specialOps = multiplySaturated({2, (*out)[0], (*out)[1], context.node.intAttribute("num_heads", 1), (*kept)[2]})};
}

} // namespace

std::vector<OpRow> groupQueryOps() {
    return {{"com.microsoft", "GroupQueryAttention", 1, OpCategory::Matrix, QuantRule::Float, inferGroupQuery, viaFloat<evaluateGroupQuery>,
             groupQueryWork, "Attention with a cache, in which several heads of queries share one head of keys and values."}};
}

} // namespace lathe
