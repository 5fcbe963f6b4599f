#pragma once

#include "core/program/program.h"
#include "core/simulator/timing/timing.h"
#include "core/targets/target.h"

#include <string>
#include <vector>

namespace lathe {

/// A layer whose MAC array works longer than its multiply-accumulates need.
struct LayerAdvice {
    std::int32_t layer = 0;
    double busySeconds = 0;   ///< of the MAC array
    double neededSeconds = 0; ///< macs / (macs_per_cycle × clock): every lane busy in every cycle
    std::string reason;       ///< what does not fill the array, as a sentence
    double lostSeconds() const { return busySeconds - neededSeconds; }
};

/// The layers that lose at least `leastSeconds` so (hb_compile's advice), the worst first; ties by layer.
std::vector<LayerAdvice> alignmentAdvice(const Program& program, const Target& target, const Trace& trace, double leastSeconds);

/// As a sentence for people.
std::string toText(const LayerAdvice& advice);

} // namespace lathe
