#include "core/ops/families.h"
#include "core/ops/move_helpers.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace lathe {
namespace {

std::vector<std::string> stringsAttribute(const OpContext& context, std::string_view key) {
    const auto* strings = context.node.findAttribute<std::vector<std::string>>(key);
    return strings ? *strings : std::vector<std::string>();
}

// --- StringNormalizer

/// Of the letters A to Z; those of other alphabets stay as they are.
std::string changedCase(std::string text, std::string_view action) {
    for (char& c : text) {
        if (action == "LOWER" && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (action == "UPPER" && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

InferOutcome inferNormalizer(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    constexpr std::array kText{DataType::String};
    LATHE_CHECK(requireType(context, typeAt(inputs, 0), kText, "the input"));
    const std::string action = context.node.stringAttribute("case_change_action", "NONE");
    if (action != "NONE" && action != "LOWER" && action != "UPPER")
        return opError(context, "case_change_action '" + action + "' is not known", "the actions are NONE, LOWER and UPPER");
    const Shape* x = shapeAt(inputs, 0);
    LATHE_CHECK(requireRank(context, x, 1, 2, "the input"));
    if (!x) return std::vector{inferredOf(DataType::String)};
    if (x->rank() == 2) LATHE_CHECK(sameDim(context, x->dims[0], Dim(1), "rows of the input"));
    return std::vector{inferredOf(DataType::String, x->rank() == 2 ? Shape({Dim(1), Dim()}) : Shape({Dim()}))};
}

EvaluateOutcome evaluateNormalizer(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(inferNormalizer(context, inferredOfAll(inputs)));
    const std::string action = context.node.stringAttribute("case_change_action", "NONE");
    const bool isCaseSensitive = context.node.intAttribute("is_case_sensitive", 0) != 0;
    const auto compared = [&](const std::string& text) { return isCaseSensitive ? text : changedCase(text, "LOWER"); };
    std::set<std::string> stopWords;
    for (const std::string& word : stringsAttribute(context, "stopwords"))
        stopWords.insert(compared(word));
    std::vector<std::string> kept;
    for (const std::string& text : inputs[0].strings())
        if (!stopWords.contains(compared(text))) kept.push_back(changedCase(text, action));
    if (kept.empty()) kept.emplace_back(); // nothing left: one empty string, as ONNX asks for
    std::vector<std::int64_t> dims{static_cast<std::int64_t>(kept.size())};
    if (inputs[0].rank() == 2) dims.insert(dims.begin(), 1);
    return std::vector{Tensor::ofStrings(std::move(dims), std::move(kept))};
}

// --- TfIdfVectorizer

/// Where each n-gram of the pool counts: its column and its weight.
struct GramPlace {
    std::size_t column = 0;
    double weight = 1.0;
};
template <class Word>
using GramPool = std::map<std::vector<Word>, GramPlace>;

struct VectorizerAttributes {
    std::int64_t shortest = 1, longest = 1, mostSkips = 0;
    std::vector<std::int64_t> counts, columns;
    std::vector<float> weights;
    bool isCounted = true, isWeighted = false; ///< modes TF, IDF, TFIDF
};

Result<VectorizerAttributes> vectorizerAttributes(const OpContext& context) {
    VectorizerAttributes given;
    given.shortest = context.node.intAttribute("min_gram_length", 1);
    given.longest = context.node.intAttribute("max_gram_length", 1);
    given.mostSkips = context.node.intAttribute("max_skip_count", 0);
    given.counts = context.node.intsAttribute("ngram_counts");
    given.columns = context.node.intsAttribute("ngram_indexes");
    given.weights = context.node.floatsAttribute("weights");
    const std::string mode = context.node.stringAttribute("mode", "TF");
    if (mode != "TF" && mode != "IDF" && mode != "TFIDF")
        return opError(context, "mode '" + mode + "' is not known", "the modes are TF, IDF and TFIDF");
    given.isCounted = mode != "IDF";
    given.isWeighted = mode != "TF";
    if (given.shortest < 1 || given.longest < given.shortest || given.mostSkips < 0)
        return opError(context, "min_gram_length, max_gram_length or max_skip_count is out of range");
    if (given.columns.empty() || std::ranges::any_of(given.columns, [](std::int64_t column) { return column < 0; }))
        return opError(context, "ngram_indexes is empty or negative");
    if (!given.weights.empty() && given.weights.size() != given.columns.size())
        return opError(context,
                       "has " + std::to_string(given.weights.size()) + " weights for " + std::to_string(given.columns.size()) + " n-grams");
    return given;
}

InferOutcome inferVectorizer(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    constexpr std::array kWords{DataType::String, DataType::Int32, DataType::Int64};
    LATHE_CHECK(requireType(context, typeAt(inputs, 0), kWords, "the input"));
    LATHE_TRY(const VectorizerAttributes given, vectorizerAttributes(context));
    const Shape* x = shapeAt(inputs, 0);
    LATHE_CHECK(requireRank(context, x, 1, 2, "the input"));
    if (!x) return std::vector{inferredOf(DataType::Float)};
    const Dim columns = std::ranges::max(given.columns) + 1;
    return std::vector{inferredOf(DataType::Float, x->rank() == 2 ? Shape({x->dims[0], columns}) : Shape({columns}))};
}

/// The pool holds all n-grams of one word, then those of two …; counts[n − 1] is where those of n words begin.
template <class Word>
Result<GramPool<Word>> readPool(const OpContext& context, const VectorizerAttributes& given, const std::vector<Word>& words) {
    GramPool<Word> pool;
    const auto total = static_cast<std::int64_t>(words.size());
    std::size_t gram = 0;
    for (std::size_t i = 0; i < given.counts.size(); ++i) {
        const auto length = static_cast<std::int64_t>(i) + 1;
        const std::int64_t first = given.counts[i], last = i + 1 < given.counts.size() ? given.counts[i + 1] : total;
        if (first < 0 || last < first || last > total || (last - first) % length != 0)
            return opError(context, "ngram_counts does not fit a pool of " + std::to_string(total) + " words");
        for (std::int64_t at = first; at < last; at += length, ++gram) {
            if (gram >= given.columns.size()) return opError(context, "ngram_indexes names fewer n-grams than the pool holds");
            const double weight = given.weights.empty() ? 1.0 : static_cast<double>(given.weights[gram]);
            pool[std::vector<Word>(words.begin() + at, words.begin() + at + length)] = {static_cast<std::size_t>(given.columns[gram]),
                                                                                        weight};
        }
    }
    return pool;
}

/// Adds the n-grams of a row, whose words stand 1 to mostSkips + 1 places apart. A single word counts once.
template <class Word>
void countGrams(const VectorizerAttributes& given, const GramPool<Word>& pool, std::span<const Word> row, std::span<float> out) {
    const auto size = static_cast<std::int64_t>(row.size());
    const auto longest = std::min(given.longest, static_cast<std::int64_t>(given.counts.size()));
    StopProbe isStopped;
    for (std::int64_t distance = 1; distance <= std::min(given.mostSkips + 1, size); ++distance)
        for (std::int64_t start = 0; start < size && !isStopped(); ++start) {
            std::vector<Word> gram;
            for (std::int64_t at = start; at < size && static_cast<std::int64_t>(gram.size()) < longest; at += distance) {
                gram.push_back(row[static_cast<std::size_t>(at)]);
                const auto length = static_cast<std::int64_t>(gram.size());
                if (length < given.shortest || (length == 1 && distance > 1)) continue;
                const auto found = pool.find(gram);
                if (found == pool.end()) continue;
                const auto weight = static_cast<float>(given.isWeighted ? found->second.weight : 1.0);
                float& place = out[found->second.column];
                place = given.isCounted ? place + weight : weight;
            }
        }
}

template <class Word>
EvaluateOutcome vectorize(const OpContext& context, const std::vector<Word>& pool, std::span<const Word> words, std::int64_t rows,
                          std::vector<Tensor> outputs) {
    LATHE_TRY(const VectorizerAttributes given, vectorizerAttributes(context));
    LATHE_TRY(const auto places, readPool(context, given, pool));
    const std::span<float> out = outputs[0].mutableData<float>();
    const std::size_t length = words.size() / static_cast<std::size_t>(std::max<std::int64_t>(rows, 1)),
                      columns = out.size() / static_cast<std::size_t>(std::max<std::int64_t>(rows, 1));
    for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row)
        countGrams(given, places, words.subspan(row * length, length), out.subspan(row * columns, columns));
    return outputs;
}

EvaluateOutcome evaluateVectorizer(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferVectorizer));
    const std::int64_t rows = inputs[0].rank() == 2 ? inputs[0].dim(0) : 1;
    if (inputs[0].type() == DataType::String)
        return vectorize<std::string>(context, stringsAttribute(context, "pool_strings"), inputs[0].strings(), rows, std::move(outputs));
    const std::vector<std::int64_t> words = inputs[0].toInt64s();
    return vectorize<std::int64_t>(context, context.node.intsAttribute("pool_int64s"), words, rows, std::move(outputs));
}

} // namespace

std::vector<OpRow> textOps() {
    return {
        {"", "StringNormalizer", 10, OpCategory::Other, QuantRule::Structural, inferNormalizer, evaluateNormalizer, vectorPerInput,
         "Drops stop words and changes the case of the letters A to Z."},
        {"", "TfIdfVectorizer", 9, OpCategory::Other, QuantRule::Structural, inferVectorizer, evaluateVectorizer, vectorPerInput,
         "Counts the n-grams of a pool, weighted on request."},
    };
}

} // namespace lathe
