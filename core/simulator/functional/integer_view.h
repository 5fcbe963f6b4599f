#pragma once

#include "core/graph/tensor.h"

#include <cassert>

namespace lathe {

/// Calls body with the elements of an Int8 or Int16 tensor as a typed span.
template <class Body>
decltype(auto) withIntegers(const Tensor& tensor, Body body) {
    if (tensor.type() == DataType::Int16) return body(tensor.data<std::int16_t>());
    assert(tensor.type() == DataType::Int8);
    return body(tensor.data<std::int8_t>());
}
template <class Body>
decltype(auto) withMutableIntegers(Tensor& tensor, Body body) {
    if (tensor.type() == DataType::Int16) return body(tensor.mutableData<std::int16_t>());
    assert(tensor.type() == DataType::Int8);
    return body(tensor.mutableData<std::int8_t>());
}

/// The elements as 64-bit integers.
inline std::vector<std::int64_t> widened(const Tensor& tensor) {
    return withIntegers(tensor, [](auto values) { return std::vector<std::int64_t>(values.begin(), values.end()); });
}

} // namespace lathe
