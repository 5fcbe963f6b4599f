#pragma once

#include <cstdint>

namespace lathe {

/// A matrix of `rows` × `columns` floats: target[r · targetStride + c] = source[r + c · sourceStride].
struct FloatTransposition {
    const float* source;
    std::int64_t sourceStride;
    float* target;
    std::int64_t targetStride;
    std::int64_t rows, columns;
};
void transposeFloats(const FloatTransposition& work);

} // namespace lathe
