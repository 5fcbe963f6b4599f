#include "core/graph/text_elements.h"
#include "core/graph/text_parser.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace lathe {
namespace {

/// The words of lists that are empty (a list with items shows its type).
struct ListWord {
    std::string_view word;
    Attribute (*makeEmpty)();
};
constexpr ListWord kListWords[] = {
    {"floats", [] { return Attribute(std::vector<float>{}); }},
    {"strings", [] { return Attribute(std::vector<std::string>{}); }},
    {"tensors", [] { return Attribute(std::vector<Tensor>{}); }},
    {"graphs", [] { return Attribute(std::vector<GraphPtr>{}); }},
};

bool looksInteger(std::string_view text) {
    return text.find_first_not_of("+-0123456789") == std::string_view::npos;
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

template <class T>
std::optional<std::vector<T>> allAs(const std::vector<Attribute>& items) {
    std::vector<T> values;
    for (const Attribute& item : items) {
        const T* value = std::get_if<T>(&item);
        if (!value) return std::nullopt;
        values.push_back(*value);
    }
    return values;
}

/// Integers among floats count as floats, for lists that people write.
std::optional<std::vector<float>> allAsFloats(const std::vector<Attribute>& items) {
    std::vector<float> values;
    for (const Attribute& item : items) {
        if (const auto* number = std::get_if<float>(&item))
            values.push_back(*number);
        else if (const auto* integer = std::get_if<std::int64_t>(&item))
            values.push_back(static_cast<float>(*integer));
        else
            return std::nullopt;
    }
    return values;
}

std::optional<Attribute> listOf(const std::vector<Attribute>& items) {
    if (auto values = allAs<std::int64_t>(items)) return Attribute(std::move(*values));
    if (auto values = allAsFloats(items)) return Attribute(std::move(*values));
    if (auto values = allAs<std::string>(items)) return Attribute(std::move(*values));
    if (auto values = allAs<Tensor>(items)) return Attribute(std::move(*values));
    if (auto values = allAs<GraphPtr>(items)) return Attribute(std::move(*values));
    return std::nullopt;
}

} // namespace

Result<Shape> TextParser::readShape() {
    Shape shape;
    LATHE_CHECK(expect("["));
    while (!at("]")) {
        if (!shape.dims.empty()) LATHE_CHECK(expect(","));
        if (m_current.kind == TextToken::Kind::Number) {
            const int line = m_current.line, column = m_current.column;
            LATHE_TRY(const std::int64_t value, readInt("a dimension"));
            if (value < 0) return textError(line, column, "a dimension cannot be negative", "write ? for an unknown one");
            shape.dims.emplace_back(value);
        } else if (at("?")) {
            shape.dims.emplace_back();
            LATHE_CHECK(advance());
        } else {
            LATHE_TRY(const Name symbol, readName("a dimension (a number, a name or ?)"));
            shape.dims.push_back(Dim::named(symbol.text));
        }
    }
    LATHE_CHECK(advance());
    return shape;
}

/// "float[1, 3]", "sequence(float[1, 3])", "optional(sequence(int64))"
Result<TextParser::Type> TextParser::readType(int depth) {
    const auto known = dataTypeFromName(m_current.text);
    if (m_current.kind != TextToken::Kind::Name || !known) return expected("an element type (float, int64 …)");
    LATHE_CHECK(advance());
    Type type{*known, std::nullopt, nullptr};
    if (isContainer(type.type)) {
        if (!at("(")) return type;
        if (depth == kMaxTypeNesting) return expected("fewer types inside each other");
        LATHE_CHECK(advance());
        LATHE_TRY(Type held, readType(depth + 1));
        type.element = std::make_shared<const ElementType>(std::move(held));
        LATHE_CHECK(expect(")"));
        return type;
    }
    if (at("[")) {
        LATHE_TRY(type.shape, readShape());
    }
    return type;
}

Result<Tensor> TextParser::readTensorData(const Type& type, const Name& place) {
    const auto dims = type.shape ? type.shape->known() : std::nullopt;
    if (!dims || type.type == DataType::Undefined || isContainer(type.type))
        return textError(place.line, place.column, "\"" + place.text + "\" has content but no type with a static shape",
                         "write name: float[1, 3] = …");
    if (at("<"))
        return textError(m_current.line, m_current.column, "the content of \"" + place.text + "\" was left out when this text was printed",
                         "print with a larger maxElements");
    const std::int64_t count = elementCountOf(*dims).value_or(-1);
    if (type.type == DataType::String) {
        std::vector<std::string> strings;
        LATHE_CHECK(readStrings(count, strings));
        return Tensor::ofStrings(*dims, std::move(strings));
    }
    auto made = Tensor::makeChecked(type.type, *dims, m_bytesLeft);
    if (!made) return textError(place.line, place.column, "\"" + place.text + "\": " + made.error().message);
    m_bytesLeft -= made.value().sizeBytes();
    Tensor tensor = std::move(made).value();
    if (atWord("random"))
        LATHE_CHECK(readRandom(tensor));
    else if (atWord("fill"))
        LATHE_CHECK(readFilled(tensor));
    else if (atWord("hex"))
        LATHE_CHECK(readHex(tensor));
    else
        LATHE_CHECK(readElements(tensor));
    return tensor;
}

Status TextParser::readElements(Tensor& tensor) {
    if (!hasElementText(tensor.type())) return expected("hex(\"…\") for elements of type " + std::string(toName(tensor.type())));
    LATHE_CHECK(expect("{"));
    for (std::int64_t i = 0; !at("}"); ++i) {
        if (i > 0) LATHE_CHECK(expect(","));
        if (i == tensor.elementCount()) return expected("\"}\" after " + std::to_string(i) + " elements");
        const bool isWord = m_current.kind == TextToken::Kind::Number || m_current.kind == TextToken::Kind::Name;
        if (!isWord || !setElementFromText(tensor, i, m_current.text))
            return expected("an element of type " + std::string(toName(tensor.type())));
        LATHE_CHECK(advance());
        const bool isShort = at("}") && i + 1 < tensor.elementCount();
        if (isShort) return expected("more elements (" + std::to_string(i + 1) + " of " + std::to_string(tensor.elementCount()) + ")");
    }
    return expect("}");
}

Status TextParser::readStrings(std::int64_t count, std::vector<std::string>& strings) {
    LATHE_CHECK(expect("{"));
    while (!at("}")) {
        if (!strings.empty()) LATHE_CHECK(expect(","));
        LATHE_TRY(std::string text, readQuoted("a text"));
        strings.push_back(std::move(text));
    }
    if (static_cast<std::int64_t>(strings.size()) != count) return expected(std::to_string(count) + " texts in all");
    return expect("}");
}

Status TextParser::readFilled(Tensor& tensor) {
    LATHE_CHECK(advance());
    LATHE_CHECK(expect("("));
    if (!hasElementText(tensor.type())) return expected("hex(\"…\") for elements of type " + std::string(toName(tensor.type())));
    const std::int64_t parsed = std::min<std::int64_t>(tensor.elementCount(), 2); // two: 4-bit elements share a byte
    for (std::int64_t i = 0; i < parsed; ++i)
        if (!setElementFromText(tensor, i, m_current.text)) return expected("an element of type " + std::string(toName(tensor.type())));
    const std::int64_t unit = byteSize(tensor.type(), parsed);
    auto* bytes = const_cast<std::byte*>(tensor.bytes().data());
    for (std::int64_t at = unit; at < tensor.sizeBytes(); at += unit)
        std::memcpy(bytes + at, bytes, static_cast<std::size_t>(std::min(unit, tensor.sizeBytes() - at)));
    LATHE_CHECK(advance());
    return expect(")");
}

Status TextParser::readRandom(Tensor& tensor) {
    LATHE_CHECK(advance());
    LATHE_CHECK(expect("("));
    LATHE_TRY(const std::int64_t seed, readInt("a seed"));
    LATHE_CHECK(expect(","));
    LATHE_TRY(const double low, readDouble("the lower bound"));
    LATHE_CHECK(expect(","));
    LATHE_TRY(const double high, readDouble("the upper bound"));
    if (!hasElementText(tensor.type())) return expected("a type that can be random");
    constexpr double kLargest = 1e15; // integers up to here are exact in binary64
    if (!(low <= high) || std::abs(low) > kLargest || std::abs(high) > kLargest) return expected("bounds in order, below 1e15");
    fillRandom(tensor, static_cast<std::uint64_t>(seed), low, high);
    return expect(")");
}

Status TextParser::readHex(Tensor& tensor) {
    LATHE_CHECK(advance());
    LATHE_CHECK(expect("("));
    const std::string& digits = m_current.text;
    if (m_current.kind != TextToken::Kind::Quoted || static_cast<std::int64_t>(digits.size()) != tensor.sizeBytes() * 2)
        return expected(std::to_string(tensor.sizeBytes() * 2) + " hexadecimal digits in double quotes");
    auto* bytes = const_cast<std::byte*>(tensor.bytes().data());
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const int high = hexDigit(digits[i]), low = hexDigit(digits[i + 1]);
        if (high < 0 || low < 0) return expected("hexadecimal digits (0-9, a-f)");
        bytes[i / 2] = std::byte(high * 16 + low);
    }
    LATHE_CHECK(advance());
    return expect(")");
}

