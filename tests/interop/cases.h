#pragma once

#include "core/quantization/quantize.h"

#include <functional>
#include <string>
#include <vector>

namespace lathe::interop {

/// A network with its calibration and one input; made again, the same, by both halves of the test.
struct Case {
    std::string name;
    QuantizedGraph quantized;
    std::vector<Tensor> inputs;
    bool isDeep = false; ///< a model of the zoo: single steps spread through its layers
};

/// A case by name, made when it is needed: all of them at once would fill the memory.
struct CaseSource {
    std::string name;
    std::function<Result<Case>()> make;
};

/// Small networks that together have every operator with integer arithmetic, quantized in every way; and, where there is a zoo, each of
/// its models for nash-e with its stored input (int8; two small ones in every way).
std::vector<CaseSource> caseSources();

} // namespace lathe::interop
