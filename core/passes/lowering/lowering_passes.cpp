#include "core/passes/families.h"

namespace lathe {

std::span<const PassRow> loweringPasses() {
    return {};
}

} // namespace lathe
