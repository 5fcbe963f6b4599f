#include "core/ops/composition.h"
#include "core/ops/families.h"

namespace lathe {
namespace {

constexpr std::string_view kMicrosoft = "com.microsoft";
constexpr float kSkipEpsilon = 1e-12F; ///< default of the com.microsoft normalizations

Attributes lastAxis(float epsilon) {
    return {{"axis", std::int64_t(-1)}, {"epsilon", epsilon}};
}

/// 1 / sqrt(mean x² + epsilon) over the axes from `axis` on, which stay with size 1.
template <class V>
Result<V> inverseRootMeanSquare(const Parts<V>& parts, const V& x, std::int64_t axis, double epsilon) {
    const std::int64_t rank = Parts<V>::rankOf(x).value_or(0);
    std::vector<std::int64_t> axes;
    for (std::int64_t i = axis < 0 ? axis + rank : axis; i < rank; ++i)
        axes.push_back(i);
    LATHE_TRY(V squares, parts.call("Mul", {x, x}));
    LATHE_TRY(V mean, parts.call("ReduceMean", {std::move(squares), Parts<V>::ints(axes)}));
    LATHE_TRY(V small, Parts<V>::like(mean, epsilon));
    LATHE_TRY(V sum, parts.call("Add", {std::move(mean), std::move(small)}));
    LATHE_TRY(V root, parts.call("Sqrt", {std::move(sum)}));
    return parts.call("Reciprocal", {std::move(root)});
}

struct SimplifiedLayerNormalization {
    static constexpr std::size_t least = 2, most = 2;
    static constexpr std::array<std::size_t, 1> statistics{1};
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        LATHE_TRY(V y, parts.call("RMSNormalization", {parts[0], parts[1]}, parts.attributes({"axis", "epsilon"})));
        std::vector<V> outputs{std::move(y)};
        if (parts.node().outputs.size() < 2) return outputs;
        LATHE_TRY(V inverse, inverseRootMeanSquare(parts, parts[0], parts.node().intAttribute("axis", -1),
                                                   parts.node().floatAttribute("epsilon", 1e-5F)));
        outputs.push_back(std::move(inverse));
        return outputs;
    }
};

/// LayerNormalization(input + skip + bias); outputs: result, mean, 1 / deviation, the sum.
struct SkipLayerNormalization {
    static constexpr std::size_t least = 3, most = 5;
    static constexpr std::array<std::size_t, 2> statistics{1, 2};
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        LATHE_TRY(V both, parts.call("Add", {parts[0], parts[1]}));
        LATHE_TRY(V sum, parts.plusInput(std::move(both), 4));
        std::vector<V> inputs{sum, parts[2]};
        if (parts.has(3)) inputs.push_back(parts[3]);
        LATHE_TRY(auto outputs, parts.callAll("LayerNormalization", std::move(inputs),
                                              lastAxis(parts.node().floatAttribute("epsilon", kSkipEpsilon)), 3));
        outputs.push_back(std::move(sum));
        return outputs;
    }
};

/// As SkipLayerNormalization with the mean taken for 0, which it does not give.
struct SkipSimplifiedLayerNormalization {
    static constexpr std::size_t least = 3, most = 4;
    static constexpr std::array<std::size_t, 2> statistics{1, 2};
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        const float epsilon = parts.node().floatAttribute("epsilon", kSkipEpsilon);
        LATHE_TRY(V both, parts.call("Add", {parts[0], parts[1]}));
        LATHE_TRY(V sum, parts.plusInput(std::move(both), 3));
        LATHE_TRY(V y, parts.call("RMSNormalization", {sum, parts[2]}, lastAxis(epsilon)));
        LATHE_TRY(V inverse, inverseRootMeanSquare(parts, sum, -1, epsilon));
        return std::vector<V>{std::move(y), V{}, std::move(inverse), std::move(sum)};
    }
};

/// Rows 0, 1, … of the table of positions for the tokens of a sentence.
template <class V>
Result<V> firstRows(const Parts<V>& parts, V table, const V& tokens) {
    LATHE_TRY(V length, parts.call("Shape", {tokens}, {{"start", std::int64_t(1)}, {"end", std::int64_t(2)}}));
    return parts.call("Slice", {std::move(table), Parts<V>::ints({0}), std::move(length), Parts<V>::ints({0})});
}

