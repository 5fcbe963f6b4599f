#pragma once

#include <cstdint>

namespace lathe {

/// Pictures by who had them right.
struct PairedCounts {
    std::int64_t bothRight = 0, lost = 0, won = 0, bothWrong = 0;
    std::int64_t samples() const { return bothRight + lost + won + bothWrong; }
};

/// A share and where it lies with 95 % confidence.
struct ShareInterval {
    double value = 0, low = 0, high = 0;
};

/// Score interval of `count` of `samples` (E. B. Wilson, JASA 22, 1927). [0, 1] without samples.
ShareInterval wilsonInterval(std::int64_t count, std::int64_t samples);

/// (lost − won) / samples with the square-and-add interval of Wilson limits for paired shares: R. G. Newcombe, "Improved confidence
/// intervals for the difference between binomial proportions based on paired data", Statistics in Medicine 17, 1998, method 10.
ShareInterval netLossInterval(const PairedCounts& counts);

} // namespace lathe
