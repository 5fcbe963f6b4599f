#include "core/ops/families.h"

namespace lathe {

std::vector<OpRow> shapeOps() {
    return {};
}

} // namespace lathe
