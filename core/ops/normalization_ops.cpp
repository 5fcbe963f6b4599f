#include "core/ops/families.h"

namespace lathe {

std::vector<OpRow> normalizationOps() {
    return {};
}

} // namespace lathe
