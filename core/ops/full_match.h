#pragma once

#include "core/base/result.h"

#include <memory>
#include <string_view>

namespace lathe {
namespace full_match {
struct Automaton;
}

/// A regular expression in RE2's syntax that whole texts are matched against: alternatives, groups, repetition (also {m,n}
/// and the lazy forms, which match the same whole texts), classes, \d \w \s and their opposites, ^ $ \A \z \b \B, (?i) (?s).
/// No back-references, no Unicode classes. Texts are UTF-8. Time is the length of the text times the size of the pattern,
/// whatever both are (K. Thompson, "Regular expression search algorithm", 1968).
class FullMatcher {
public:
    /// An Input error that names the place in the pattern.
    static Result<FullMatcher> compile(std::string_view pattern);
    bool matches(std::string_view text) const;

private:
    std::shared_ptr<const full_match::Automaton> m_automaton;
};

} // namespace lathe