/// Inputs: tokens, segments, tables of words, positions and segments, gamma, beta, mask, positions.
/// Outputs: LayerNormalization of the sum of the rows, the number of tokens that the mask leaves, the sum.
struct EmbedLayerNormalization {
    static constexpr std::size_t least = 1, most = 9;
    template <class V>
    static Result<std::vector<V>> run(const Parts<V>& parts) {
        LATHE_CHECK(parts.require({2, 3, 5, 6}));
        LATHE_TRY(V sum, parts.call("Gather", {parts[2], parts[0]}));
        LATHE_TRY(V places, parts.has(8) ? parts.call("Gather", {parts[3], parts[8]}) : firstRows(parts, parts[3], parts[0]));
        LATHE_TRY(sum, parts.call("Add", {std::move(sum), std::move(places)}));
        if (parts.has(1) && parts.has(4)) {
            LATHE_TRY(V segments, parts.call("Gather", {parts[4], parts[1]}));
            LATHE_TRY(sum, parts.call("Add", {std::move(sum), std::move(segments)}));
        }
        LATHE_TRY(V y, parts.call("LayerNormalization", {sum, parts[5], parts[6]},
                                  lastAxis(parts.node().floatAttribute("epsilon", kSkipEpsilon))));
        LATHE_TRY(V counts, maskCounts(parts));
        return std::vector<V>{std::move(y), std::move(counts), std::move(sum)};
    }

private:
    /// Zeros without a mask.
    template <class V>
    static Result<V> maskCounts(const Parts<V>& parts) {
        V mask = parts[7];
        if (!parts.has(7)) {
            LATHE_TRY(mask, parts.call("Sub", {parts[0], parts[0]}));
        }
        LATHE_TRY(V counts, parts.call("ReduceSum", {std::move(mask), Parts<V>::ints({1})}, {{"keepdims", std::int64_t(0)}}));
        return parts.call("Cast", {std::move(counts)}, {{"to", static_cast<std::int64_t>(DataType::Int32)}});
    }
};

bool isNarrow(DataType type) {
    return type == DataType::Float16 || type == DataType::Bfloat16;
}

/// Means and deviations (Body::statistics) are float, of 16-bit inputs too.
template <class Body>
InferOutcome inferWithStatistics(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_TRY(auto outputs, inferComposed<Body>(context, inputs));
    for (const std::size_t i : Body::statistics)
        if (i < outputs.size() && isNarrow(outputs[i].type)) outputs[i].type = DataType::Float;
    return outputs;
}

template <class Body>
EvaluateOutcome evaluateWithStatistics(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto outputs, (viaFloat<evaluateComposed<Body>, 0>(context, inputs)));
    for (std::size_t i = 0; i < outputs.size() && isNarrow(inputs[0].type()); ++i)
        if (outputs[i].isPresent() && std::ranges::find(Body::statistics, i) == Body::statistics.end())
            outputs[i] = narrowFloat(outputs[i], inputs[0].type());
    return outputs;
}

Work normalizationWork(const OpContext&, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    return {.vectorOps = multiplySaturated({elementsOf(outputs.first(1)), 6})};
}

template <class Body>
OpRow statisticsRow(std::string_view domain, std::string_view name, std::string_view summary) {
    auto row = composedRow<Body>(domain, name, OpCategory::Normalization, normalizationWork, summary);
    row.infer = inferWithStatistics<Body>;
    row.evaluate = evaluateWithStatistics<Body>;
    return row;
}

} // namespace

std::vector<OpRow> fusedNormalizationOps() {
    return {
        statisticsRow<SimplifiedLayerNormalization>("", "SimplifiedLayerNormalization",
                                                    "RMSNormalization under the name that ONNX Runtime's exporters write."),
        statisticsRow<SkipLayerNormalization>(kMicrosoft, "SkipLayerNormalization",
                                              "LayerNormalization of the sum of two inputs and a bias."),
        statisticsRow<SkipSimplifiedLayerNormalization>(kMicrosoft, "SkipSimplifiedLayerNormalization",
                                                        "RMSNormalization of the sum of two inputs and a bias."),
        composedRow<EmbedLayerNormalization>(kMicrosoft, "EmbedLayerNormalization", OpCategory::Normalization, normalizationWork,
                                             "LayerNormalization of the sum of word, position and segment embeddings."),
    };
}

} // namespace lathe
