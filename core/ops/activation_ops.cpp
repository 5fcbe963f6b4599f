#include "core/ops/families.h"

namespace lathe {

std::vector<OpRow> activationOps() {
    return {};
}

} // namespace lathe
