#include "core/ops/full_match_automaton.h"

#include <optional>
#include <string>

namespace lathe::full_match {
namespace {

constexpr std::size_t kMostStates = 20'000;
constexpr int kDeepest = 200, kMostRepeats = 1000;
constexpr char32_t kLastCode = 0x10FFFF;

/// A part of the automaton: where it begins and the open ways out of it (state · 2, + 1 for `other`).
struct Fragment {
    std::int32_t start = kOpen;
    std::vector<std::int32_t> exits;
};

struct Set {
    std::vector<Span> spans;
    bool isNegated = false;
};

/// The named classes; capitals are their opposites.
Set namedClass(char name) {
    switch (name | 0x20) {
    case 'd':
        return {{{'0', '9'}}};
    case 'w':
        return {{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}};
    default:
        return {{{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}}};
    }
}

/// The complement of sorted, separate spans.
std::vector<Span> complement(std::vector<Span> spans) {
    std::ranges::sort(spans, {}, &Span::first);
    std::vector<Span> rest;
    char32_t next = 0;
    for (const Span& span : spans) {
        if (span.first > next) rest.push_back({next, span.first - 1});
        next = std::max<char32_t>(next, span.last + 1);
    }
    if (next <= kLastCode) rest.push_back({next, kLastCode});
    return rest;
}

class Compiler {
public:
    explicit Compiler(std::string_view pattern) : m_codes(decoded(pattern)) {}

    Result<Automaton> compile() {
        LATHE_TRY(const Fragment all, alternatives(0));
        if (!atEnd()) return wrong("a ')' without its '('");
        const std::int32_t accept = add({Kind::Accept, kOpen, kOpen, {}, false});
        connect(all, accept);
        if (m_states.size() > kMostStates) return tooLarge();
        return Automaton{std::move(m_states), all.start};
    }

private:
    bool atEnd() const { return m_at == m_codes.size(); }
    char32_t peek(std::size_t ahead = 0) const { return m_at + ahead < m_codes.size() ? m_codes[m_at + ahead] : 0; }
    bool take(char32_t c) {
        if (atEnd() || peek() != c) return false;
        ++m_at;
        return true;
    }
    Error wrong(const std::string& what) const {
        return Error::input("the pattern is wrong at character " + std::to_string(m_at + 1) + ": " + what);
    }
    static Error tooLarge() { return Error::input("the pattern is too large: more than " + std::to_string(kMostStates) + " steps"); }

    std::int32_t add(State state) {
        m_states.push_back(std::move(state));
        return static_cast<std::int32_t>(m_states.size()) - 1;
    }
    void connect(const Fragment& from, std::int32_t to) {
        for (const std::int32_t exit : from.exits) {
            State& state = m_states[static_cast<std::size_t>(exit / 2)];
            (exit % 2 == 0 ? state.next : state.other) = to;
        }
    }
    Fragment single(State state) {
        const std::int32_t index = add(std::move(state));
        return {index, {index * 2}};
    }
    Fragment empty() {
        const std::int32_t split = add({Kind::Split, kOpen, kOpen, {}, false});
        return {split, {split * 2}}; // its other way stays open for ever
    }
    Fragment joined(Fragment first, Fragment second) {
        connect(first, second.start);
        return {first.start, std::move(second.exits)};
    }
    Fragment either(const Fragment& a, const Fragment& b) {
        const std::int32_t split = add({Kind::Split, a.start, b.start, {}, false});
        Fragment result{split, a.exits};
        result.exits.insert(result.exits.end(), b.exits.begin(), b.exits.end());
        return result;
    }
    Fragment optional(Fragment inner) {
        const std::int32_t split = add({Kind::Split, inner.start, kOpen, {}, false});
        inner.exits.push_back(split * 2 + 1);
        return {split, std::move(inner.exits)};
    }
    Fragment repeated(const Fragment& inner) {
        const std::int32_t split = add({Kind::Split, inner.start, kOpen, {}, false});
        connect(inner, split);
        return {split, {split * 2 + 1}};
    }

    Result<Fragment> alternatives(int depth) {
        if (depth > kDeepest) return wrong("groups are nested too deeply");
        const bool ignoresCase = m_ignoresCase, dotTakesAll = m_dotTakesAll;
        LATHE_TRY(Fragment all, sequence(depth));
        while (take('|')) {
            LATHE_TRY(const Fragment next, sequence(depth));
            all = either(all, next);
        }
        m_ignoresCase = ignoresCase;
        m_dotTakesAll = dotTakesAll;
        return all;
    }

    Result<Fragment> sequence(int depth) {
        Fragment all = empty();
        while (!atEnd() && peek() != '|' && peek() != ')') {
            LATHE_TRY(Fragment next, repetition(depth));
            all = joined(std::move(all), std::move(next));
            if (m_states.size() > kMostStates) return tooLarge();
        }
        return all;
    }

