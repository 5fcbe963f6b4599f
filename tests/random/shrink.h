#pragma once

#include "tests/random/random_case.h"

namespace lathe::random_test {

/// A smaller case that still differs: fewer outputs, nodes replaced by inputs, nothing observed. `made` differs.
Case shrunk(Case made);

} // namespace lathe::random_test
