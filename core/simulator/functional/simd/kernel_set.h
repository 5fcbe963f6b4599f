// Part of the files that are compiled for one instruction set (vectors.h): all that they hold.
#pragma once

#include "core/simulator/functional/simd/depthwise.h"
#include "core/simulator/functional/simd/elements.h"
#include "core/simulator/functional/simd/error_sums.h"

namespace lathe {
namespace {

constexpr VectorKernels makeKernelSet() {
    VectorKernels set;
    set.lanes = kLanes;
    set.hasByteDots = LATHE_BYTE_DOTS != 0;
    set.tileRows = kTileRows;
    set.tileVectors = kTileVectors;
    set.wordDots = &kWordDots;
#if LATHE_BYTE_DOTS
    set.byteDots = &kByteDots;
#if LATHE_VECTOR_BYTES == 64
    set.byteBlocks[0] = {64, depthwiseBlock<64>};
    set.byteBlocks[1] = {32, depthwiseBlock<32>};
    set.byteBlocks[2] = {16, depthwiseBlock<16>};
#else
    set.byteBlocks[0] = {32, depthwiseBlock<32>};
    set.byteBlocks[1] = {16, depthwiseBlock<16>};
#endif
#endif
    set.packBytes = packPanel<ByteOperand>;
    set.packWidened = packPanel<WidenedOperand>;
    set.packWords = packPanel<WordOperand>;
    set.requantizer = requantizerOf;
    set.summer = summerOf;
    set.depthwiseBytes = depthwiseRow<std::int8_t>;
    set.depthwiseWords = depthwiseRow<std::int16_t>;
    set.multiply = multiply;
    set.addBytes = addTo<std::int8_t>;
    set.addWords = addTo<std::int16_t>;
    set.maxBytes = maxInto<std::int8_t>;
    set.maxWords = maxInto<std::int16_t>;
    set.transposeBytes = transposeElements<std::int8_t>;
    set.transposeWords = transposeElements<std::int16_t>;
    set.quantizeBytes = quantizeElements<std::int8_t>;
    set.quantizeWords = quantizeElements<std::int16_t>;
    set.dequantizeBytes = dequantizeElements<std::int8_t>;
    set.dequantizeWords = dequantizeElements<std::int16_t>;
    set.sumPairs = sumPairs;
    set.sumBytes = sumIntegers<std::int8_t>;
    set.sumWords = sumIntegers<std::int16_t>;
    return set;
}

} // namespace
} // namespace lathe
