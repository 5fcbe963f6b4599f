#include "core/compiler/mac_array.h"

#include "core/compiler/ceil_div.h"

namespace lathe {

std::int64_t systolicCycles(const MatrixProduct& product, Dataflow dataflow, std::int64_t rows, std::int64_t columns) {
    const bool holdsWeights = dataflow == Dataflow::WeightStationary;
    const std::int64_t onRows = holdsWeights ? product.depth : product.pixels;
    const std::int64_t stream = holdsWeights ? product.pixels : product.depth;
    return ceilDiv(onRows, rows) * ceilDiv(product.outputs, columns) * (2 * rows + columns + stream - 2);
}

} // namespace lathe
