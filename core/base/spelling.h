#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lathe {

/// The candidate nearest to `word` by edit distance (case ignored), or "" when none is near. For every "did you mean".
std::string nearestSpelling(std::string_view word, std::span<const std::string> candidates);

} // namespace lathe
