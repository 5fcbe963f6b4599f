#include "core/ops/families.h"

namespace lathe {

std::vector<OpRow> movementOps() {
    return {};
}

} // namespace lathe
