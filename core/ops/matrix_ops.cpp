#include "core/ops/families.h"

namespace lathe {

std::vector<OpRow> matrixOps() {
    return {};
}

} // namespace lathe
