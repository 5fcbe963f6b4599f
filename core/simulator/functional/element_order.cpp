#include "core/simulator/functional/element_order.h"

#include "core/simulator/functional/scratch.h"

#include <bit>
#include <cstring>
#include <mutex>

namespace lathe {
namespace {

constexpr std::align_val_t kAlignment{64};

struct Free {
    void operator()(std::byte* bytes) const { ::operator delete(bytes, kAlignment); }
};
using Memory = std::unique_ptr<std::byte, Free>;

/// [N, C, S]: batch, channels, and all spatial positions.
struct Planes {
    std::int64_t batch = 1, channels = 1, positions = 1;
};
Planes planesOf(const std::vector<std::int64_t>& dims) {
    Planes planes{dims[0], dims[1], 1};
    for (std::size_t i = 2; i < dims.size(); ++i)
        planes.positions *= dims[i];
    return planes;
}

/// Each picture's [rows, columns] turned.
Tensor transposed(const Tensor& from, const TensorPool& pool, const VectorKernels& vectors, std::int64_t batch, std::int64_t rows,
                  std::int64_t columns) {
    Tensor to = pool.take(from.type(), from.dims());
    const bool isWide = from.type() == DataType::Int16;
    const std::int64_t bytes = rows * columns * (isWide ? 2 : 1);
    for (std::int64_t n = 0; n < batch; ++n)
        (isWide ? vectors.transposeWords : vectors.transposeBytes)(from.bytes().data() + n * bytes, rows, columns,
                                                                   to.mutableData<std::byte>().data() + n * bytes);
    return to;
}

} // namespace

/// Buffers by size: powers of two and one and a half times them.
struct TensorPool::State {
    std::mutex mutex;
    std::map<std::size_t, std::vector<Memory>> unused;

    static std::size_t roundedUp(std::size_t bytes) {
        const std::size_t power = std::bit_ceil(std::max<std::size_t>(bytes, 4096));
        return bytes <= power / 4 * 3 ? power / 4 * 3 : power;
    }
    Memory take(std::size_t size) {
        {
            const std::lock_guard lock(mutex);
            auto& fitting = unused[size];
            if (!fitting.empty()) {
                Memory buffer = std::move(fitting.back());
                fitting.pop_back();
                return buffer;
            }
        }
        return Memory(static_cast<std::byte*>(::operator new(size, kAlignment)));
    }
    void giveBack(std::size_t size, std::byte* bytes) {
        Memory buffer(bytes);
        const std::lock_guard lock(mutex);
        unused[size].push_back(std::move(buffer));
    }
};

TensorPool::TensorPool() : m_state(std::make_shared<State>()) {}

Tensor TensorPool::take(DataType type, std::vector<std::int64_t> dims) const {
    const std::size_t bytes = static_cast<std::size_t>(elementCountOf(dims).value_or(0)) * (type == DataType::Int16 ? 2 : 1);
    const std::size_t size = State::roundedUp(bytes + Scratch::kSlack);
    std::byte* memory = m_state->take(size).release();
    std::shared_ptr<void> owner(memory, [state = m_state, size](std::byte* used) { state->giveBack(size, used); });
    return {type, std::move(dims), {memory, bytes}, std::move(owner)};
}

bool ordersCoincide(const std::vector<std::int64_t>& dims) {
    if (dims.size() < 3) return true;
    const Planes planes = planesOf(dims);
    return planes.channels == 1 || planes.positions == 1;
}

Tensor pooledCopy(const Tensor& tensor, const TensorPool& pool) {
    Tensor copy = pool.take(tensor.type(), tensor.dims());
    std::memcpy(copy.mutableData<std::byte>().data(), tensor.bytes().data(), tensor.bytes().size());
    return copy;
}

Tensor toChannelsLast(const Tensor& plain, const TensorPool& pool, const VectorKernels& vectors) {
    if (ordersCoincide(plain.dims())) return pooledCopy(plain, pool);
    const Planes planes = planesOf(plain.dims());
    return transposed(plain, pool, vectors, planes.batch, planes.channels, planes.positions);
}

Tensor toPlain(const Tensor& channelsLast, const TensorPool& pool, const VectorKernels& vectors) {
    if (ordersCoincide(channelsLast.dims())) return channelsLast;
    const Planes planes = planesOf(channelsLast.dims());
    return transposed(channelsLast, pool, vectors, planes.batch, planes.positions, planes.channels);
}

Result<std::vector<Tensor>> OrderedKernel::run(std::span<const Tensor> inputs) const {
    static const TensorPool kPool;
    const bool isLast = order() == ElementOrder::ChannelsLast;
    std::vector<Tensor> operands;
    for (const Tensor& input : inputs) {
        const bool isInteger = input.type() == DataType::Int8 || input.type() == DataType::Int16;
        operands.push_back(!isInteger ? input : isLast ? toChannelsLast(input, kPool, m_vectors) : pooledCopy(input, kPool));
    }
    Tensor output = kPool.take(m_type, m_dims);
    runOrdered(operands, output, wholeRegion(m_dims), IntegerRange::of(m_type));
    return std::vector<Tensor>{isLast ? toPlain(output, kPool, m_vectors) : output};
}

Region wholeRegion(const std::vector<std::int64_t>& dims) {
    return dims.size() == 4 ? Region{0, dims[2], 0, dims[1]} : Region{};
}

} // namespace lathe
