#include "core/ops/families.h"

namespace lathe {

std::vector<OpRow> reductionOps() {
    return {};
}

} // namespace lathe
