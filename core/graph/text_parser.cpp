#include "core/graph/text_parser.h"

#include "core/graph/text_format.h"

#include <charconv>

namespace lathe {

Status TextParser::advance() {
    m_current = std::move(m_next);
    LATHE_TRY(m_next, m_lexer.next());
    return {};
}

Error TextParser::expected(const std::string& what) const {
    return textError(m_current.line, m_current.column, "expected " + what + ", found " + m_current.shown());
}

Status TextParser::expect(std::string_view punctuation) {
    if (!at(punctuation)) return expected("\"" + std::string(punctuation) + "\"");
    return advance();
}

Result<bool> TextParser::take(std::string_view punctuation) {
    if (!at(punctuation)) return false;
    LATHE_CHECK(advance());
    return true;
}

Result<TextParser::Name> TextParser::readName(const char* what) {
    const bool isName = m_current.kind == TextToken::Kind::Name || (m_current.kind == TextToken::Kind::Quoted && !m_current.text.empty());
    if (!isName) return expected(what);
    Name name{m_current.text, m_current.line, m_current.column};
    LATHE_CHECK(advance());
    return name;
}

Result<std::string> TextParser::readQuoted(const char* what) {
    if (m_current.kind != TextToken::Kind::Quoted) return expected(std::string(what) + " in double quotes");
    std::string text = m_current.text;
    LATHE_CHECK(advance());
    return text;
}

Result<std::int64_t> TextParser::readInt(const char* what) {
    std::int64_t value = 0;
    const std::string& text = m_current.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (m_current.kind != TextToken::Kind::Number || error != std::errc{} || end != text.data() + text.size()) return expected(what);
    LATHE_CHECK(advance());
    return value;
}

Result<double> TextParser::readDouble(const char* what) {
    double value = 0;
    const std::string& text = m_current.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (m_current.kind != TextToken::Kind::Number || error != std::errc{} || end != text.data() + text.size()) return expected(what);
    LATHE_CHECK(advance());
    return value;
}

Result<Graph> TextParser::parse() {
    LATHE_CHECK(advance());
    LATHE_CHECK(advance());
    Scope scope;
    LATHE_CHECK(readHeader(scope.graph));
    LATHE_CHECK(readBody(scope));
    if (m_current.kind != TextToken::Kind::End) return expected("a statement");
    LATHE_CHECK(closeScope(scope, nullptr));
    return std::move(scope.graph);
}

Status TextParser::readHeader(Graph& graph) {
    if (!atWord("graph")) return expected("\"graph\" at the beginning");
    LATHE_CHECK(advance());
    if (m_current.kind == TextToken::Kind::Quoted) {
        LATHE_TRY(graph.name, readQuoted("the name of the graph"));
    }
    while (true) {
        if (atWord("opset") && !m_next.is(":")) {
            LATHE_CHECK(advance());
            std::string domain;
            if (m_current.kind != TextToken::Kind::Number) {
                LATHE_TRY(const Name name, readName("an opset number or domain"));
                domain = name.text;
            }
            LATHE_TRY(graph.opsets[domain], readInt("an opset number"));
        } else if (atWord("ir") && m_next.kind == TextToken::Kind::Number) {
            LATHE_CHECK(advance());
            LATHE_TRY(graph.irVersion, readInt("an IR version"));
        } else {
            return {};
        }
    }
}

Status TextParser::readBody(Scope& scope) {
    while (m_current.kind != TextToken::Kind::End && !at("}"))
        LATHE_CHECK(readStatement(scope));
    return {};
}

Status TextParser::readStatement(Scope& scope) {
    const bool mayBeWord = m_current.kind == TextToken::Kind::Name && !m_next.is(":") && !m_next.is("=") && !m_next.is(",");
    const std::string word = mayBeWord ? m_current.text : std::string();
    if (word == "input" || word == "const" || word == "outer") return readLeaf(scope, word);
    if (word == "output") return readOutput(scope);
    if (m_depth == 0 && word == "producer") return readTwoTexts(scope.graph.producerName, scope.graph.producerVersion);
    if (m_depth == 0 && word == "metadata") return readMetadata(scope.graph);
    if (m_depth == 0 && word == "doc") {
        LATHE_CHECK(advance());
        LATHE_TRY(scope.graph.docString, readQuoted("the description"));
        return {};
    }
    return readNode(scope);
}

Status TextParser::readTwoTexts(std::string& first, std::string& second) {
    LATHE_CHECK(advance());
    LATHE_TRY(first, readQuoted("a text"));
    LATHE_TRY(second, readQuoted("a second text"));
    return {};
}

Status TextParser::readMetadata(Graph& graph) {
    std::string key, value;
    LATHE_CHECK(readTwoTexts(key, value));
    graph.metadata[key] = value;
    return {};
}

ValueId TextParser::use(Scope& scope, const Name& name) {
    if (const ValueId found = scope.graph.findValue(name.text); found.isValid()) return found;
    scope.open.emplace(name.text, name);
    Value value;
    value.name = name.text;
    return scope.graph.addValue(std::move(value));
}

Result<ValueId> TextParser::define(Scope& scope, const Name& name) {
    const bool isNew = !scope.graph.findValue(name.text).isValid();
    const ValueId id = use(scope, name);
    if (!isNew && !scope.open.contains(name.text))
        return textError(name.line, name.column, "\"" + name.text + "\" is defined a second time");
    scope.open.erase(name.text);
    return id;
}

Status TextParser::readLeaf(Scope& scope, std::string_view word) {
    LATHE_CHECK(advance());
    LATHE_TRY(const Name name, readName("the name of a value"));
    LATHE_TRY(const ValueId id, define(scope, name));
    LATHE_TRY(const bool isTyped, take(":"));
    Type type;
    if (isTyped) {
        LATHE_TRY(type, readType());
        scope.graph.setType(id, type.type, type.element);
        scope.graph.setShape(id, type.shape);
    }
    LATHE_TRY(const bool hasData, take("="));
    if (word == "const" && !hasData) return expected("\"=\" and the content of the constant");
    if (hasData) {
        LATHE_TRY(Tensor tensor, readTensorData(type, name));
        scope.graph.setConstant(id, std::move(tensor));
    }
    if (word == "input") scope.inputs.push_back(id);
    if (word == "outer") {
        if (m_depth == 0) return textError(name.line, name.column, "\"outer\" outside a subgraph");
        scope.open.emplace(name.text, name);
    }
    return {};
}

Status TextParser::readOutput(Scope& scope) {
    LATHE_CHECK(advance());
    LATHE_TRY(const Name name, readName("the name of an output"));
    const ValueId id = use(scope, name);
    scope.outputs.push_back(id);
    LATHE_TRY(const bool isTyped, take(":"));
    if (!isTyped) return {};
    LATHE_TRY(const Type type, readType());
    scope.graph.setType(id, type.type, type.element);
    scope.graph.setShape(id, type.shape);
    return {};
}

Status TextParser::readNode(Scope& scope) {
    Node node;
    Name name{"", m_current.line, m_current.column};
    LATHE_CHECK(readNodeOutputs(scope, node, name));
    node.name = name.text;
    LATHE_TRY(const Name type, readName("an operator"));
    LATHE_TRY(const bool hasDomain, take("::"));
    node.opType = type.text;
    if (hasDomain) {
        node.domain = type.text;
        LATHE_TRY(const Name inDomain, readName("an operator"));
        node.opType = inDomain.text;
    }
    LATHE_CHECK(readNodeInputs(scope, node));
    if (at("{")) LATHE_CHECK(readAttributes(scope, node));
    const bool hasOrigins = atWord("from") && m_next.is("[");
    if (hasOrigins) LATHE_CHECK(readOrigins(node));
    if (!node.name.empty() && scope.graph.findNode(node.name).isValid())
        return textError(name.line, name.column, "a second node is named \"" + node.name + "\"");
    const NodeId id = scope.graph.addNode(std::move(node));
    if (!hasOrigins) scope.graph.origins(id) = {scope.graph.node(id).name};
    return {};
}

/// "conv1: y: float[1, 4], z" up to and with "="; without a colon after the first name the node has no name.
Status TextParser::readNodeOutputs(Scope& scope, Node& node, Name& nodeName) {
    const bool isNameless = m_next.is("=") || m_next.is(",");
    if (!isNameless) {
        LATHE_TRY(nodeName, readName("a statement"));
        LATHE_CHECK(expect(":"));
    }
    while (!at("=")) {
        if (!node.outputs.empty()) LATHE_CHECK(expect(","));
        if (atWord("_")) {
            node.outputs.push_back({});
            LATHE_CHECK(advance());
            continue;
        }
        LATHE_TRY(const Name name, readName("the name of an output or \"=\""));
        LATHE_TRY(const ValueId id, define(scope, name));
        node.outputs.push_back(id);
        LATHE_TRY(const bool isTyped, take(":"));
        if (!isTyped) continue;
        LATHE_TRY(const Type type, readType());
        scope.graph.setType(id, type.type, type.element);
        scope.graph.setShape(id, type.shape);
    }
    return expect("=");
}

Status TextParser::readNodeInputs(Scope& scope, Node& node) {
    LATHE_CHECK(expect("("));
    while (!at(")")) {
        if (!node.inputs.empty()) LATHE_CHECK(expect(","));
        if (atWord("_")) {
            node.inputs.push_back({});
            LATHE_CHECK(advance());
            continue;
        }
        LATHE_TRY(const Name name, readName("the name of an input or \")\""));
        node.inputs.push_back(use(scope, name));
    }
    return expect(")");
}

Status TextParser::readOrigins(Node& node) {
    LATHE_CHECK(advance());
    LATHE_CHECK(expect("["));
    while (!at("]")) {
        if (!node.origins.empty()) LATHE_CHECK(expect(","));
        LATHE_TRY(std::string origin, readQuoted("the name of an original node"));
        node.origins.push_back(std::move(origin));
    }
    return expect("]");
}

/// Names that are still open are values of the graph around this one; around the outermost there is none.
Status TextParser::closeScope(Scope& scope, Scope* around) {
    scope.graph.setInputs(scope.inputs);
    scope.graph.setOutputs(scope.outputs);
    for (const auto& [text, name] : scope.open)
        scope.graph.setOuter(scope.graph.findValue(text), true);
    for (const auto& [text, name] : scope.captured)
        if (!scope.graph.findValue(text).isValid()) scope.open.emplace(text, name);
    for (const auto& [text, name] : scope.open) {
        if (!around)
            return textError(name.line, name.column, "\"" + text + "\" is used, but nothing defines it",
                             "add an input, a const or a node that gives it");
        around->captured.emplace(text, name);
    }
    return {};
}

Result<Graph> parseGraph(std::string_view text) {
    constexpr std::size_t kMaxText = 64u << 20;
    if (text.size() > kMaxText) return Error::input("the graph text is larger than 64 MiB", "graph text");
    return TextParser(text).parse();
}

} // namespace lathe
