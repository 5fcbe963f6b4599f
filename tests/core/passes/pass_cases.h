#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::test {

/// One graph (text format) and what a pass makes of it; `after` null: the pass must leave it alone. A constant of `after`
/// that is fill(nan) stands for any content of its type and shape: the outputs say whether it is right.
struct PassCase {
    const char* name;
    const char* before;
    const char* after;
};

struct RegisteredCase {
    std::string pass;
    PassCase test;
};

/// Registers the cases of a pass; pass_cases_test.cpp runs them all.
struct PassCases {
    PassCases(std::string_view pass, std::initializer_list<PassCase> cases);
};

const std::vector<RegisteredCase>& registeredCases();

/// Runs a case: the graph after the pass is `after`, changes > 0, the verifier finds nothing, a second run changes nothing,
/// the interface is the same and the outputs agree on seeded inputs: bit for bit, but for fusing passes (1e-5 of range).
/// Returns what is wrong, empty when nothing is.
std::string failureOf(const RegisteredCase& registered);

} // namespace lathe::test
