#include "core/ops/op_attributes.h"

#include "core/ops/op_attribute_rows.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <map>

namespace lathe {
namespace {

constexpr std::int64_t kNoEnd = std::numeric_limits<std::int64_t>::max();

AttributeKind kindFromLetter(std::string_view letter) {
    static constexpr std::array<std::pair<std::string_view, AttributeKind>, 11> kLetters = {{{"i", AttributeKind::Int},
                                                                                             {"f", AttributeKind::Float},
                                                                                             {"s", AttributeKind::Text},
                                                                                             {"I", AttributeKind::Ints},
                                                                                             {"F", AttributeKind::Floats},
                                                                                             {"S", AttributeKind::Texts},
                                                                                             {"t", AttributeKind::DataType},
                                                                                             {"tensor", AttributeKind::Tensor},
                                                                                             {"graph", AttributeKind::Graph},
                                                                                             {"sparse", AttributeKind::SparseTensor},
                                                                                             {"type_proto", AttributeKind::Type}}};
    return std::ranges::find(kLetters, letter, &std::pair<std::string_view, AttributeKind>::first)->second;
}

std::int64_t numberOr(std::string_view text, std::int64_t fallback) {
    std::int64_t number = fallback;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// "axes:I@-12": name, kind, versions.
AttributeRow parseRow(std::string_view word) {
    const std::size_t colon = word.find(':'), at = std::min(word.find('@'), word.size());
    std::string_view letter = word.substr(colon + 1, at - colon - 1);
    const bool isRequired = letter.ends_with('!');
    if (isRequired) letter.remove_suffix(1);
    AttributeRow row{word.substr(0, colon), kindFromLetter(letter), 0, kNoEnd, isRequired};
    if (at == word.size()) return row;
    const std::string_view range = word.substr(at + 1);
    const std::size_t dash = range.find('-');
    row.first = numberOr(range.substr(0, dash), 0);
    row.last = numberOr(range.substr(dash + 1), kNoEnd);
    return row;
}

std::vector<AttributeRow> parseRows(std::string_view words) {
    std::vector<AttributeRow> rows;
    for (std::size_t begin = 0; begin < words.size();) {
        const std::size_t end = std::min(words.find(' ', begin), words.size());
        rows.push_back(parseRow(words.substr(begin, end - begin)));
        begin = end + 1;
    }
    std::ranges::sort(rows, {}, &AttributeRow::name);
    return rows;
}

using Table = std::map<std::pair<std::string_view, std::string_view>, std::vector<AttributeRow>>;

const Table& table() {
    static const Table made = [] {
        Table rows;
        for (const OpAttributeWords& row : opAttributeWords())
            rows.emplace(std::pair(row.domain, row.opType), parseRows(row.words));
        return rows;
    }();
    return made;
}

} // namespace

std::span<const AttributeRow> attributesOf(std::string_view domain, std::string_view opType) {
    const auto found = table().find({domain == "ai.onnx" ? std::string_view() : domain, opType});
    return found == table().end() ? std::span<const AttributeRow>() : found->second;
}

const AttributeRow* findAttribute(std::string_view domain, std::string_view opType, std::string_view name, std::int64_t opset) {
    for (const AttributeRow& row : attributesOf(domain, opType))
        if (row.name == name && row.first <= opset && opset <= row.last) return &row;
    return nullptr;
}

AttributeKind kindOf(const Attribute& attribute) {
    // In the order of the variant; lists of tensors and graphs have no kind of their own in any operator that Lathe knows.
    static constexpr std::array kKinds = {AttributeKind::Int,    AttributeKind::Float, AttributeKind::Text,   AttributeKind::Tensor,
                                          AttributeKind::Graph,  AttributeKind::Ints,  AttributeKind::Floats, AttributeKind::Texts,
                                          AttributeKind::Tensor, AttributeKind::Graph, AttributeKind::Type};
    static_assert(kKinds.size() == std::variant_size_v<Attribute>);
    return kKinds[attribute.index()];
}

std::string_view toName(AttributeKind kind) {
    static constexpr std::array<std::string_view, 11> kNames = {"a whole number",
                                                                "a number",
                                                                "a text",
                                                                "whole numbers with commas",
                                                                "numbers with commas",
                                                                "texts with commas",
                                                                "an element type (float, int8 …)",
                                                                "a tensor",
                                                                "a subgraph",
                                                                "a sparse tensor",
                                                                "a type"};
    return kNames[static_cast<std::size_t>(kind)];
}

} // namespace lathe
