#pragma once

#include "core/simulator/functional/channel_scales.h"

#include <memory>

namespace lathe {

/// What a block of products is made from: outputs [m] = Σ_k (x_k − zero) · w[m][k] + bias[m], requantized.
struct ProductSource {
    std::int64_t outputs = 0, depth = 0;
    std::span<const std::int16_t> weights; ///< [output][k]
    bool hasWideInput = false, hasWideWeights = false;
    std::int64_t zero = 0;                 ///< of the input
    std::span<const std::int32_t> bias;    ///< by output; empty: none
    std::vector<Requantizer> requantizers; ///< by output, or one
    DataType output = DataType::Int8;
};

/// Products of constant weights with rows of operands (a panel, PanelJob), in vectors. Sums have 32 bits where no input can pass them;
/// else they are taken in pieces that cannot, which are added up in 64.
class ProductRows {
public:
    ProductRows(const ProductSource& source, const VectorKernels& kernels);

    /// How a panel is packed, and the bytes of one of its rows.
    PanelFn packer() const { return m_packer; }
    std::int64_t panelStride() const { return m_steps * 4; }

    /// Outputs [begin, end) of each row within `bounds`; out[row · outStride + output].
    void run(const void* panel, std::int64_t rows, std::int64_t begin, std::int64_t end, const IntegerRange& bounds, void* out,
             std::int64_t outStride) const;

private:
    /// Up to tileVectors vectors of outputs.
    struct Block {
        std::int64_t firstOutput = 0, vectors = 0, offset = 0;
    };
    void pack(const ProductSource& source);
    void planPieces(const ProductSource& source);
    /// Sums of `steps` steps from `step` on, with m_start; and all of them in 64 bits, with m_bias.
    void sumSteps(const Block& block, const void* panel, std::int64_t rows, std::int64_t step, std::int64_t steps,
                  std::int32_t* sums) const;
    void sumInPieces(const Block& block, const void* panel, std::int64_t rows, std::int32_t* sums, std::int64_t* wide) const;

    const VectorKernels& m_kernels;
    bool m_isBytes = false, m_hasWideOutput = false;
    std::int64_t m_outputs = 0, m_steps = 0, m_perStep = 2;
    PanelFn m_packer = nullptr;
    std::vector<Block> m_blocks;
    std::vector<std::int8_t> m_weights;
    std::vector<std::int32_t> m_start; ///< bias, and what the operands' offset makes of the weights
    std::vector<std::int64_t> m_bias;  ///< the same for sums in pieces
    bool m_isInPieces = false;
    std::vector<std::int64_t> m_pieces; ///< first step of each piece and the end
    std::unique_ptr<ChannelScales> m_scales;
};

} // namespace lathe