Status TextParser::readAttributes(Scope& scope, Node& node) {
    LATHE_CHECK(expect("{"));
    while (!at("}")) {
        if (!node.attributes.empty()) LATHE_CHECK(expect(","));
        LATHE_TRY(const Name key, readName("the name of an attribute"));
        LATHE_CHECK(expect(":"));
        if (node.attributes.contains(key.text)) return textError(key.line, key.column, "attribute \"" + key.text + "\" stands twice");
        LATHE_TRY(Attribute attribute, readAttribute(scope));
        node.attributes.emplace(key.text, std::move(attribute));
    }
    return advance();
}

Result<Attribute> TextParser::readAttribute(Scope& scope) {
    if (m_current.kind == TextToken::Kind::Quoted) {
        LATHE_TRY(std::string text, readQuoted("a text"));
        return Attribute(std::move(text));
    }
    const bool isNumber = m_current.kind == TextToken::Kind::Number || atWord("inf") || atWord("nan");
    if (isNumber) return readNumberAttribute();
    if (at("[")) return readListAttribute(scope);
    if (atWord("graph")) {
        LATHE_TRY(GraphPtr body, readSubgraph(scope));
        return Attribute(std::move(body));
    }
    if (atWord("type")) {
        LATHE_CHECK(advance());
        LATHE_TRY(Type type, readType());
        return Attribute(std::make_shared<const ElementType>(std::move(type)));
    }
    for (const ListWord& row : kListWords) {
        if (!atWord(row.word)) continue;
        LATHE_CHECK(advance());
        LATHE_CHECK(expect("["));
        LATHE_CHECK(expect("]"));
        return row.makeEmpty();
    }
    return readTensorAttribute();
}

