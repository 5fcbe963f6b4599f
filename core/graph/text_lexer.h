#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace lathe {

/// A word of the graph text format, with the place where it begins.
struct TextToken {
    enum class Kind { End, Name, Quoted, Number, Punctuation };
    Kind kind = Kind::End;
    std::string text; ///< of Quoted: without quotes, escapes resolved
    int line = 1;
    int column = 1;

    bool is(std::string_view punctuation) const { return kind == Kind::Punctuation && text == punctuation; }
    bool isWord(std::string_view word) const { return kind == Kind::Name && text == word; }
    /// How messages name it.
    std::string shown() const;
};

/// Cuts the text format into tokens, one ahead of another.
class TextLexer {
public:
    explicit TextLexer(std::string_view text) : m_text(text) {}
    /// An Input error with place for an unfinished string or a character that belongs nowhere.
    Result<TextToken> next();

private:
    void skipBlanks();
    void advance();
    bool startsNumber() const;
    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    Result<TextToken> readQuoted(TextToken token);
    TextToken readName(TextToken token);
    TextToken readNumber(TextToken token);

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_line = 1;
    int m_column = 1;
};

/// An Input error at a place of the text.
Error textError(int line, int column, std::string message, std::string remedy = {});

bool isTextNameStart(char c);
bool isTextNamePart(char c);

} // namespace lathe
