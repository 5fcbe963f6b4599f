#include "tests/random/motifs.h"

namespace lathe::random_test {

std::span<const MotifRow> recognitionMotifs() {
    return {};
}

} // namespace lathe::random_test
