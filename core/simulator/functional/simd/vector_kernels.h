#pragma once

#include "core/program/numerics.h"
#include "core/simulator/functional/simd/isa.h"

#include <cstdint>

namespace lathe {

// The inner loops of the integer kernels, one set for each Isa. Plain structs and function pointers: the files that are compiled
// for an instruction set must not leave behind inline functions of the standard library, which the linker might take for all.

/// Sums of products of a tile: sums[r][j] = start[j] + Σ a[r][k] · w[k][j]. Operands `a` are 4 bytes (moved by 128 to be unsigned) or
/// two 16-bit integers for each step; weights are packed [step][vector][lane][4 bytes or 2 words]. Sums wrap at 32 bits.
struct DotTile {
    const void* a = nullptr;
    std::int64_t aStride = 0; ///< bytes from row to row
    const void* w = nullptr;
    std::int64_t steps = 0;
    const std::int32_t* start = nullptr; ///< by output; as long as the vectors
    std::int32_t* sums = nullptr;
    std::int64_t sumStride = 0; ///< elements from row to row
};
using DotFn = void (*)(const DotTile&);
constexpr std::int64_t kMaxTileRows = 6, kMaxTileVectors = 4;
using DotTable = DotFn[kMaxTileRows][kMaxTileVectors]; ///< by rows − 1 and vectors − 1

/// How sums become integers, by channel (docs/numerics.md, "Requantization"). Arrays are padded to whole vectors.
struct ScaleArrays {
    const float* factors = nullptr;
    const double* wideFactors = nullptr;
    const std::int64_t* mantissas = nullptr; ///< below 2^31
    const std::int64_t* shifts = nullptr;    ///< 1 … 62; 31 … 62 where there are two roundings
};
/// rows × channels of sums to integers; channels from firstChannel of `scales` on.
struct RequantizeTile {
    const void* sums = nullptr;
    std::int64_t sumStride = 0;
    std::int64_t rows = 0, channels = 0, firstChannel = 0;
    ScaleArrays scales;
    std::int64_t low = 0, high = 0, zero = 0; ///< bounds before the zero point is added
    void* out = nullptr;
    std::int64_t outStride = 0; ///< elements from row to row
};
using RequantizeFn = void (*)(const RequantizeTile&);
/// What a RequantizeFn is chosen by.
enum class ScaleKind { Float, Double, Shift, DoubleShift };
struct RequantizeChoice {
    ScaleKind kind = ScaleKind::Float;
    Rounding rounding = Rounding::HalfEven;
    bool hasWideSums = false; ///< int64; Double only
    bool hasWideOutput = false;
};

/// Operands of `count` pixels for DotTile: the window of each, row after row, channels last.
struct PanelJob {
    const void* image = nullptr; ///< one picture, [H, W, channels]
    std::int64_t height = 1, width = 1, channels = 1;
    std::int64_t firstChannel = 0, groupChannels = 1; ///< of the group
    std::int64_t kernel[2] = {1, 1}, stride[2] = {1, 1}, dilation[2] = {1, 1}, pad[2] = {0, 0};
    std::int64_t outputWidth = 1, firstPixel = 0, count = 0;
    void* panel = nullptr;
    std::int64_t panelStride = 0; ///< bytes from pixel to pixel
    std::int64_t zero = 0;        ///< what padding stands for; 8-bit operands that are widened are freed of it
};
using PanelFn = void (*)(const PanelJob&);

/// One output row of a depthwise convolution: sums[x][c] for `channels` channels and outputs [first, first + count).
struct DepthwiseJob {
    const void* const* rows = nullptr; ///< by kernel row: the input row, or a row of padding
    const void* padding = nullptr;     ///< a pixel of padding
    std::int64_t width = 1, pixelStride = 1;
    std::int64_t kernel[2] = {1, 1}, stride = 1, dilation = 1, pad = 0;
    std::int64_t first = 0, count = 0;
    const void* weights = nullptr;       ///< bytes: [kernel column][four rows][channel of the block][4]; else [tap][channel] in 32 bits
    const std::int32_t* start = nullptr; ///< by channel; padded to whole vectors as the weights are
    std::int64_t channels = 0;           ///< of a block of bytes: the block's
    std::int32_t* sums = nullptr;
    std::int64_t sumStride = 0;
    void* scratch = nullptr; ///< a block of bytes: 4 · channels · (rows / 4, rounded up) for each input column; else a pointer for each tap
};
using DepthwiseFn = void (*)(const DepthwiseJob&);
/// A kernel for a fixed number of neighbouring channels.
struct DepthwiseBlock {
    std::int64_t channels = 0; ///< 0: no such block
    DepthwiseFn run = nullptr;
};

/// One operand of a weighted sum.
struct SumOperand {
    const void* values = nullptr;
    bool isWide = false;
    float factor = 0;
    double wideFactor = 0;
    std::int64_t integerFactor = 0; ///< |factor| below 2^40
    std::int64_t zero = 0;
};
/// out = sat(round(Σ factor · (q − zero) / divisor)), element by element; integers have no divisor (docs/numerics.md, Add).
struct SumJob {
    const SumOperand* operands = nullptr;
    std::int64_t operandCount = 0, count = 0;
    std::int64_t low = 0, high = 0, zero = 0;
    double divisor = 1;
    void* out = nullptr;
};
using SumFn = void (*)(const SumJob&);
struct SumChoice {
    enum class Kind { Float, Double, Integer } kind = Kind::Float;
    Rounding rounding = Rounding::HalfEven;
    bool hasWideOutput = false;
};

/// Sums over pairs of real numbers r, a, in 16 interleaved parts of binary64: the same bits on every processor.
struct PairSums {
    double dot = 0, referenceSquares = 0, actualSquares = 0, differenceSquares = 0; ///< Σ r·a, r², a², (r − a)²
    double maxAbs = 0; ///< largest |r − a|; no number where a difference is none
};
/// What of integers q, which stand for a = (q − zero) · scale, is compared with r besides.
struct IntegerSums {
    PairSums pairs;
    std::int64_t off[3] = {};   ///< elements whose integer is off by 0, 1, 2 steps from that of r
    std::int64_t saturated = 0; ///< at an end of [low, high], r more than half a step beyond it
    double relative = 0;        ///< Σ |a − r| / |r| (quotients in binary32) where |r| is a step or more
    std::int64_t relativeCount = 0;
};
struct IntegerScale {
    float scale = 1;
    std::int32_t zero = 0, low = -128, high = 127;
};

struct VectorKernels {
    std::int64_t lanes = 0;   ///< 32-bit integers of a vector
    bool hasByteDots = false; ///< 8-bit operands stay bytes, moved by 128; else they are widened and freed of their zero point
    std::int64_t tileRows = 0, tileVectors = 0; ///< what the registers hold
    const DotTable* byteDots = nullptr;         ///< where hasByteDots
    const DotTable* wordDots = nullptr;
    PanelFn packBytes = nullptr;   ///< of 8-bit inputs, as hasByteDots says
    PanelFn packWidened = nullptr; ///< of 8-bit inputs, always widened
    PanelFn packWords = nullptr;   ///< of 16-bit inputs
    RequantizeFn (*requantizer)(const RequantizeChoice&) = nullptr;
    SumFn (*summer)(const SumChoice&) = nullptr;

