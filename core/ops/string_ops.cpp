#include "core/ops/families.h"
#include "core/ops/full_match.h"
#include "core/ops/move_helpers.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::array kText{DataType::String};
constexpr std::int64_t kMostTexts = std::int64_t(1) << 26;
constexpr std::size_t kMostBytes = std::size_t(1) << 28;

InferOutcome inferConcat(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    for (const std::size_t i : {0, 1})
        LATHE_CHECK(requireType(context, typeAt(inputs, i), kText, "input " + std::to_string(i)));
    LATHE_TRY(auto outputs, inferBroadcast(context, inputs));
    outputs[0].type = DataType::String;
    return outputs;
}

EvaluateOutcome evaluateConcat(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferConcat));
    const std::int64_t count = elementCountOf(dims[0]).value_or(kMostTexts + 1);
    if (count > kMostTexts) return opError(context, "the output " + toText(dims[0]) + " is too large");
    const auto a = inputs[0].strings(), b = inputs[1].strings();
    const std::vector<std::vector<std::int64_t>> operands{inputs[0].dims(), inputs[1].dims()};
    std::vector<std::string> texts(static_cast<std::size_t>(count));
    std::size_t bytes = 0;
    BroadcastWalk(dims[0], operands).forEachRow([&](std::int64_t first, std::int64_t length, auto starts, auto steps) {
        for (std::int64_t i = 0; i < length && bytes <= kMostBytes; ++i) {
            std::string& text = texts[static_cast<std::size_t>(first + i)];
            text = a[static_cast<std::size_t>(starts[0] + i * steps[0])] + b[static_cast<std::size_t>(starts[1] + i * steps[1])];
            bytes += text.size();
        }
    });
    if (bytes > kMostBytes) return opError(context, "the texts grow beyond 256 MiB");
    return std::vector{Tensor::ofStrings(std::move(dims[0]), std::move(texts))};
}

// --- StringSplit: [...] to [..., most parts of any text], filled up with ""; and the number of parts of each text

InferOutcome inferSplit(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_CHECK(requireType(context, typeAt(inputs, 0), kText, "the input"));
    std::vector outputs{inferredOf(DataType::String), inferredOf(DataType::Int64, inputs[0].shape)};
    if (!inputs[0].shape) return outputs;
    outputs[0].shape = inputs[0].shape;
    outputs[0].shape->dims.emplace_back();
    return outputs;
}

bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// As Python's str.split(): runs of white space separate, none is left at the ends.
std::vector<std::string> wordsOf(std::string_view text, std::int64_t most) {
    std::vector<std::string> words;
    std::size_t at = 0;
    const auto skip = [&](bool spaces) {
        while (at < text.size() && isSpace(text[at]) == spaces)
            ++at;
    };
    for (skip(true); at < text.size() && std::ssize(words) <= kMostTexts; skip(true)) {
        const std::size_t first = at;
        if (static_cast<std::int64_t>(words.size()) == most) {
            words.emplace_back(text.substr(first));
            break;
        }
        skip(false);
        words.emplace_back(text.substr(first, at - first));
    }
    return words;
}

std::vector<std::string> partsOf(std::string_view text, std::string_view delimiter, std::int64_t most) {
    if (delimiter.empty()) return wordsOf(text, most);
    std::vector<std::string> parts;
    std::size_t first = 0;
    for (std::size_t found = text.find(delimiter);
         found != std::string_view::npos && std::ssize(parts) <= kMostTexts && static_cast<std::int64_t>(parts.size()) != most;
         found = text.find(delimiter, first)) {
        parts.emplace_back(text.substr(first, found - first));
        first = found + delimiter.size();
    }
    parts.emplace_back(text.substr(first));
    return parts;
}

EvaluateOutcome evaluateSplit(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(inferSplit(context, inferredOfAll(inputs)));
    const std::string delimiter = context.node.stringAttribute("delimiter", "");
    const std::int64_t most = context.node.intAttribute("maxsplit", -1); // negative is never reached
    std::vector<std::vector<std::string>> split;
    std::vector<std::int64_t> counts;
    std::int64_t total = 0;
    for (const std::string& text : inputs[0].strings()) {
        split.push_back(partsOf(text, delimiter, most));
        counts.push_back(static_cast<std::int64_t>(split.back().size()));
        total += counts.back();
        if (total > kMostTexts) return opError(context, "gives more than " + std::to_string(kMostTexts) + " texts");
    }
    const std::int64_t longest = counts.empty() ? 0 : *std::ranges::max_element(counts);
    if (multiplySaturated({longest, std::ssize(counts)}) > kMostTexts)
        return opError(context, "gives more than " + std::to_string(kMostTexts) + " texts");
    std::vector<std::string> texts;
    for (std::vector<std::string>& parts : split) {
        parts.resize(static_cast<std::size_t>(longest));
        std::ranges::move(parts, std::back_inserter(texts));
    }
    std::vector<std::int64_t> dims = inputs[0].dims();
    dims.push_back(longest);
    return std::vector{Tensor::ofStrings(std::move(dims), std::move(texts)),
                       Tensor::of<std::int64_t>(inputs[0].dims(), std::span<const std::int64_t>(counts))};
}

InferOutcome inferMatch(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_CHECK(requireType(context, typeAt(inputs, 0), kText, "the input"));
    return std::vector{inferredOf(DataType::Bool, inputs[0].shape)};
}

EvaluateOutcome evaluateMatch(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferMatch));
    const auto matcher = FullMatcher::compile(context.node.stringAttribute("pattern", ""));
    if (!matcher) return opError(context, matcher.error().message);
    std::ranges::transform(inputs[0].strings(), outputs[0].mutableData<bool>().begin(),
                           [&](const std::string& text) { return matcher->matches(text); });
    return outputs;
}

} // namespace

std::vector<OpRow> stringOps() {
    constexpr auto kCategory = OpCategory::Other;
    return {
        {"", "StringConcat", 20, kCategory, QuantRule::Structural, inferConcat, evaluateConcat, vectorPerOutput,
         "Joins texts element by element."},
        {"", "StringSplit", 20, kCategory, QuantRule::Structural, inferSplit, evaluateSplit, vectorPerInput,
         "Splits texts at a delimiter or at white space."},
        {"", "RegexFullMatch", 20, kCategory, QuantRule::Structural, inferMatch, evaluateMatch, vectorPerInput,
         "Tells whether whole texts match a regular expression."},
    };
}

} // namespace lathe
