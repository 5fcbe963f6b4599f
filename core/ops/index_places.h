#pragma once

#include "core/ops/move_helpers.h"

namespace lathe {

/// An error when the type of input `i` is known and no index type (int32, int64).
Status requireIndices(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t i);

/// Positions for GatherElements and ScatterElements: element i of a tensor shaped as the indices belongs to the position in
/// the data that differs only along `axis`.
class ElementPlaces {
public:
    ElementPlaces(std::span<const std::int64_t> dataDims, std::span<const std::int64_t> indexDims, std::int64_t axis);
    /// Offset in the data of element `i` of the indices, whose index is `index`.
    std::int64_t at(std::int64_t i, std::int64_t index) const;

private:
    std::vector<std::int64_t> m_dataStrides, m_indexStrides;
    std::size_t m_axis;
};

/// The index tuples of GatherND and ScatterND as offsets of the slices that they name, batch by batch.
struct IndexTuples {
    std::vector<std::int64_t> offsets; ///< of each slice in the data of its batch, in elements
    std::int64_t sliceSize = 1;
    std::int64_t batches = 1;
    std::int64_t batchStride = 0; ///< elements of the data of one batch
};

/// Shapes must agree already (inference checks them); an error on an index outside its dimension.
Result<IndexTuples> readTuples(const OpContext& context, std::span<const std::int64_t> dataDims, const Tensor& indices,
                               std::int64_t batchDims);

} // namespace lathe
