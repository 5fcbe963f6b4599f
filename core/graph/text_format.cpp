#include "core/graph/text_format.h"

#include "core/base/hash.h"
#include "core/graph/text_elements.h"
#include "core/graph/text_lexer.h"

#include <algorithm>

namespace lathe {
namespace {

/// Words that begin something else where a name could stand.
bool isKeyword(std::string_view word) {
    constexpr std::string_view kWords[] = {"graph", "input",    "const", "output",   "outer", "opset",
                                           "ir",    "producer", "doc",   "metadata", "from",  "_"};
    return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

std::string quotedText(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        constexpr char kHex[] = "0123456789abcdef";
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            result += std::string("\\") + c;
        else if (c == '\n')
            result += "\\n";
        else if (byte < 0x20 || byte == 0x7F)
            result += std::string("\\x") + kHex[byte >> 4] + kHex[byte & 0xF];
        else
            result += c;
    }
    return result + "\"";
}

std::string nameText(std::string_view name) {
    const bool isPlain = !name.empty() && isTextNameStart(name.front()) && std::all_of(name.begin(), name.end(), isTextNamePart);
    return isPlain && !isKeyword(name) ? std::string(name) : quotedText(name);
}

template <class Items, class ToText>
std::string listed(const Items& items, ToText toItemText) {
    std::string text;
    for (const auto& item : items)
        text += (text.empty() ? "" : ", ") + toItemText(item);
    return text;
}

std::string dimText(const Dim& dim) {
    if (dim.isKnown()) return std::to_string(dim.value);
    return dim.symbol.empty() ? "?" : nameText(dim.symbol);
}

std::string typeText(DataType type, const std::optional<Shape>& shape, const ElementTypePtr& element = nullptr) {
    std::string text(toName(type));
    if (element) text += "(" + typeText(element->type, element->shape, element->element) + ")";
    return shape ? text + "[" + listed(shape->dims, dimText) + "]" : text;
}

/// ": float[1, 3]", or nothing when neither type nor rank is known.
std::string typeSuffix(const Value& value) {
    if (value.type == DataType::Undefined && !value.shape) return {};
    return ": " + typeText(value.type, value.shape, value.element);
}

std::string hexText(std::span<const std::byte> bytes) {
    constexpr char kHex[] = "0123456789abcdef";
    std::string text;
    for (const std::byte b : bytes) {
        text += kHex[std::to_integer<int>(b) >> 4];
        text += kHex[std::to_integer<int>(b) & 0xF];
    }
    return text;
}

std::string dataText(const Tensor& tensor, std::int64_t maxElements) {
    if (tensor.elementCount() > maxElements && tensor.type() != DataType::String) {
        const ContentHash hash = Hasher().add(tensor.storedBytes()).finish();
        return "<… " + std::to_string(tensor.sizeBytes()) + " bytes, " + hash.toHex() + ">";
    }
    if (tensor.type() == DataType::String) return "{" + listed(tensor.strings(), quotedText) + "}";
    if (!hasElementText(tensor.type())) return "hex(\"" + hexText(tensor.bytes()) + "\")";
    std::string text;
    for (std::int64_t i = 0; i < tensor.elementCount(); ++i)
        text += (i == 0 ? "" : ", ") + elementText(tensor, i);
    return "{" + text + "}";
}

class Printer {
public:
    explicit Printer(std::int64_t maxElements) : m_maxElements(maxElements) {}

