#include "core/ops/attention.h"
#include "core/ops/composition.h"

namespace lathe {
namespace {

// MultiHeadAttention: inputs query, key, value, bias, key mask, attention bias, past key, past value. Packed: the query holds all
// three as [batch, positions, heads, 3, size], or the key holds key and value as [batch, positions, heads, 2, size].

/// Which input, and which part of it, holds query, key or value.
struct Source {
    std::size_t input = 0;
    std::int64_t part = -1; ///< of a packed one
};

Result<std::array<Source, 3>> sourcesOf(const OpContext& context, bool hasKey, bool hasValue, std::int64_t queryRank,
                                        std::int64_t keyRank) {
    if (!hasKey && !hasValue && queryRank == 5) return std::array{Source{0, 0}, Source{0, 1}, Source{0, 2}};
    if (hasKey && !hasValue && queryRank == 3 && keyRank == 5) return std::array{Source{0}, Source{1, 0}, Source{1, 1}};
    if (hasKey && hasValue && queryRank == 3 && keyRank != 5) return std::array{Source{0}, Source{1}, Source{2}};
    return opError(context, "key and value are given, or packed into a query or key of five dimensions");
}

/// A part of packed inputs as [batch, positions, heads · size].
Result<Shape> partShape(const OpContext& context, const Shape& packed, std::int64_t heads, std::int64_t parts) {
    LATHE_CHECK(sameDim(context, packed.dims[2], Dim(heads), "heads of a packed input"));
    LATHE_CHECK(sameDim(context, packed.dims[3], Dim(parts), "parts of a packed input"));
    const Dim& size = packed.dims[4];
    return Shape({packed.dims[0], packed.dims[1], size.isKnown() ? Dim(multiplySaturated({size.value, heads})) : Dim()});
}

/// Shapes of query, key and value; nothing where one of the inputs' is not known.
Result<std::array<std::optional<Shape>, 3>> multiHeadShapes(const OpContext& context, std::span<const InferredTensor> inputs,
                                                            std::int64_t heads) {
    std::array<std::optional<Shape>, 3> shapes;
    const bool hasKey = isGiven(context, inputs, 1), hasValue = isGiven(context, inputs, 2);
    const Shape *query = shapeAt(inputs, 0), *key = hasKey ? shapeAt(inputs, 1) : nullptr;
    if (!query || (hasKey && !key)) return shapes;
    LATHE_TRY(const auto sources, sourcesOf(context, hasKey, hasValue, query->rank(), key ? key->rank() : 0));
    for (std::size_t i = 0; i < 3; ++i) {
        const Shape* shape = shapeAt(inputs, sources[i].input);
        if (shape) shapes[i] = *shape;
        if (sources[i].part < 0) continue;
        LATHE_TRY(shapes[i], partShape(context, *shape, heads, sources[i].input == 0 ? 3 : 2));
    }
    return shapes;
}

InferOutcome inferMultiHead(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 10));
    LATHE_TRY(const std::int64_t heads, headsOf(context));
    LATHE_TRY(const auto shapes, multiHeadShapes(context, inputs, heads));
    const auto shapeOf = [&](std::size_t i) { return shapes[i] ? &*shapes[i] : nullptr; };
    const Shape *query = shapeOf(0), *key = shapeOf(1), *value = shapeOf(2);
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

/// That part of a packed tensor, its heads side by side; part −1 is the whole.
Result<Tensor> unpacked(const OpContext& context, const Tensor& packed, std::int64_t part) {
    if (part < 0) return packed;
    const std::vector<std::int64_t> dims{packed.dim(0), packed.dim(1), packed.dim(2) * packed.dim(4)};
    LATHE_TRY(Tensor one, callOne<Tensor>(context, "Gather", {packed, Tensor::scalar(part)}, {{"axis", std::int64_t(3)}}));
    return callOne<Tensor>(context, "Reshape", {std::move(one), vectorOf(dims)});
}

EvaluateOutcome evaluateMultiHead(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(inferMultiHead(context, inferredOfAll(inputs)));
    if (inputs[0].type() != DataType::Float) return unsupportedType(context, inputs[0].type());
    LATHE_TRY(const std::int64_t heads, headsOf(context));
    const Tensor* key = tensorAt(inputs, 1);
    LATHE_TRY(const auto sources,
              sourcesOf(context, key != nullptr, tensorAt(inputs, 2) != nullptr, inputs[0].rank(), key ? key->rank() : 0));
    std::vector<Tensor> parts;
    std::int64_t first = 0;
    for (const Source& source : sources) {
        LATHE_TRY(const Tensor whole, unpacked(context, inputs[source.input], source.part));
        LATHE_TRY(Tensor part, withBias(context, whole, tensorAt(inputs, 3), first));
        first += whole.rank() == 3 ? whole.dim(2) : 0;
        if (part.rank() == 3) {
            LATHE_TRY(part, splitHeads(context, std::move(part), heads));
        }
        parts.push_back(std::move(part));
    }
    for (const std::size_t i : {1, 2}) {
        const Tensor* past = tensorAt(inputs, i + 5);
        if (!past) continue;
        LATHE_TRY(parts[i], joinedHeads(context, *past, parts[i], 2));
    }
    LATHE_TRY(auto outputs, attendHeads(context, inputs, parts[0], parts[1], parts[2], 4, 5));
    outputs.push_back(parts[1]);
    outputs.push_back(parts[2]);
    return outputs;
}

Work multiHeadWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    const auto outputs = inferMultiHead(context, inputs);
    return outputs ? scoreWork((*outputs)[0], (*outputs)[1], context.node.intAttribute("num_heads", 1)) : Work{};
}

} // namespace

std::vector<OpRow> multiHeadOps() {
    return {{"com.microsoft", "MultiHeadAttention", 1, OpCategory::Matrix, QuantRule::Float, inferMultiHead, viaFloat<evaluateMultiHead>,
             multiHeadWork, "Attention of queries to keys and values, in several heads."}};
}

} // namespace lathe
