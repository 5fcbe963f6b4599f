#include "core/graph/text_lexer.h"

#include <cctype>

namespace lathe {
namespace {

bool isDigit(char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

int hexDigit(char c) {
    if (isDigit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

} // namespace

bool isTextNameStart(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool isTextNamePart(char c) {
    return isTextNameStart(c) || isDigit(c) || c == '.';
}

std::string TextToken::shown() const {
    if (kind == Kind::End) return "the end of the text";
    constexpr std::size_t kLongest = 40;
    return "\"" + (text.size() > kLongest ? text.substr(0, kLongest) + "…" : text) + "\"";
}

Error textError(int line, int column, std::string message, std::string remedy) {
    Error error = Error::input(std::move(message), "graph text", std::move(remedy));
    error.place.line = line;
    error.place.column = column;
    return error;
}

void TextLexer::advance() {
    if (peek() == '\n') {
        ++m_line;
        m_column = 0;
    }
    ++m_column;
    ++m_at;
}

void TextLexer::skipBlanks() {
    while (m_at < m_text.size()) {
        if (std::isspace(static_cast<unsigned char>(peek()))) {
            advance();
        } else if (peek() == '/' && peek(1) == '/') {
            while (m_at < m_text.size() && peek() != '\n')
                advance();
        } else {
            return;
        }
    }
}

bool TextLexer::startsNumber() const {
    const std::size_t sign = peek() == '-' || peek() == '+' ? 1 : 0;
    if (isDigit(peek(sign))) return true;
    if (peek(sign) == '.' && isDigit(peek(sign + 1))) return true;
    return sign == 1 && (m_text.substr(m_at + 1, 3) == "inf" || m_text.substr(m_at + 1, 3) == "nan");
}

TextToken TextLexer::readName(TextToken token) {
    token.kind = TextToken::Kind::Name;
    while (isTextNamePart(peek())) {
        token.text += peek();
        advance();
    }
    return token;
}

TextToken TextLexer::readNumber(TextToken token) {
    token.kind = TextToken::Kind::Number;
    char last = '\0';
    while (isTextNamePart(peek()) || ((peek() == '-' || peek() == '+') && (token.text.empty() || last == 'e' || last == 'E'))) {
        last = peek();
        token.text += last;
        advance();
    }
    return token;
}

Result<TextToken> TextLexer::readQuoted(TextToken token) {
    token.kind = TextToken::Kind::Quoted;
    advance();
    while (m_at < m_text.size() && peek() != '"') {
        char c = peek();
        if (c == '\\') {
            const char escape = peek(1);
            advance();
            if (escape == 'x') {
                const int high = hexDigit(peek(1)), low = hexDigit(peek(2));
                if (high < 0 || low < 0) return textError(m_line, m_column, "\\x needs two hexadecimal digits");
                c = static_cast<char>(high * 16 + low);
                advance();
                advance();
            } else if (escape == '\\' || escape == '"') {
                c = escape;
            } else if (escape == 'n') {
                c = '\n';
            } else {
                return textError(m_line, m_column, "unknown escape in a string", "use \\\\, \\\", \\n or \\xHH");
            }
        }
        token.text += c;
        advance();
    }
    if (m_at >= m_text.size()) return textError(token.line, token.column, "a string that begins here has no closing quote");
    advance();
    return token;
}

Result<TextToken> TextLexer::next() {
    skipBlanks();
    TextToken token;
    token.line = m_line;
    token.column = m_column;
    if (m_at >= m_text.size()) return token;
    const char c = peek();
    if (c == '"') return readQuoted(std::move(token));
    if (startsNumber()) return readNumber(std::move(token));
    if (isTextNameStart(c)) return readName(std::move(token));
    token.kind = TextToken::Kind::Punctuation;
    constexpr std::string_view kEllipsis = "…";
    if (m_text.substr(m_at).starts_with(kEllipsis)) {
        token.text = kEllipsis;
        for (std::size_t i = 0; i < kEllipsis.size(); ++i)
            advance();
        return token;
    }
    constexpr std::string_view kPunctuation = ":=,(){}[]?<>";
    if (kPunctuation.find(c) == std::string_view::npos)
        return textError(m_line, m_column, std::string("a character that belongs nowhere: '") + c + "'",
                         "names with such characters stand in double quotes");
    token.text = c;
    advance();
    if (c == ':' && peek() == ':') {
        token.text += ':';
        advance();
    }
    return token;
}

} // namespace lathe
