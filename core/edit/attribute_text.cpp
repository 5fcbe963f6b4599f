#include "core/edit/attribute_text.h"

#include "core/base/spelling.h"
#include "core/edit/edit_text.h"
#include "core/ops/op_table.h"
#include "core/ops/opset_of.h"

#include <charconv>
#include <cmath>

namespace lathe {
namespace {

template <class T>
std::optional<T> numberFrom(const std::string& text) {
    T number{};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

template <class T>
std::optional<std::vector<T>> numbersFrom(const std::string& text) {
    std::vector<T> numbers;
    if (text.empty()) return numbers;
    for (const std::string& word : splitGuarded(text, ',')) {
        const auto number = numberFrom<T>(word);
        if (!number) return std::nullopt;
        numbers.push_back(*number);
    }
    return numbers;
}

/// The name of an element type, or its number.
std::optional<std::int64_t> dataTypeFrom(const std::string& text) {
    if (const auto type = dataTypeFromName(text)) return static_cast<std::int64_t>(*type);
    const auto number = numberFrom<std::int64_t>(text);
    const bool isType = number && *number > 0 && *number <= static_cast<std::int64_t>(DataType::Int4);
    return isType ? number : std::nullopt;
}

std::vector<std::string> textsFrom(const std::string& text) {
    std::vector<std::string> texts = text.empty() ? std::vector<std::string>() : splitGuarded(text, ',');
    for (std::string& word : texts)
        word = unescaped(word);
    return texts;
}

template <class T>
std::optional<Attribute> wrap(std::optional<T> value) {
    if (!value) return std::nullopt;
    return Attribute(std::move(*value));
}

std::optional<Attribute> parse(AttributeKind kind, const std::string& text) {
    switch (kind) {
    case AttributeKind::Int:
        return wrap(numberFrom<std::int64_t>(text));
    case AttributeKind::Float:
        return wrap(numberFrom<float>(text));
    case AttributeKind::Text:
        return Attribute(unescaped(text));
    case AttributeKind::Ints:
        return wrap(numbersFrom<std::int64_t>(text));
    case AttributeKind::Floats:
        return wrap(numbersFrom<float>(text));
    case AttributeKind::Texts:
        return Attribute(textsFrom(text));
    case AttributeKind::DataType:
        return wrap(dataTypeFrom(text));
    default:
        return std::nullopt;
    }
}

bool isWritable(AttributeKind kind) {
    return kind != AttributeKind::Tensor && kind != AttributeKind::Graph && kind != AttributeKind::SparseTensor &&
           kind != AttributeKind::Type;
}

std::string versionsText(const AttributeRow& row) {
    if (row.last == std::numeric_limits<std::int64_t>::max()) return "from opset " + std::to_string(row.first) + " on";
    return "up to opset " + std::to_string(row.last);
}

Error unknownAttribute(const Node& node, const std::string& name, std::int64_t opset) {
    std::vector<std::string> known;
    std::string list;
    for (const AttributeRow& row : attributesOf(node.domain, node.opType)) {
        if (row.name == name)
            return Error::usage(node.opType + " has '" + name + "' only " + versionsText(row) + ", the model has opset " +
                                std::to_string(opset));
        if (opset < row.first || row.last < opset) continue;
        known.emplace_back(row.name);
        list += (list.empty() ? "" : ", ") + known.back();
    }
    const std::string nearest = nearestSpelling(name, known);
    return Error::usage(node.opType + " has no attribute '" + name + "'", !nearest.empty() ? "did you mean '" + nearest + "'?"
                                                                          : list.empty()
                                                                              ? "it has no attributes in opset " + std::to_string(opset)
                                                                              : "its attributes are: " + list);
}

} // namespace

Result<Attribute> parseAttributeText(const std::string& attribute, AttributeKind kind, const std::string& text) {
    if (!isWritable(kind))
        return Error::usage("'" + attribute + "' is " + std::string(toName(kind)) + ", which cannot be written as a text");
    if (auto value = parse(kind, text)) return *std::move(value);
    return Error::usage("'" + attribute + "' must be " + std::string(toName(kind)) + ", not '" + text + "'");
}

Result<AttributeKind> attributeKindOf(const Graph& graph, const Node& node, const std::string& name) {
    const std::int64_t opset = opsetOf(graph.opsets, node.domain);
    if (const AttributeRow* row = findAttribute(node.domain, node.opType, name, opset)) return row->kind;
    if (findOp(node)) return unknownAttribute(node, name, opset);
    if (const auto found = node.attributes.find(name); found != node.attributes.end()) return kindOf(found->second);
    return Error::usage("Lathe does not know the operator " + node.opType + ", nor what its attribute '" + name + "' must be",
                        "only attributes that the node has already can be set");
}

std::string missingAttribute(const Graph& graph, const Node& node) {
    const std::int64_t opset = opsetOf(graph.opsets, node.domain);
    for (const AttributeRow& row : attributesOf(node.domain, node.opType))
        if (row.isRequired && row.first <= opset && opset <= row.last && !node.hasAttribute(row.name)) return std::string(row.name);
    return {};
}

} // namespace lathe
