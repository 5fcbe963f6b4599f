#include "core/ops/families.h"

namespace lathe {

std::vector<OpRow> elementwiseOps() {
    return {};
}

} // namespace lathe
