#include "core/ops/families.h"

namespace lathe {

std::vector<OpRow> quantizationOps() {
    return {};
}

} // namespace lathe
