#pragma once

#include "core/program/program.h"
#include "core/targets/target.h"

#include <string>
#include <vector>

namespace lathe {

/// A tensor in memory as the caller of a program gives or gets it. An nv12 input is two of them: _y and _uv.
struct IoTensor {
    std::string name;
    bool isInput = true;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides; ///< bytes from one index to the next, by axis
    std::string layout;                ///< NCHW, NHWC, or "" for what is no picture
    DataType type = DataType::Float;
    float scale = 0; ///< real = scale · (q − zeroPoint); 0: not quantized
    std::int32_t zeroPoint = 0;
    std::string source;         ///< of inputs: ddr, pyramid or resizer
    std::int64_t sizeBytes = 0; ///< padding included
};

/// Inputs, then outputs, in the order of the network. Rows (the last axis but, in NHWC, one) are padded to row_alignment_bytes, unless
/// the program's io_layout is stdv1, which has all dense. Pictures are bytes; what is quantized has its integers' type and scale.
std::vector<IoTensor> ioSheet(const Program& program, const Target& target);

/// Schema lathe.io/1.
std::string ioSheetJson(const Program& program, const Target& target);
/// C99 constants of the same: LATHE_<PROGRAM>_INPUT0_NAME, _RANK, _SHAPE, _STRIDES, _TYPE, _SCALE, _ZERO_POINT, _BYTES …
std::string ioSheetHeader(const Program& program, const Target& target);

} // namespace lathe
