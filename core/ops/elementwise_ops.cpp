#include "core/ops/families.h"

#include "core/ops/elementwise_families.h"

namespace lathe {

std::vector<OpRow> elementwiseOps() {
    std::vector<OpRow> rows;
    for (const auto family : {arithmeticOps, logicOps, unaryMathOps, castOps}) {
        const std::vector<OpRow> some = family();
        rows.insert(rows.end(), some.begin(), some.end());
    }
    return rows;
}

} // namespace lathe
