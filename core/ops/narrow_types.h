#pragma once

#include "core/graph/tensor.h"

namespace lathe {

/// The four 8-bit floating-point types.
bool isFloat8(DataType type);

/// The nearest number (ties to even) of an 8-bit floating-point type. What is too large becomes the largest number where
/// `saturates`, else infinity (float8e5m2) or NaN; infinities as ONNX Cast-19 says.
std::uint8_t toFloat8(DataType type, double value, bool saturates);

/// Packs 4-bit elements, the first of a pair in the lower half: valueAt(index, lowest, highest); lower bits count.
template <class ValueAt>
void fillNibbles(Tensor& tensor, ValueAt valueAt) {
    const std::int64_t low = tensor.type() == DataType::Int4 ? -8 : 0;
    std::uint8_t* bytes = tensor.mutableData<std::uint8_t>().data(); // half as many as elements
    for (std::size_t i = 0; i < static_cast<std::size_t>(tensor.elementCount()); ++i)
        bytes[i / 2] = static_cast<std::uint8_t>(bytes[i / 2] | (valueAt(i, low, low + 15) & 0xF) << (i % 2 * 4));
}

} // namespace lathe
