#include "core/ops/families.h"

namespace lathe {

std::vector<OpRow> poolingOps() {
    return {};
}

} // namespace lathe
