#pragma once

#include "tests/random/random_case.h"

#include <functional>

namespace lathe::random_test {

/// A smaller case for which `differs` is still true, as it is for `made`: fewer outputs, nodes replaced by inputs, nothing
/// observed.
Case shrunk(Case made, const std::function<bool(const Case&)>& differs);

} // namespace lathe::random_test
