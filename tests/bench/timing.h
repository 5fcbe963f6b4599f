#pragma once

#include "core/base/result.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

namespace lathe::bench {

/// Milliseconds of one call of `work`: the median of one second of them after a warm-up.
inline Result<double> medianMilliseconds(const std::function<Status()>& work) {
    using Clock = std::chrono::steady_clock;
    constexpr int kWarmUps = 5;
    constexpr double kSeconds = 1.0;
    constexpr std::size_t kMinRuns = 15;
    std::vector<double> times;
    const auto end = Clock::now() + std::chrono::duration<double>(kSeconds);
    for (int run = 0; times.size() < kMinRuns || Clock::now() < end; ++run) {
        const auto begin = Clock::now();
        LATHE_CHECK(work());
        if (run >= kWarmUps) times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
    return times[times.size() / 2];
}

} // namespace lathe::bench
