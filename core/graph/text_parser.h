#pragma once

#include "core/graph/graph.h"
#include "core/graph/text_lexer.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lathe {

/// Recursive descent over the graph text format (text_format.h). One object parses one text.
class TextParser {
public:
    explicit TextParser(std::string_view text) : m_lexer(text) {}
    Result<Graph> parse();

private:
    /// A name with its place, for messages.
    struct Name {
        std::string text;
        int line = 0;
        int column = 0;
    };
    using Type = ElementType;
    /// A graph being read. `open` holds the names used so far that nothing in this graph defines,
    /// `captured` those that its subgraphs take from around them.
    struct Scope {
        Graph graph;
        std::vector<ValueId> inputs, outputs;
        std::map<std::string, Name> open, captured;
    };

    // --- tokens (text_parser.cpp)
    Status advance();
    bool at(std::string_view punctuation) const { return m_current.is(punctuation); }
    bool atWord(std::string_view word) const { return m_current.isWord(word); }
    Error expected(const std::string& what) const;
    Status expect(std::string_view punctuation);
    /// Takes the punctuation if it is next.
    Result<bool> take(std::string_view punctuation);
    Result<Name> readName(const char* what);
    Result<std::string> readQuoted(const char* what);
    Result<std::int64_t> readInt(const char* what);
    Result<double> readDouble(const char* what);

    // --- statements (text_parser.cpp)
    Status readHeader(Graph& graph);
    Status readBody(Scope& scope);
    Status readStatement(Scope& scope);
    Status readLeaf(Scope& scope, std::string_view word);
    Status readOutput(Scope& scope);
    Status readTwoTexts(std::string& first, std::string& second);
    Status readMetadata(Graph& graph);
    Status readNode(Scope& scope);
    Status readNodeOutputs(Scope& scope, Node& node, Name& nodeName);
    Status readNodeInputs(Scope& scope, Node& node);
    Status readOrigins(Node& node);
    Result<ValueId> define(Scope& scope, const Name& name);
    ValueId use(Scope& scope, const Name& name);
    Status closeScope(Scope& scope, Scope* around);

    // --- types, tensors, attributes (text_parser_values.cpp)
    Result<Type> readType(int depth = 0);
    Result<Shape> readShape();
    Result<Tensor> readTensorData(const Type& type, const Name& place);
    Status readElements(Tensor& tensor);
    Status readStrings(std::int64_t count, std::vector<std::string>& strings);
    Status readFilled(Tensor& tensor);
    Status readRandom(Tensor& tensor);
    Status readHex(Tensor& tensor);
    Status readAttributes(Scope& scope, Node& node);
    Result<Attribute> readAttribute(Scope& scope);
    Result<Attribute> readNumberAttribute();
    Result<Attribute> readTensorAttribute();
    Result<GraphPtr> readSubgraph(Scope& around);
    Result<Attribute> readListAttribute(Scope& scope);

    TextLexer m_lexer;
    TextToken m_current, m_next;
    int m_depth = 0;
    std::int64_t m_bytesLeft = std::int64_t(1) << 28; ///< of tensors in this text, so that a short text cannot ask for all memory
};

} // namespace lathe
