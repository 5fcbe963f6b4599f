#pragma once

#include <cstdint>
#include <functional>

namespace lathe::random_test {

/// Runs `examine` for `count` seeds from `first` on `jobs` threads. A crash says which seed it was.
void forSeeds(std::uint64_t first, std::uint64_t count, unsigned jobs, const std::function<void(std::uint64_t)>& examine);

} // namespace lathe::random_test
