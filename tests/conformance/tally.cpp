#include "tests/conformance/tally.h"

#include <algorithm>
#include <cstdio>

namespace lathe::conformance {
namespace {

constexpr int kLeastPassed = 1000, kMostSkipped = 25;

struct Excluded {
    std::string_view start; ///< of the case's name
    std::string_view reason;
};
constexpr Excluded kExcluded[] = {
    {"test_adagrad", "training: an optimiser step"},
    {"test_adam", "training: an optimiser step"},
    {"test_momentum", "training: an optimiser step"},
    {"test_nesterov", "training: an optimiser step"},
    {"test_gradient", "training: gradients"},
    {"test_bernoulli", "random numbers"},
    {"test_training_dropout", "training mode, random numbers"},
    {"test_batchnorm_epsilon_training", "training mode"},
    {"test_batchnorm_example_training", "training mode"},
};

/// Where the suite contradicts the operator's own definition; docs/operators.md says how.
constexpr std::string_view kWrongInSuite[] = {
    "node/test_maxunpool_export_with_output_shape",
    "node/test_resize_downsample_scales_cubic_align_corners",
    "node/test_resize_downsample_scales_linear_align_corners",
};

} // namespace

std::string_view outOfScope(std::string_view name) {
    const auto found = std::ranges::find_if(kExcluded, [&](const Excluded& row) { return name.starts_with(row.start); });
    return found == std::end(kExcluded) ? std::string_view() : found->reason;
}

void Tally::add(const std::string& subject, const std::string& name, const std::string& problem) {
    Row& row = m_rows[subject];
    if (problem.empty()) {
        ++row.passed;
        return;
    }
    ++row.failed;
    const bool isSuite = std::ranges::find(kWrongInSuite, name) != std::end(kWrongInSuite);
    m_failures.push_back(name + ": " + problem + (isSuite ? " (wrong in the suite: docs/operators.md)" : ""));
    m_hasOwnFailure = m_hasOwnFailure || !isSuite;
}

void Tally::skip(const std::string& subject, const std::string& name, std::string_view reason) {
    ++m_rows[subject].skipped;
    m_skipped.push_back(name + ": " + std::string(reason));
}

Tally::Row Tally::sum() const {
    Row all;
    for (const auto& [subject, row] : m_rows) {
        all.passed += row.passed;
        all.failed += row.failed;
        all.skipped += row.skipped;
    }
    return all;
}

void Tally::print() const {
    for (const std::string& line : m_failures)
        std::printf("FAILED  %s\n", line.c_str());
    for (const std::string& line : m_skipped)
        std::printf("out of scope  %s\n", line.c_str());
    std::printf("%-40s %7s %7s %7s\n", "operator", "passed", "failed", "out");
    for (const auto& [subject, row] : m_rows)
        std::printf("%-40s %7d %7d %7d\n", subject.c_str(), row.passed, row.failed, row.skipped);
    const Row all = sum();
    std::printf("%d passed, %d failed, %d out of scope\n", all.passed, all.failed, all.skipped);
}

bool Tally::isGood() const {
    const Row all = sum();
    return all.passed >= kLeastPassed && all.skipped <= kMostSkipped && !m_hasOwnFailure;
}

} // namespace lathe::conformance
