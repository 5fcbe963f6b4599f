#pragma once

#include <cstdint>
#include <stop_token>

namespace lathe {

/// While it lives, plain loops on this thread see the stop request of the job that they work for (isStopAsked). Who opens
/// the scope looks at the request again when the loops return: a loop that left early has left its result unfinished.
class StopScope {
public:
    explicit StopScope(std::stop_token stop);
    ~StopScope();
    StopScope(const StopScope&) = delete;
    StopScope& operator=(const StopScope&) = delete;

private:
    std::stop_token m_stop;
    const std::stop_token* m_outer;
};

/// The request that isStopAsked() looks at; one that never stops outside of every scope.
std::stop_token currentStop();

/// True once the job of the innermost StopScope of this thread was told to stop.
bool isStopAsked();

/// For loops of short turns: looks at the request every 256th time.
class StopProbe {
public:
    bool operator()() { return (++m_turns & 0xff) == 0 && isStopAsked(); }

private:
    std::uint32_t m_turns = 0;
};

} // namespace lathe
