#pragma once

#include "tests/random/random_case.h"

namespace lathe::random_test {

enum class Verdict { Agree, Refused, Overflown, Differ };

/// What came of a case: both paths agree; both refuse the graph; numbers beyond 1e30 arise on the reference loops, after which
/// the order of a sum decides between infinity and not a number; or a text that says what differs.
struct Outcome {
    Verdict verdict = Verdict::Agree;
    std::string difference;
    bool wasSensitive = false; ///< agreement was found only after looking at how rounding spreads
};

/// Runs the case on the reference loops and, twice in one session, on the fast path.
Outcome examine(const Case& made);

} // namespace lathe::random_test
