#include "core/formats/caffe/text_parser.h"

#include "core/formats/caffe/text_lexer.h"

namespace lathe::caffe {
namespace {

class Parser {
public:
    Parser(const Source& source, std::string_view text, Document& document)
        : m_source(source), m_lexer(source, text), m_document(document) {}

    Status parse() {
        LATHE_CHECK(step());
        LATHE_CHECK(parseFields(m_document.root, 0, {}));
        return {};
    }

private:
    Status step() {
        LATHE_TRY(m_token, m_lexer.next());
        return {};
    }

    Error unexpected(const std::string& wanted) const {
        const std::string there = m_token.kind == Token::Kind::End ? "the file ends" : "'" + std::string(m_token.text.substr(0, 40)) + "'";
        return m_source.error(there + " where " + wanted + " should be", m_token.place);
    }

    /// Up to the end of the file (depth 0) or the mark that closes what `open` opened.
    Status parseFields(Message& message, int depth, const Token& open) {
        if (depth > kMaxDepth) return m_source.error("messages are nested deeper than " + std::to_string(kMaxDepth), open.place);
        const char close = depth > 0 && open.is('<') ? '>' : '}';
        for (;;) {
            if (m_token.kind == Token::Kind::End) {
                if (depth == 0) return {};
                return m_source.error("the '" + std::string(open.text) + "' of line " + std::to_string(open.place.line) + ", column " +
                                          std::to_string(open.place.column) + " is never closed",
                                      m_token.place, {}, "the file is cut short or a brace is missing");
            }
            if (depth > 0 && m_token.is(close)) return step();
            if (m_token.kind != Token::Kind::Word) return unexpected("the name of a field");
            LATHE_CHECK(parseField(message, depth));
            if (m_token.is(';') || m_token.is(',')) LATHE_CHECK(step());
        }
    }

    Status parseField(Message& message, int depth) {
        const Token name = m_token;
        LATHE_CHECK(step());
        const bool hasColon = m_token.is(':');
        if (hasColon) LATHE_CHECK(step());
        if (hasColon && m_token.is('[')) return parseList(message, name, depth);
        return parseValue(message, name, depth, hasColon);
    }

    Status parseList(Message& message, const Token& name, int depth) {
        LATHE_CHECK(step());
        while (!m_token.is(']')) {
            LATHE_CHECK(parseValue(message, name, depth, true));
            if (m_token.is(','))
                LATHE_CHECK(step());
            else if (!m_token.is(']'))
                return unexpected("',' or ']'");
        }
        return step();
    }

    Status parseValue(Message& message, const Token& name, int depth, bool hasColon) {
        LATHE_CHECK(m_source.countField(m_document, name.place));
        if ((m_document.fieldCount & 0xFFF) == 0) LATHE_CHECK(m_source.context().checkStop());
        Field field;
        field.name = name.text;
        field.place = m_token.place;
        if (m_token.is('{') || m_token.is('<')) {
            const Token open = m_token;
            field.message = std::make_unique<Message>();
            field.message->place = name.place;
            LATHE_CHECK(step());
            LATHE_CHECK(parseFields(*field.message, depth + 1, open));
        } else if (!hasColon) {
            return unexpected("':' or '{' behind '" + std::string(name.text.substr(0, 40)) + "'");
        } else {
            LATHE_TRY(field.text, parseScalar());
        }
        message.fields.push_back(std::move(field));
        return {};
    }

    Result<std::string_view> parseScalar() {
        std::string_view text = m_token.text;
        if (m_token.kind == Token::Kind::Word) {
            LATHE_CHECK(step());
            return text;
        }
        if (m_token.kind != Token::Kind::String) return unexpected("a value");
        LATHE_CHECK(step());
        if (text.find('\\') == text.npos && m_token.kind != Token::Kind::String) return text;
        std::string joined = unescaped(text); // strings side by side are one
        while (m_token.kind == Token::Kind::String) {
            joined += unescaped(m_token.text);
            LATHE_CHECK(step());
        }
        return m_document.keep(std::move(joined));
    }

    const Source& m_source;
    TextLexer m_lexer;
    Document& m_document;
    Token m_token;
};

} // namespace

Result<Document> parseText(const Source& source, std::string_view text) {
    Document document;
    LATHE_CHECK(Parser(source, text, document).parse());
    return document;
}

} // namespace lathe::caffe
