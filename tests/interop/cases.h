#pragma once

#include "core/quantization/quantize.h"

#include <string>
#include <vector>

namespace lathe::interop {

/// A network with its calibration and one input; made again, the same, by both halves of the test.
struct Case {
    std::string name;
    QuantizedGraph quantized;
    std::vector<Tensor> inputs;
};

/// Small networks that together have every operator with integer arithmetic, in int8, int16 and with one scale for all
/// channels; and, where there is a zoo, MobileNetV2 and SqueezeNet with real pictures.
Result<std::vector<Case>> makeCases();

} // namespace lathe::interop
