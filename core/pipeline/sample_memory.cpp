#include "core/pipeline/sample_memory.h"

#include <mutex>

namespace lathe {
namespace {

/// The tensor as bytes where it holds whole levels from 0 to 255, else as it is.
Tensor compact(const Tensor& tensor) {
    if (tensor.type() != DataType::Float) return tensor.clone();
    Tensor levels = Tensor::makeZeros(DataType::Uint8, tensor.dims());
    const std::span<const float> from = tensor.data<float>();
    const std::span<std::uint8_t> to = levels.mutableData<std::uint8_t>();
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (!(from[i] >= 0 && from[i] <= 255)) return tensor.clone();
        to[i] = static_cast<std::uint8_t>(from[i]);
        if (static_cast<float>(to[i]) != from[i]) return tensor.clone();
    }
    return levels;
}

struct Kept {
    std::vector<Tensor> tensors;
    std::vector<DataType> types;
};

struct Memory {
    std::mutex mutex;
    std::vector<std::shared_ptr<const Kept>> samples;
    std::int64_t left = 0;
};

std::vector<Tensor> restored(const Kept& kept) {
    std::vector<Tensor> tensors;
    for (std::size_t i = 0; i < kept.tensors.size(); ++i)
        tensors.push_back(kept.types[i] == DataType::Float ? kept.tensors[i].toFloat() : kept.tensors[i]);
    return tensors;
}

} // namespace

SampleSource remembered(SampleSource source, std::int64_t count, std::int64_t bytes) {
    auto memory = std::make_shared<Memory>();
    memory->samples.resize(static_cast<std::size_t>(count));
    memory->left = bytes;
    return [source = std::move(source), memory](std::int64_t index) -> Result<std::vector<Tensor>> {
        auto& slot = memory->samples[static_cast<std::size_t>(index)];
        std::shared_ptr<const Kept> kept;
        {
            std::lock_guard lock(memory->mutex);
            kept = slot;
        }
        if (kept) return restored(*kept);
        LATHE_TRY(std::vector<Tensor> tensors, source(index));
        auto made = std::make_shared<Kept>();
        std::int64_t size = 0;
        for (const Tensor& tensor : tensors) {
            made->tensors.push_back(compact(tensor));
            made->types.push_back(tensor.type());
            size += made->tensors.back().sizeBytes();
        }
        std::lock_guard lock(memory->mutex);
        if (!slot && size <= memory->left) {
            memory->left -= size;
            slot = std::move(made);
        }
        return tensors;
    };
}

} // namespace lathe
