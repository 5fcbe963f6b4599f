#include "core/passes/families.h"

#include "core/passes/motion/move_cast.h"
#include "core/passes/motion/move_reshape.h"
#include "core/passes/motion/move_transpose.h"
#include "core/passes/motion/propagate_quantization.h"
#include "core/passes/motion/quantize_bias.h"
#include "core/passes/motion/remove_duplicate_quantize.h"
#include "core/passes/motion/rewrite_transpose_as_reshape.h"

namespace lathe {

std::span<const PassRow> motionPasses() {
    static constexpr PassRow kRows[] = {
        {"move-transpose", moveTranspose, Outputs::Bitwise, "Transpose",
         "Lets regions of nodes that do not care for the order of dimensions work in the order before a Transpose.",
         "Regions where as many Transposes or more would be left.", ""},
        {"move-reshape", moveReshape, Outputs::Bitwise, "Reshape Flatten Squeeze Unsqueeze",
         "Moves a reshaping node behind element-wise ones to where it meets another.", "Nothing to meet, results that others read.", ""},
        {"move-cast", moveCast, Outputs::Bitwise, "Cast", "Moves a Cast behind nodes that move elements to where it meets another.",
         "Nothing to meet, results that others read.", ""},
        {"rewrite-transpose-as-reshape", rewriteTransposeAsReshape, Outputs::Bitwise, "Transpose",
         "Makes a Reshape of a Transpose that moves only dimensions of size 1.", "Dimensions that are not known or empty.", ""},
        {"remove-duplicate-quantize", removeDuplicateQuantize, Outputs::Bitwise, "QuantizeLinear",
         "Takes out QuantizeLinear of DequantizeLinear with the same parameters.",
         "Parameters that differ or are not fixed, extreme scales.", ""},
        {"quantize-bias", quantizeBias, Outputs::Widened, "DequantizeLinear",
         "Gives a Conv, ConvTranspose or Gemm of quantized operands its bias in int32, with the product of their scales.",
         "Scales that are not fixed, inputs quantized per channel, biases that do not fit, alpha or beta of a Gemm.", ""},
        {"propagate-quantization", propagateQuantization, Outputs::Bitwise, "QuantizeLinear DequantizeLinear",
         "Quantizes nodes that only move elements on both sides.", "Parameters per channel or not fixed, graph outputs.", ""},
    };
    return kRows;
}

} // namespace lathe
