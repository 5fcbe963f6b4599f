#include "core/passes/families.h"

namespace lathe {

std::span<const PassRow> expansionPasses() {
    return {};
}

} // namespace lathe
