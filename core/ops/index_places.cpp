#include "core/ops/index_places.h"

#include <array>

namespace lathe {

Status requireIndices(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t i) {
    constexpr std::array indexTypes{DataType::Int32, DataType::Int64};
    return requireType(context, typeAt(inputs, i), indexTypes, "the indices");
}

ElementPlaces::ElementPlaces(std::span<const std::int64_t> dataDims, std::span<const std::int64_t> indexDims, std::int64_t axis)
    : m_dataStrides(rowMajorStrides(dataDims)), m_indexStrides(rowMajorStrides(indexDims)), m_axis(static_cast<std::size_t>(axis)) {}

std::int64_t ElementPlaces::at(std::int64_t i, std::int64_t index) const {
    std::int64_t offset = 0;
    for (std::size_t axis = 0; axis < m_dataStrides.size(); ++axis) {
        offset += (axis == m_axis ? index : i / m_indexStrides[axis]) * m_dataStrides[axis];
        i %= m_indexStrides[axis];
    }
    return offset;
}

Result<IndexTuples> readTuples(const OpContext& context, std::span<const std::int64_t> dataDims, const Tensor& indices,
                               std::int64_t batchDims) {
    const std::int64_t length = indices.dims().back();
    const auto strides = rowMajorStrides(dataDims);
    const auto first = static_cast<std::size_t>(batchDims);
    IndexTuples tuples;
    tuples.sliceSize = elementCountOf(dataDims.subspan(first + static_cast<std::size_t>(length))).value_or(0);
    tuples.batches = elementCountOf(dataDims.first(first)).value_or(0);
    tuples.batchStride = elementCountOf(dataDims.subspan(first)).value_or(0);
    const std::vector<std::int64_t> numbers = indices.toInt64s();
    const std::int64_t count = elementCountOf(std::span(indices.dims()).first(indices.dims().size() - 1)).value_or(0);
    for (std::int64_t tuple = 0; tuple < count; ++tuple) {
        std::int64_t offset = 0;
        for (std::int64_t k = 0; k < length; ++k) {
            const std::size_t axis = first + static_cast<std::size_t>(k);
            const std::int64_t index = numbers[static_cast<std::size_t>(tuple * length + k)];
            if (index < -dataDims[axis] || index >= dataDims[axis])
                return opError(context, "index " + std::to_string(index) + " is outside a dimension of " + std::to_string(dataDims[axis]));
            offset += (index < 0 ? index + dataDims[axis] : index) * strides[axis];
        }
        tuples.offsets.push_back(offset);
    }
    return tuples;
}

} // namespace lathe
