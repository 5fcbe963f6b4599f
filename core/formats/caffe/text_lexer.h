#pragma once

#include "core/formats/caffe/source.h"

namespace lathe::caffe {

/// A token of protobuf's text format. `text` of a string is what stands between the quotes, escapes and all.
struct Token {
    enum class Kind { Word, String, Mark, End };
    Kind kind = Kind::End;
    std::string_view text;
    Place place;

    bool is(char mark) const { return kind == Kind::Mark && text.front() == mark; }
};

/// Cuts a text into tokens. Names and numbers are both words: letters, digits and "_+-.".
class TextLexer {
public:
    TextLexer(const Source& source, std::string_view text) : m_source(source), m_rest(text) {}

    Result<Token> next();

private:
    void skipBlanks();
    Result<Token> readString(Token token);
    void advance(std::size_t count);

    const Source& m_source;
    std::string_view m_rest;
    Place m_place{1, 1};
};

/// The string that a token of kind String stands for: \n, \t, \", \\, \', octal and hexadecimal escapes resolved.
std::string unescaped(std::string_view text);

} // namespace lathe::caffe
