#include "core/ops/families.h"

namespace lathe {

std::vector<OpRow> controlOps() {
    return {};
}

} // namespace lathe
