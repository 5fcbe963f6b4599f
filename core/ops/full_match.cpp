#include "core/ops/full_match.h"

#include "core/base/stop_point.h"
#include "core/ops/full_match_automaton.h"

#include <algorithm>

namespace lathe {
namespace {

using namespace full_match;

/// The states that a text read so far can be in.
class Simulation {
public:
    Simulation(const std::vector<State>& states, const std::vector<char32_t>& text)
        : m_states(states), m_text(text), m_seen(states.size(), 0) {}

    bool run(std::int32_t start) {
        std::vector<std::int32_t> now, next;
        enter(start, 0, now);
        StopProbe isStopped;
        for (std::size_t at = 0; at < m_text.size(); ++at) {
            next.clear();
            ++m_round;
            for (const std::int32_t index : now) {
                if (isStopped()) return false;
                const State& state = m_states[static_cast<std::size_t>(index)];
                if (state.kind == Kind::Set && state.has(m_text[at])) enter(state.next, at + 1, next);
            }
            std::swap(now, next);
            if (now.empty()) return false;
        }
        return std::ranges::any_of(now, [&](std::int32_t i) { return m_states[static_cast<std::size_t>(i)].kind == Kind::Accept; });
    }

private:
    bool holds(Kind kind, std::size_t at) const {
        if (kind == Kind::Begin) return at == 0;
        if (kind == Kind::End) return at == m_text.size();
        const bool isBoundary = (at > 0 && isWord(m_text[at - 1])) != (at < m_text.size() && isWord(m_text[at]));
        return isBoundary == (kind == Kind::Boundary);
    }

    /// Every state that is reached without reading, each once per round.
    void enter(std::int32_t start, std::size_t at, std::vector<std::int32_t>& into) {
        m_stack.assign(1, start);
        while (!m_stack.empty()) {
            const std::int32_t index = m_stack.back();
            m_stack.pop_back();
            if (index == kOpen || m_seen[static_cast<std::size_t>(index)] == m_round) continue;
            m_seen[static_cast<std::size_t>(index)] = m_round;
            const State& state = m_states[static_cast<std::size_t>(index)];
            if (state.kind == Kind::Set || state.kind == Kind::Accept) {
                into.push_back(index);
            } else if (state.kind == Kind::Split) {
                m_stack.push_back(state.other);
                m_stack.push_back(state.next);
            } else if (holds(state.kind, at)) {
                m_stack.push_back(state.next);
            }
        }
    }

    const std::vector<State>& m_states;
    const std::vector<char32_t>& m_text;
    std::vector<std::size_t> m_seen;
    std::size_t m_round = 1;
    std::vector<std::int32_t> m_stack;
};

} // namespace

Result<FullMatcher> FullMatcher::compile(std::string_view pattern) {
    LATHE_TRY(Automaton automaton, compileAutomaton(pattern));
    FullMatcher matcher;
    matcher.m_automaton = std::make_shared<const Automaton>(std::move(automaton));
    return matcher;
}

bool FullMatcher::matches(std::string_view text) const {
    const std::vector<char32_t> codes = decoded(text);
    return Simulation(m_automaton->states, codes).run(m_automaton->start);
}

} // namespace lathe