    std::string print(const Graph& graph) {
        m_text = "graph " + quotedText(graph.name);
        for (const auto& [domain, version] : graph.opsets)
            m_text += " opset " + (domain.empty() ? std::string() : nameText(domain) + " ") + std::to_string(version);
        if (graph.irVersion != Graph().irVersion) m_text += " ir " + std::to_string(graph.irVersion);
        m_text += "\n";
        if (!graph.producerName.empty() || !graph.producerVersion.empty())
            m_text += "producer " + quotedText(graph.producerName) + " " + quotedText(graph.producerVersion) + "\n";
        if (!graph.docString.empty()) m_text += "doc " + quotedText(graph.docString) + "\n";
        for (const auto& [key, value] : graph.metadata)
            m_text += "metadata " + quotedText(key) + " " + quotedText(value) + "\n";
        printBody(graph);
        return std::move(m_text);
    }

private:
    void printBody(const Graph& graph) {
        for (const ValueId id : graph.inputs())
            printLeaf("input", graph, id);
        for (const ValueId id : graph.values()) {
            const Value& value = graph.value(id);
            if (value.constant && !graph.isInput(id)) printLeaf("const", graph, id);
            if (value.isOuter) printLeaf("outer", graph, id);
        }
        for (const NodeId id : graph.nodes())
            printNode(graph, graph.node(id));
        for (const ValueId id : graph.outputs()) {
            const Value& value = graph.value(id);
            const bool isBare = !value.producer.isValid() && !value.constant && !value.isOuter && !graph.isInput(id);
            m_text += m_indent + "output " + nameText(value.name) + (isBare ? typeSuffix(value) : "") + "\n";
        }
    }

    void printLeaf(const char* word, const Graph& graph, ValueId id) {
        const Value& value = graph.value(id);
        m_text += m_indent + word + " " + nameText(value.name) + typeSuffix(value);
        if (value.constant) m_text += " = " + dataText(*value.constant, m_maxElements);
        m_text += "\n";
    }

    void printNode(const Graph& graph, const Node& node) {
        const auto name = [&](ValueId id) { return id.isValid() ? nameText(graph.value(id).name) : std::string("_"); };
        const auto typedName = [&](ValueId id) { return name(id) + (id.isValid() ? typeSuffix(graph.value(id)) : ""); };
        m_text += m_indent + nameText(node.name) + ": " + listed(node.outputs, typedName) + " = ";
        if (!node.domain.empty()) m_text += nameText(node.domain) + "::";
        m_text += nameText(node.opType) + "(" + listed(node.inputs, name) + ")";
        if (!node.attributes.empty()) {
            m_text += " {";
            for (bool isFirst = true; const auto& [key, attribute] : node.attributes) {
                m_text += (isFirst ? "" : ", ") + nameText(key) + ": ";
                printAttribute(attribute);
                isFirst = false;
            }
            m_text += "}";
        }
        if (node.origins != std::vector<std::string>{node.name}) m_text += " from [" + listed(node.origins, quotedText) + "]";
        m_text += "\n";
    }

    void printAttribute(const Attribute& attribute) {
        std::visit([this](const auto& value) { print(value); }, attribute);
    }

    void print(std::int64_t value) { m_text += std::to_string(value); }
    void print(float value) { m_text += floatText(value); }
    void print(const std::string& value) { m_text += quotedText(value); }
    void print(const Tensor& value) {
        m_text += typeText(value.type(), value.isPresent() ? std::optional(Shape::of(value.dims())) : std::nullopt);
        if (value.isPresent()) m_text += " = " + dataText(value, m_maxElements);
    }
    void print(const ElementTypePtr& value) { m_text += "type " + typeText(value->type, value->shape, value->element); }
    void print(const GraphPtr& value) {
        const std::string outerIndent = m_indent;
        m_indent += "    ";
        m_text += "graph " + quotedText(value->name) + " {\n";
        printBody(*value);
        m_indent = outerIndent;
        m_text += m_indent + "}";
    }
    template <class T>
    void print(const std::vector<T>& values) {
        constexpr bool isNamed = !std::is_same_v<T, std::int64_t>;
        if (values.empty() && isNamed) m_text += listWord(values);
        m_text += "[";
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i > 0) m_text += ", ";
            print(values[i]);
        }
        m_text += "]";
    }

    static std::string listWord(const std::vector<std::int64_t>&) { return {}; }
    static std::string listWord(const std::vector<float>&) { return "floats "; }
    static std::string listWord(const std::vector<std::string>&) { return "strings "; }
    static std::string listWord(const std::vector<Tensor>&) { return "tensors "; }
    static std::string listWord(const std::vector<GraphPtr>&) { return "graphs "; }

    std::int64_t m_maxElements;
    std::string m_indent;
    std::string m_text;
};

} // namespace

std::string printGraph(const Graph& graph, std::int64_t maxElements) {
    return Printer(maxElements).print(graph);
}

} // namespace lathe
