#pragma once

#include "core/base/result.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

/// The automaton behind FullMatcher.
namespace lathe::full_match {

struct Span {
    char32_t first, last;
};

enum class Kind { Set, Split, Begin, End, Boundary, NoBoundary, Accept };

inline constexpr std::int32_t kOpen = -1; ///< a way out that is not connected yet

/// One step of the automaton: reads a character of a set, goes two ways, or asserts something about the place.
struct State {
    Kind kind = Kind::Accept;
    std::int32_t next = kOpen, other = kOpen; ///< `other`: of a Split
    std::vector<Span> spans;
    bool isNegated = false;

    bool has(char32_t c) const {
        return std::ranges::any_of(spans, [c](const Span& span) { return c >= span.first && c <= span.last; }) != isNegated;
    }
};

struct Automaton {
    std::vector<State> states;
    std::int32_t start = kOpen;
};

inline bool isWord(char32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

/// Code points; a byte that is no UTF-8 stands for itself above the last code point, where no set but a negated one has it.
std::vector<char32_t> decoded(std::string_view text);

/// An Input error that names the place in the pattern.
Result<Automaton> compileAutomaton(std::string_view pattern);

} // namespace lathe::full_match
