#include "core/simulator/functional/product_rows.h"

#include "core/simulator/functional/scratch.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>

namespace lathe {
namespace {

constexpr std::int64_t kLargestSum = INT32_MAX;

/// Largest |x − zero| of the operands that the products see.
std::int64_t magnitudeOf(const ProductSource& source) {
    const std::int64_t low = source.hasWideInput ? -32768 : -128, high = -1 - low;
    return std::max(std::abs(low - source.zero), std::abs(high - source.zero));
}

std::int64_t biasAt(const ProductSource& source, std::int64_t output) {
    return source.bias.empty() ? 0 : source.bias[static_cast<std::size_t>(output)];
}

/// Σ |w| of an output over [begin, end) of the depth.
std::int64_t magnitudeOfWeights(const ProductSource& source, std::int64_t output, std::int64_t begin, std::int64_t end) {
    std::int64_t sum = 0;
    for (std::int64_t k = begin; k < std::min(end, source.depth); ++k)
        sum += std::abs(int(source.weights[static_cast<std::size_t>(output * source.depth + k)]));
    return sum;
}

/// Whether no input can make a sum with its bias pass 32 bits.
bool fitsInt32(const ProductSource& source, std::int64_t magnitude) {
    for (std::int64_t m = 0; m < source.outputs; ++m)
        if (std::abs(biasAt(source, m)) + magnitude * magnitudeOfWeights(source, m, 0, source.depth) > kLargestSum) return false;
    return true;
}

} // namespace

ProductRows::ProductRows(const ProductSource& source, const VectorKernels& kernels)
    : m_kernels(kernels), m_hasWideOutput(source.output == DataType::Int16), m_outputs(source.outputs) {
    m_isBytes = kernels.hasByteDots && !source.hasWideInput && !source.hasWideWeights;
    planPieces(source);
    if (m_isInPieces) m_isBytes = false; // moved by 128, pieces would be larger than the bound says
    m_perStep = m_isBytes ? 4 : 2;
    m_steps = (source.depth + m_perStep - 1) / m_perStep;
    m_packer = source.hasWideInput ? kernels.packWords : m_isBytes ? kernels.packBytes : kernels.packWidened;
    pack(source);
    m_scales = std::make_unique<ChannelScales>(source.requantizers, source.outputs, m_isInPieces, source.output, kernels);
}

/// Cuts the depth so that no piece of any output can pass 32 bits; pieces count steps of two operands.
void ProductRows::planPieces(const ProductSource& source) {
    const std::int64_t magnitude = magnitudeOf(source), steps = (source.depth + 1) / 2;
    m_isInPieces = !fitsInt32(source, magnitude);
    m_pieces = {0};
    if (m_isInPieces) {
        std::vector<std::int64_t> sums(static_cast<std::size_t>(source.outputs)), more(sums.size());
        for (std::int64_t step = 0; step < steps; ++step) {
            std::int64_t most = 0;
            for (std::size_t m = 0; m < sums.size(); ++m) {
                more[m] = magnitude * magnitudeOfWeights(source, static_cast<std::int64_t>(m), 2 * step, 2 * step + 2);
                most = std::max(most, sums[m] + more[m]);
            }
            if (most > kLargestSum && step > m_pieces.back()) {
                m_pieces.push_back(step);
                std::ranges::fill(sums, 0);
            }
            std::ranges::transform(sums, more, sums.begin(), std::plus());
        }
    }
    m_pieces.push_back(steps);
}

void ProductRows::pack(const ProductSource& source) {
    const std::int64_t lanes = m_kernels.lanes, vectors = (source.outputs + lanes - 1) / lanes;
    m_weights.assign(static_cast<std::size_t>(m_steps * vectors * lanes * 4), 0);
    m_start.assign(static_cast<std::size_t>(vectors * lanes), 0);
    m_bias.assign(static_cast<std::size_t>(vectors * lanes), 0);
    // Bytes are moved by 128, and 16-bit operands are not freed of their zero point: Σ offset · w goes into the bias.
    const std::int64_t offset = m_isBytes ? source.zero + 128 : source.hasWideInput ? source.zero : 0;
    std::int8_t* to = m_weights.data();
    for (std::int64_t first = 0; first < vectors; first += m_kernels.tileVectors) {
        const std::int64_t count = std::min(m_kernels.tileVectors, vectors - first);
        m_blocks.push_back({first * lanes, count, to - m_weights.data()});
        for (std::int64_t step = 0; step < m_steps; ++step)
            for (std::int64_t m = first * lanes; m < (first + count) * lanes; ++m)
                for (std::int64_t i = 0; i < m_perStep; ++i) {
                    const std::int64_t k = step * m_perStep + i;
                    const bool isInside = m < source.outputs && k < source.depth;
                    const std::int32_t w = isInside ? source.weights[static_cast<std::size_t>(m * source.depth + k)] : 0;
                    m_bias[static_cast<std::size_t>(m)] -= offset * w;
                    if (m_isBytes) {
                        *to++ = static_cast<std::int8_t>(w);
                    } else {
                        const auto word = static_cast<std::int16_t>(w);
                        std::memcpy(to, &word, sizeof word);
                        to += sizeof word;
                    }
                }
    }
    for (std::int64_t m = 0; m < source.outputs; ++m)
        m_bias[static_cast<std::size_t>(m)] += biasAt(source, m);
    if (m_isInPieces) return;
    for (std::size_t m = 0; m < m_start.size(); ++m) // wraps as the sums do, which end within 32 bits
        m_start[m] = static_cast<std::int32_t>(static_cast<std::uint32_t>(m_bias[m]));
}

void ProductRows::run(const void* panel, std::int64_t rows, std::int64_t begin, std::int64_t end, const IntegerRange& bounds, void* out,
                      std::int64_t outStride) const {
    thread_local Scratch sumMemory, wideMemory;
    for (const Block& block : m_blocks) {
        const std::int64_t width = block.vectors * m_kernels.lanes, blockEnd = std::min(m_outputs, block.firstOutput + width);
        const std::int64_t first = std::max(begin, block.firstOutput), last = std::min(end, blockEnd);
        if (first >= last) continue;
        auto* sums = sumMemory.elements<std::int32_t>(rows * width);
        auto* wide = m_isInPieces ? wideMemory.elements<std::int64_t>(rows * width) : nullptr;
        m_isInPieces ? sumInPieces(block, panel, rows, sums, wide) : sumSteps(block, panel, rows, 0, m_steps, sums);
        RequantizeTile tile;
        const std::int64_t skipped = first - block.firstOutput;
        tile.sums = m_isInPieces ? static_cast<const void*>(wide + skipped) : sums + skipped;
        tile.sumStride = width;
        tile.rows = rows;
        tile.channels = last - first;
        tile.firstChannel = first;
        tile.out = static_cast<char*>(out) + first * (m_hasWideOutput ? 2 : 1);
        tile.outStride = outStride;
        m_scales->run(tile, bounds);
    }
}

/// Rows are spread evenly over as few tiles as the registers allow.
void ProductRows::sumSteps(const Block& block, const void* panel, std::int64_t rows, std::int64_t step, std::int64_t steps,
                           std::int32_t* sums) const {
    const std::int64_t width = block.vectors * m_kernels.lanes;
    const DotTable& table = m_isBytes ? *m_kernels.byteDots : *m_kernels.wordDots;
    DotTile tile;
    tile.aStride = panelStride();
    tile.w = m_weights.data() + block.offset + step * width * 4;
    tile.steps = steps;
    tile.start = m_start.data() + block.firstOutput;
    tile.sumStride = width;
    for (std::int64_t row = 0; row < rows;) {
        const std::int64_t tiles = (rows - row + m_kernels.tileRows - 1) / m_kernels.tileRows;
        const std::int64_t count = (rows - row + tiles - 1) / tiles;
        tile.a = static_cast<const char*>(panel) + row * panelStride() + step * 4;
        tile.sums = sums + row * width;
        table[count - 1][block.vectors - 1](tile);
        row += count;
    }
}

void ProductRows::sumInPieces(const Block& block, const void* panel, std::int64_t rows, std::int32_t* sums, std::int64_t* wide) const {
    const std::int64_t width = block.vectors * m_kernels.lanes;
    for (std::int64_t row = 0; row < rows; ++row)
        std::copy_n(m_bias.data() + block.firstOutput, width, wide + row * width);
    for (std::size_t piece = 0; piece + 1 < m_pieces.size(); ++piece) {
        sumSteps(block, panel, rows, m_pieces[piece], m_pieces[piece + 1] - m_pieces[piece], sums);
        for (std::int64_t i = 0; i < rows * width; ++i)
            wide[i] += sums[i];
    }
}

} // namespace lathe