    struct Bounds {
        int least = 1, most = 1; ///< -1: any number
    };

    Result<int> number() {
        int value = 0, digits = 0;
        for (; peek() >= '0' && peek() <= '9' && !atEnd(); ++m_at, ++digits)
            value = std::min(kMostRepeats + 1, value * 10 + static_cast<int>(peek() - '0'));
        if (digits == 0 || value > kMostRepeats) return wrong("expected a number of at most " + std::to_string(kMostRepeats));
        return value;
    }

    /// What follows an atom; a '{' that begins no bounds is a character.
    Result<std::optional<Bounds>> bounds() {
        using Found = std::optional<Bounds>;
        if (take('*')) return Found({0, -1});
        if (take('+')) return Found({1, -1});
        if (take('?')) return Found({0, 1});
        if (atEnd() || peek() != '{' || !(peek(1) >= '0' && peek(1) <= '9')) return Found();
        ++m_at;
        LATHE_TRY(const int least, number());
        int most = least;
        if (take(',')) {
            most = -1;
            if (peek() != '}') {
                LATHE_TRY(most, number());
            }
        }
        if (!take('}')) return wrong("expected '}'");
        if (most >= 0 && most < least) return wrong("bounds in the wrong order");
        return Found({least, most});
    }

    /// An atom is read again for each copy that its bounds ask for.
    Result<Fragment> repetition(int depth) {
        const std::size_t begin = m_at;
        LATHE_TRY(Fragment one, atom(depth));
        const std::size_t atomEnd = m_at;
        LATHE_TRY(const auto given, bounds());
        if (!given) return one;
        take('?'); // lazy: the same whole texts
        const std::size_t end = m_at;
        if (peek() == '*' || peek() == '+' || peek() == '?') return wrong("nothing to repeat");
        if (given->least == 0 && given->most == -1) return repeated(one);
        if (given->least == 0 && given->most == 1) return optional(std::move(one));
        Fragment all = empty();
        const int copies = given->most < 0 ? given->least + 1 : given->most;
        for (int i = 0; i < copies; ++i) {
            m_at = begin;
            LATHE_TRY(Fragment copy, atom(depth));
            if (m_at != atomEnd) return wrong("nothing to repeat");
            if (m_states.size() > kMostStates) return tooLarge();
            if (i >= given->least) copy = given->most < 0 ? repeated(copy) : optional(std::move(copy));
            all = joined(std::move(all), std::move(copy));
        }
        m_at = end;
        return all;
    }

    Result<Fragment> atom(int depth) {
        if (take('(')) return group(depth);
        if (take('[')) return bracket();
        if (take('.')) return fragmentOf(m_dotTakesAll ? Set{{}, true} : Set{{{'\n', '\n'}}, true});
        if (take('^')) return single({Kind::Begin, kOpen, kOpen, {}, false});
        if (take('$')) return single({Kind::End, kOpen, kOpen, {}, false});
        if (take('\\')) return escape();
        if (peek() == '*' || peek() == '+' || peek() == '?') return wrong("nothing to repeat");
        const char32_t c = m_codes[m_at++];
        return fragmentOf({{{c, c}}});
    }

    Result<Fragment> group(int depth) {
        const bool ignoresCase = m_ignoresCase, dotTakesAll = m_dotTakesAll;
        if (take('?')) {
            if (peek() == 'P' || peek() == '<') {
                while (!atEnd() && peek() != '>')
                    ++m_at; // the name of a group
                if (!take('>')) return wrong("the name of a group has no end");
            } else {
                bool isOn = true;
                for (; !atEnd() && peek() != ':' && peek() != ')'; ++m_at) {
                    if (peek() == '-')
                        isOn = false;
                    else if (peek() == 'i')
                        m_ignoresCase = isOn;
                    else if (peek() == 's')
                        m_dotTakesAll = isOn;
                    else
                        return wrong("this kind of group is not known");
                }
                if (take(')')) return empty(); // flags for what follows in the group around
                if (!take(':')) return wrong("expected ':' or ')'");
            }
        }
        LATHE_TRY(Fragment inner, alternatives(depth + 1));
        if (!take(')')) return wrong("expected ')'");
        m_ignoresCase = ignoresCase;
        m_dotTakesAll = dotTakesAll;
        return inner;
    }

    Result<char32_t> escapedCharacter() {
        constexpr std::string_view kNames = "nrtfva", kValues = "\n\r\t\f\v\a";
        if (atEnd()) return wrong("nothing follows the backslash");
        const char32_t c = m_codes[m_at++];
        if (c == 'x') return hexCharacter();
        if (c < 128)
            if (const auto found = kNames.find(static_cast<char>(c)); found != std::string_view::npos) return char32_t(kValues[found]);
        if (isWord(c)) return wrong("this escape is not known");
        return c;
    }

