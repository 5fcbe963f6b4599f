#pragma once

#include "core/simulator/functional/accumulate.h"
#include "core/simulator/functional/kernel.h"

namespace lathe {

/// What a convolution is made from: integers and how its sums are scaled.
struct ConvolutionSource {
    ConvShape shape;
    Tensor weights, bias;                  ///< Int8 or Int16 [M, C/groups, kH, kW]; Int32 [M] or absent
    std::vector<Requantizer> requantizers; ///< by output channel
    std::vector<std::int64_t> dims;        ///< of the output
    DataType input = DataType::Int8, output = DataType::Int8;
    std::int64_t zero = 0; ///< of the input
};

/// The convolution in vectors; nothing where its sums need 64 bits and no vectors do that.
std::unique_ptr<IntegerKernel> makeVectorConvolution(ConvolutionSource source, const VectorKernels& vectors);

} // namespace lathe
