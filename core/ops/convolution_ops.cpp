#include "core/ops/families.h"

namespace lathe {

std::vector<OpRow> convolutionOps() {
    return {};
}

} // namespace lathe