    Result<char32_t> hexCharacter() {
        const bool isLong = take('{');
        char32_t code = 0;
        int digits = 0;
        for (; digits < (isLong ? 6 : 2) && !atEnd(); ++digits, ++m_at) {
            const char32_t c = peek() | 0x20;
            if (peek() >= '0' && peek() <= '9')
                code = code * 16 + (peek() - '0');
            else if (c >= 'a' && c <= 'f')
                code = code * 16 + (c - 'a' + 10);
            else
                break;
        }
        if (digits == 0 || (isLong && !take('}')) || code > kLastCode) return wrong("expected hexadecimal digits");
        return code;
    }

    static bool isNamedClass(char32_t c) { return c == 'd' || c == 'D' || c == 'w' || c == 'W' || c == 's' || c == 'S'; }

    Result<Fragment> escape() {
        const char32_t c = peek();
        if (isNamedClass(c) && !atEnd()) {
            ++m_at;
            Set set = namedClass(static_cast<char>(c));
            set.isNegated = c < 'a';
            return fragmentOf(std::move(set));
        }
        if (take('A')) return single({Kind::Begin, kOpen, kOpen, {}, false});
        if (take('z')) return single({Kind::End, kOpen, kOpen, {}, false});
        if (take('b')) return single({Kind::Boundary, kOpen, kOpen, {}, false});
        if (take('B')) return single({Kind::NoBoundary, kOpen, kOpen, {}, false});
        LATHE_TRY(const char32_t code, escapedCharacter());
        return fragmentOf({{{code, code}}});
    }

    Result<char32_t> bracketCharacter() {
        if (take('\\')) return escapedCharacter();
        if (atEnd()) return wrong("expected ']'");
        return m_codes[m_at++];
    }

    Result<Fragment> bracket() {
        Set set;
        set.isNegated = take('^');
        for (bool isFirst = true; isFirst || peek() != ']' || atEnd(); isFirst = false) {
            if (atEnd()) return wrong("expected ']'");
            if (peek() == '[' && peek(1) == ':') return wrong("named classes in brackets are not known");
            if (peek() == '\\' && isNamedClass(peek(1))) {
                const char32_t name = peek(1);
                m_at += 2;
                std::vector<Span> spans = namedClass(static_cast<char>(name)).spans;
                if (name < 'a') spans = complement(std::move(spans));
                set.spans.insert(set.spans.end(), spans.begin(), spans.end());
                continue;
            }
            LATHE_TRY(const char32_t first, bracketCharacter());
            char32_t last = first;
            if (peek() == '-' && peek(1) != ']' && m_at + 1 < m_codes.size()) {
                ++m_at;
                LATHE_TRY(last, bracketCharacter());
            }
            if (last < first) return wrong("a range in the wrong order");
            set.spans.push_back({first, last});
        }
        ++m_at;
        return fragmentOf(std::move(set));
    }

    /// Of the letters A to Z, both cases where case is ignored.
    Fragment fragmentOf(Set set) {
        if (m_ignoresCase) {
            const std::vector<Span> given = set.spans;
            for (const Span& span : given)
                for (const auto& [from, to] : {std::pair{U'a', U'A'}, std::pair{U'A', U'a'}}) {
                    const char32_t first = std::max(span.first, from), last = std::min<char32_t>(span.last, from + 25);
                    if (first <= last) set.spans.push_back({first - from + to, last - from + to});
                }
        }
        return single({Kind::Set, kOpen, kOpen, std::move(set.spans), set.isNegated});
    }

    std::vector<char32_t> m_codes;
    std::size_t m_at = 0;
    bool m_ignoresCase = false, m_dotTakesAll = false;
    std::vector<State> m_states;
};

} // namespace

/// Code points; a byte that is no UTF-8 stands for itself above the last code point, where no set but a negated one has it.
std::vector<char32_t> decoded(std::string_view text) {
    std::vector<char32_t> codes;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80                   ? 1
                                   : lead >= 0xC2 && lead < 0xE0 ? 2
                                   : lead >= 0xE0 && lead < 0xF0 ? 3
                                   : lead >= 0xF0 && lead < 0xF5 ? 4
                                                                 : 0;
        char32_t code = length == 1 ? lead : length > 1 ? lead & (0x7FU >> length) : 0;
        bool isWhole = length > 0 && i + length <= text.size();
        for (std::size_t k = 1; isWhole && k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            isWhole = (next & 0xC0) == 0x80;
            code = code << 6 | (next & 0x3F);
        }
        codes.push_back(isWhole ? code : kLastCode + 1 + lead);
        i += isWhole ? length : 1;
    }
    return codes;
}

Result<Automaton> compileAutomaton(std::string_view pattern) {
    return Compiler(pattern).compile();
}

} // namespace lathe::full_match
