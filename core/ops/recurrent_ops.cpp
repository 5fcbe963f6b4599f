#include "core/ops/families.h"

namespace lathe {

std::vector<OpRow> recurrentOps() {
    return {};
}

} // namespace lathe