Result<Attribute> TextParser::readNumberAttribute() {
    if (looksInteger(m_current.text)) {
        LATHE_TRY(const std::int64_t value, readInt("a 64-bit integer"));
        return Attribute(value);
    }
    float value = 0;
    const std::string_view text =
        m_current.text.starts_with('+') ? std::string_view(m_current.text).substr(1) : std::string_view(m_current.text);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return expected("a number");
    LATHE_CHECK(advance());
    return Attribute(value);
}

Result<Attribute> TextParser::readTensorAttribute() {
    const Name place{"this tensor", m_current.line, m_current.column};
    const bool isType = m_current.kind == TextToken::Kind::Name && dataTypeFromName(m_current.text);
    if (!isType) return expected("a number, a text, a list, a tensor (float[2] = {1, 2}) or a graph");
    LATHE_TRY(const Type type, readType());
    if (type.type == DataType::Undefined) return Attribute(Tensor());
    LATHE_CHECK(expect("="));
    LATHE_TRY(Tensor tensor, readTensorData(type, place));
    return Attribute(std::move(tensor));
}

Result<GraphPtr> TextParser::readSubgraph(Scope& around) {
    constexpr int kDeepest = 16;
    if (m_depth == kDeepest) return expected("at most 16 graphs inside each other");
    Scope scope;
    LATHE_CHECK(advance());
    if (m_current.kind == TextToken::Kind::Quoted) {
        LATHE_TRY(scope.graph.name, readQuoted("the name of the graph"));
    }
    scope.graph.opsets = around.graph.opsets;
    scope.graph.irVersion = around.graph.irVersion;
    LATHE_CHECK(expect("{"));
    ++m_depth;
    LATHE_CHECK(readBody(scope));
    --m_depth;
    LATHE_CHECK(expect("}"));
    LATHE_CHECK(closeScope(scope, &around));
    return std::make_shared<const Graph>(std::move(scope.graph));
}

Result<Attribute> TextParser::readListAttribute(Scope& scope) {
    const int line = m_current.line, column = m_current.column;
    std::vector<Attribute> items;
    LATHE_CHECK(expect("["));
    while (!at("]")) {
        if (!items.empty()) LATHE_CHECK(expect(","));
        if (at("[")) return expected("an item that is no list");
        LATHE_TRY(Attribute item, readAttribute(scope));
        items.push_back(std::move(item));
    }
    LATHE_CHECK(advance());
    auto list = listOf(items);
    if (!list) return textError(line, column, "the items of this list are of different types");
    return std::move(*list);
}

} // namespace lathe
