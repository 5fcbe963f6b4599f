#include "core/passes/families.h"

namespace lathe {

std::span<const PassRow> motionPasses() {
    return {};
}

} // namespace lathe
