#pragma once

#include "core/ops/op_helpers.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lathe {

/// clamp(RNE(value) + zero) to T; NaN gives the zero point.
template <class T>
T saturateRound(double value, std::int64_t zero) {
    if (std::isnan(value)) value = 0;
    const double shifted = std::nearbyint(value) + static_cast<double>(zero);
    return static_cast<T>(
        std::clamp(shifted, static_cast<double>(std::numeric_limits<T>::lowest()), static_cast<double>(std::numeric_limits<T>::max())));
}

/// One number per slice of a tensor along an axis, or one for all: scales and zero points.
/// Element i of the tensor belongs to slice (i / inner) mod count.
struct SliceLayout {
    std::int64_t count = 1, inner = 1;

    /// Index into a parameter of `parameterCount` elements (1 or count) for element i.
    std::size_t indexOf(std::int64_t i, std::int64_t parameterCount) const {
        return parameterCount == 1 ? 0 : static_cast<std::size_t>(i / inner % count);
    }
};

/// A scale or zero point must have one element or one per slice; null is fine.
inline Status checkParameter(const OpContext& context, const Tensor* parameter, const SliceLayout& layout, std::string_view what) {
    if (!parameter || parameter->elementCount() == 1 || parameter->elementCount() == layout.count) return {};
    return opError(context, std::string(what) + " has " + std::to_string(parameter->elementCount()) + " elements, expected 1 or " +
                                std::to_string(layout.count));
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
