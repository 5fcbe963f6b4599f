#include "core/base/spelling.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace lathe {
namespace {

char lower(char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

/// Levenshtein distance, case ignored.
std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
        }
    }
    return row[b.size()];
}

} // namespace

std::string nearestSpelling(std::string_view word, std::span<const std::string> candidates) {
    constexpr std::size_t kLongest = 256; // names beyond this are not typing mistakes
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(2, std::min(word.size(), kLongest) / 3) + 1;
    for (const std::string& candidate : candidates) {
        if (word.size() > kLongest || candidate.size() > kLongest) continue;
        const std::size_t distance = editDistance(word, candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace lathe
