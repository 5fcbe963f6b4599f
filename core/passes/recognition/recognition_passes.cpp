#include "core/passes/families.h"

namespace lathe {

std::span<const PassRow> recognitionPasses() {
    return {};
}

} // namespace lathe
