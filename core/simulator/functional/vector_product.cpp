#include "core/simulator/functional/vector_product.h"

#include "core/simulator/functional/element_order.h"
#include "core/simulator/functional/product_rows.h"
#include "core/simulator/functional/scratch.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::int64_t kPanelBytes = 24 * 1024; // of the first cache

class VectorProduct final : public OrderedKernel {
public:
    VectorProduct(const KernelSource& source, const ProductSource& product)
        : OrderedKernel(*source.vectors, source.staticDims(source.node().outputs[0]), product.output), m_depth(product.depth),
          m_columns(product.outputs), m_zero(product.zero), m_products(product, *source.vectors) {}

    void runOrdered(std::span<const Tensor> inputs, Tensor& output, const Region&, const IntegerRange& bounds) const override {
        thread_local Scratch memory;
        const std::int64_t rows = output.elementCount() / std::max<std::int64_t>(1, m_columns), tile = vectors().tileRows;
        const std::int64_t step = std::max(tile, kPanelBytes / std::max<std::int64_t>(1, m_products.panelStride()) / tile * tile);
        PanelJob job;
        job.image = inputs[0].bytes().data();
        job.width = job.outputWidth = rows;
        job.channels = job.groupChannels = m_depth;
        job.panelStride = m_products.panelStride();
        job.panel = memory.at(step * job.panelStride);
        job.zero = m_zero;
        auto* out = output.mutableData<std::byte>().data();
        for (job.firstPixel = 0; job.firstPixel < rows; job.firstPixel += step) {
            job.count = std::min(step, rows - job.firstPixel);
            m_products.packer()(job);
            m_products.run(job.panel, job.count, 0, m_columns, bounds,
                           out + job.firstPixel * m_columns * (type() == DataType::Int16 ? 2 : 1), m_columns);
        }
    }

private:
    std::int64_t m_depth, m_columns, m_zero;
    ProductRows m_products;
};

/// Columns one after the other, as 16-bit integers.
std::vector<std::int16_t> columnsOf(const Tensor& weights) {
    const std::int64_t depth = weights.dim(0), columns = weights.dim(1);
    std::vector<std::int16_t> turned(static_cast<std::size_t>(depth * columns));
    const auto turn = [&](auto values) {
        for (std::int64_t k = 0; k < depth; ++k)
            for (std::int64_t n = 0; n < columns; ++n)
                turned[static_cast<std::size_t>(n * depth + k)] = values[static_cast<std::size_t>(k * columns + n)];
    };
    weights.type() == DataType::Int16 ? turn(weights.data<std::int16_t>()) : turn(weights.data<std::int8_t>());
    return turned;
}

} // namespace

std::unique_ptr<IntegerKernel> makeVectorProduct(const KernelSource& source, const Tensor& weights, std::span<const std::int64_t> bias,
                                                 const std::vector<Requantizer>& requantizers) {
    const Node& node = source.node();
    const auto input = source.staticDims(node.inputs[0]), output = source.staticDims(node.outputs[0]);
    const bool isProduct = weights.rank() == 2 && !input.empty() && input.back() == weights.dim(0) && !output.empty() &&
                           output.back() == weights.dim(1) && input.size() == output.size();
    if (!isProduct || source.network.integers.contains(node.inputs[0])) return nullptr;
    const std::vector<std::int16_t> columns = columnsOf(weights);
    std::vector<std::int32_t> narrowBias(bias.begin(), bias.end());
    ProductSource product;
    product.outputs = weights.dim(1);
    product.depth = weights.dim(0);
    product.weights = columns;
    product.hasWideInput = source.typeOf(node.inputs[0]) == DataType::Int16;
    product.hasWideWeights = weights.type() == DataType::Int16;
    product.zero = source.zeroPointOf(node.inputs[0]);
    product.bias = narrowBias;
    product.requantizers = requantizers;
    product.output = source.typeOf(node.outputs[0]);
    return std::make_unique<VectorProduct>(source, product);
}

} // namespace lathe
