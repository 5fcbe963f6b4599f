#pragma once

#include "core/ops/op_helpers.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lathe {

/// clamp(RNE(value) + zero) to [low, high]; NaN gives the zero point.
inline std::int64_t saturateRound(double value, std::int64_t zero, std::int64_t low, std::int64_t high) {
    if (std::isnan(value)) value = 0;
    return static_cast<std::int64_t>(
        std::clamp(std::nearbyint(value) + static_cast<double>(zero), static_cast<double>(low), static_cast<double>(high)));
}

/// The same to the range of T, of at most 32 bits.
template <class T>
T saturateRound(double value, std::int64_t zero) {
    return static_cast<T>(saturateRound(value, zero, std::numeric_limits<T>::lowest(), std::numeric_limits<T>::max()));
}

/// One number per slice of a tensor along an axis, one for all, or one per block of `block` neighbours along the axis: scales
/// and zero points. Element i of the tensor belongs to slice (i / inner) mod count.
struct SliceLayout {
    std::int64_t count = 1, inner = 1;
    std::int64_t block = 0;  ///< 0: not by blocks
    std::int64_t blocks = 1; ///< all blocks of the tensor

    std::int64_t parameters() const { return block > 0 ? blocks : count; }
    /// Index into a parameter of `parameterCount` elements (1 or parameters()) for element i.
    std::size_t indexOf(std::int64_t i, std::int64_t parameterCount) const {
        if (parameterCount == 1) return 0;
        if (block == 0) return static_cast<std::size_t>(i / inner % count);
        const std::int64_t perLine = (count + block - 1) / block;
        return static_cast<std::size_t>((i / inner / count * perLine + i / inner % count / block) * inner + i % inner);
    }
};

/// A scale or zero point must have one element or one per slice; null is fine.
inline Status checkParameter(const OpContext& context, const Tensor* parameter, const SliceLayout& layout, std::string_view what) {
    if (!parameter || parameter->elementCount() == 1 || parameter->elementCount() == layout.parameters()) return {};
    return opError(context, std::string(what) + " has " + std::to_string(parameter->elementCount()) + " elements, expected 1 or " +
                                std::to_string(layout.parameters()));
}

/// Integers with their zero points subtracted. `zero` may be null; 8 and 16-bit types fit.
inline std::vector<std::int32_t> withoutZero(const Tensor& tensor, const Tensor* zero, const SliceLayout& layout) {
    const std::vector<std::int64_t> values = tensor.toInt64s(), zeros = zero ? zero->toInt64s() : std::vector<std::int64_t>{0};
    std::vector<std::int32_t> result(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        result[i] = static_cast<std::int32_t>(values[i] -
                                              zeros[layout.indexOf(static_cast<std::int64_t>(i), static_cast<std::int64_t>(zeros.size()))]);
    return result;
}

/// Returns f(T{}) for the 8 and 16-bit integers that QuantizeLinear writes.
template <class F>
EvaluateOutcome dispatchQuantized(const OpContext& context, DataType type, F&& f) {
    switch (type) {
    case DataType::Int8:
        return f(std::int8_t{});
    case DataType::Uint8:
        return f(std::uint8_t{});
    case DataType::Int16:
        return f(std::int16_t{});
    case DataType::Uint16:
        return f(std::uint16_t{});
    default:
        return unsupportedType(context, type);
    }
}

} // namespace lathe
