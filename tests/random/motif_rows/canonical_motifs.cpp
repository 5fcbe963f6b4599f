#include "tests/random/motifs.h"

namespace lathe::random_test {

std::span<const MotifRow> canonicalMotifs() {
    return {};
}

} // namespace lathe::random_test
