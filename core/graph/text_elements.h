#pragma once

#include "core/graph/tensor.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace lathe {

/// Writes `text` ("1", "-0.5", "nan") as element `index` of a tensor just made; false when it is no number of that type.
/// Knows every numeric type but the 8-bit floats and the complex ones.
bool setElementFromText(Tensor& tensor, std::int64_t index, std::string_view text);

/// The shortest text that setElementFromText reads back exactly.
std::string elementText(const Tensor& tensor, std::int64_t index);

/// True for the types whose elements have a text; the others are written as hexadecimal bytes.
bool hasElementText(DataType type);

/// The shortest text that reads back exactly; carries a point, an exponent, "inf" or "nan".
std::string floatText(float value);

/// Fills a tensor just made: splitmix64 from `seed`, one draw per element. Floating-point types get
/// low + (high − low) · u with u in [0, 1) of 53 bits, computed in binary64; integer types floor(low + (high − low + 1) · u);
/// bool the same between 0 and 1.
void fillRandom(Tensor& tensor, std::uint64_t seed, double low, double high);

} // namespace lathe
