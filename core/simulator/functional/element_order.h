#pragma once

#include "core/simulator/functional/kernel.h"

namespace lathe {

/// Memory for integer tensors that live for a few layers: given back when the last copy is gone, and used again. Not cleared, with
/// Scratch::kSlack bytes behind the elements. May be used from many threads.
class TensorPool {
public:
    TensorPool();
    Tensor take(DataType type, std::vector<std::int64_t> dims) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

/// Whether [N, C, spatial…] and [N, spatial…, C] are the same bytes.
bool ordersCoincide(const std::vector<std::int64_t>& dims);

/// A copy of the pool with the elements as they are; with the channels last; with plain elements of what has its channels last. Dims stay.
Tensor pooledCopy(const Tensor& tensor, const TensorPool& pool);
Tensor toChannelsLast(const Tensor& plain, const TensorPool& pool, const VectorKernels& vectors);
Tensor toPlain(const Tensor& channelsLast, const TensorPool& pool, const VectorKernels& vectors);

/// A region of a channels-last output as runs of consecutive elements, all of them in one where it is the whole: visit(begin, end).
template <class Visit>
void forEachChannelsLastRun(const std::vector<std::int64_t>& dims, const Region& region, Visit visit) {
    const bool isWhole =
        dims.size() != 4 || (region.rowEnd - region.rowBegin == dims[2] && region.channelEnd - region.channelBegin == dims[1]);
    if (isWhole) return visit(std::int64_t(0), elementCountOf(dims).value_or(0));
    for (std::int64_t n = 0; n < dims[0]; ++n)
        for (std::int64_t pixel = region.rowBegin * dims[3]; pixel < region.rowEnd * dims[3]; ++pixel) {
            const std::int64_t first = (n * dims[2] * dims[3] + pixel) * dims[1];
            visit(first + region.channelBegin, first + region.channelEnd);
        }
}

/// A kernel whose one output is computed by runOrdered(); run() puts its operands in order before and its output behind.
class OrderedKernel : public IntegerKernel {
public:
    OrderedKernel(const VectorKernels& vectors, std::vector<std::int64_t> dims, DataType type)
        : m_vectors(vectors), m_dims(std::move(dims)), m_type(type) {}
    bool isOrdered() const override { return true; }
    bool takesBounds() const override { return true; }
    bool supportsRegions() const override { return m_dims.size() == 4 && order() != ElementOrder::Plain; }
    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const override;

protected:
    const VectorKernels& vectors() const { return m_vectors; }
    const std::vector<std::int64_t>& dims() const { return m_dims; }
    DataType type() const { return m_type; }

private:
    const VectorKernels& m_vectors;
    std::vector<std::int64_t> m_dims;
    DataType m_type;
};

} // namespace lathe