    DepthwiseBlock byteBlocks[3];         ///< where hasByteDots: the largest first
    DepthwiseFn depthwiseBytes = nullptr; ///< any number of channels, 8-bit inputs with their zero point
    DepthwiseFn depthwiseWords = nullptr;

    /// products[i] = (a[i] − zeroA) · (b[i] − zeroB)
    void (*multiply)(const SumOperand& a, const SumOperand& b, std::int64_t count, std::int32_t* products) = nullptr;
    /// sums[i] += x[i]
    void (*addBytes)(const void* x, std::int64_t count, std::int32_t* sums) = nullptr;
    void (*addWords)(const void* x, std::int64_t count, std::int32_t* sums) = nullptr;
    /// largest[i] = max(largest[i], x[i])
    void (*maxBytes)(const void* x, std::int64_t count, void* largest) = nullptr;
    void (*maxWords)(const void* x, std::int64_t count, void* largest) = nullptr;
    /// [rows, columns] to [columns, rows]
    void (*transposeBytes)(const void* from, std::int64_t rows, std::int64_t columns, void* to) = nullptr;
    void (*transposeWords)(const void* from, std::int64_t rows, std::int64_t columns, void* to) = nullptr;
    /// sat(RNE(x / scale) + zero); zero for NaN
    void (*quantizeBytes)(const float* x, std::int64_t count, float scale, std::int32_t zero, void* out) = nullptr;
    void (*quantizeWords)(const float* x, std::int64_t count, float scale, std::int32_t zero, void* out) = nullptr;
    /// float(q − zero) · scale
    void (*dequantizeBytes)(const void* q, std::int64_t count, float scale, std::int32_t zero, float* out) = nullptr;
    void (*dequantizeWords)(const void* q, std::int64_t count, float scale, std::int32_t zero, float* out) = nullptr;
    void (*sumPairs)(const float* reference, const float* actual, std::int64_t count, PairSums& sums) = nullptr;
    void (*sumBytes)(const float* reference, const void* q, std::int64_t count, const IntegerScale& scale, IntegerSums& sums) = nullptr;
    void (*sumWords)(const float* reference, const void* q, std::int64_t count, const IntegerScale& scale, IntegerSums& sums) = nullptr;
};

/// `isa` must be supported.
const VectorKernels& vectorKernels(Isa isa);

} // namespace lathe
