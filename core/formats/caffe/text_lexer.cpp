#include "core/formats/caffe/text_lexer.h"

#include <array>

namespace lathe::caffe {
namespace {

bool isWordPart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-' || c == '.';
}

/// A byte that cannot be printed as its code.
std::string quoted(char c) {
    const auto code = static_cast<unsigned char>(c);
    if (code >= 0x20 && code < 0x7f) return std::string("'") + c + "'";
    return "the byte " + std::to_string(code);
}

int digitOf(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 16;
}

} // namespace

void TextLexer::advance(std::size_t count) {
    for (const char c : m_rest.substr(0, count)) {
        m_place.column = c == '\n' ? 1 : m_place.column + 1;
        m_place.line += c == '\n';
    }
    m_rest.remove_prefix(count);
}

void TextLexer::skipBlanks() {
    if (m_place.line == 1 && m_place.column == 1 && m_rest.starts_with("\xEF\xBB\xBF")) m_rest.remove_prefix(3); // byte order mark
    for (;;) {
        const std::size_t blanks = std::min(m_rest.find_first_not_of(" \t\r\n\v\f"), m_rest.size());
        advance(blanks);
        if (!m_rest.starts_with('#')) return;
        advance(std::min(m_rest.find('\n'), m_rest.size()));
    }
}

Result<Token> TextLexer::next() {
    skipBlanks();
    Token token;
    token.place = m_place;
    if (m_rest.empty()) return token;
    const char first = m_rest.front();
    if (first == '"' || first == '\'') return readString(token);
    std::size_t size = 0;
    while (size < m_rest.size() && isWordPart(m_rest[size]))
        ++size;
    token.kind = Token::Kind::Word;
    if (size == 0) {
        if (std::string_view("{}<>:;,[]").find(first) == std::string_view::npos)
            return m_source.error(quoted(first) + " cannot stand here", m_place, {},
                                  "a .prototxt is text of the form name: value and name { … }");
        token.kind = Token::Kind::Mark;
        size = 1;
    }
    token.text = m_rest.substr(0, size);
    advance(size);
    return token;
}

Result<Token> TextLexer::readString(Token token) {
    const char quote = m_rest.front();
    std::size_t end = 1;
    while (end < m_rest.size() && m_rest[end] != quote && m_rest[end] != '\n')
        end += m_rest[end] == '\\' ? 2 : 1;
    if (end >= m_rest.size() || m_rest[end] != quote) return m_source.error("a string has no closing quote on its line", token.place);
    token.kind = Token::Kind::String;
    token.text = m_rest.substr(1, end - 1);
    advance(end + 1);
    return token;
}

std::string unescaped(std::string_view text) {
    static constexpr std::array<std::pair<char, char>, 7> kLetters{
        {{'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'a', '\a'}, {'b', '\b'}, {'f', '\f'}, {'v', '\v'}}};
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        char code = text[++i];
        const bool isHex = code == 'x' || code == 'X';
        if (isHex || digitOf(code) < 8) {
            const int base = isHex ? 16 : 8;
            int value = 0, count = 0;
            for (std::size_t k = i + (isHex ? 1 : 0); k < text.size() && count < (isHex ? 2 : 3) && digitOf(text[k]) < base; ++k, ++count)
                value = value * base + digitOf(text[k]);
            i += static_cast<std::size_t>(isHex ? count : count - 1);
            out += static_cast<char>(value);
            continue;
        }
        for (const auto& [letter, meaning] : kLetters)
            if (code == letter) {
                code = meaning;
                break;
            }
        out += code;
    }
    return out;
}

} // namespace lathe::caffe
