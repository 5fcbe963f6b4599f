#pragma once

#include "core/runtime/plan_builder.h"

namespace lathe {

/// Scale and zero point of a quantized tensor, one for all its elements, and the type of its integers.
struct QuantizedScalars {
    float scale = 1;
    std::int64_t zero = 0;
    DataType type = DataType::Uint8;

    bool operator==(const QuantizedScalars&) const = default;
    float low() const;  ///< smallest integer without the zero point
    float high() const; ///< largest integer without the zero point
};

/// Known and positive scale, known zero point (or none: uint8) of 8 or 16 bits.
std::optional<QuantizedScalars> quantizedScalars(const PlanBuilder& builder, ValueId scale, ValueId zero);
/// Integers that floats can carry (PlannedBuffer).
bool isCarriedType(DataType type);

} // namespace lathe
