#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::conformance {

/// Why a case is not counted (random numbers, training, gradients); "" when it is.
std::string_view outOfScope(std::string_view name);

/// What the cases gave, by operator.
class Tally {
public:
    /// `problem`: "" for a passed case.
    void add(const std::string& subject, const std::string& name, const std::string& problem);
    void skip(const std::string& subject, const std::string& name, std::string_view reason);
    /// The failures, the table, the sums.
    void print() const;
    /// At least kLeastPassed passed, at most kMostSkipped out of scope, and nothing failed but where the suite is wrong.
    bool isGood() const;

private:
    struct Row {
        int passed = 0, failed = 0, skipped = 0;
    };
    Row sum() const;

    std::map<std::string, Row> m_rows;
    std::vector<std::string> m_failures, m_skipped;
    bool m_hasOwnFailure = false;
};

} // namespace lathe::conformance
