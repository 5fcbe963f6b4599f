#pragma once

#include <cstdint>
#include <filesystem>

namespace lathe::test {

/// A network shaped like a decoder: layers of Gemm, Relu, MatMul and Add over [tokens, width], with all weights as external
/// data in "<file>.data". Nearly all of it is 2 · 4 · width² floats per layer.
struct LargeModel {
    int layers = 2;
    std::int64_t width = 64;
    std::int64_t tokens = 8;
};

/// Streams both files out: memory does not grow with the model. False when they cannot be written.
bool writeLargeModel(const std::filesystem::path& file, const LargeModel& model);

/// Element `index` of weight number `tensor` (in the order of the file), a number in [-0.5, 0.5) / sqrt(width).
float largeModelWeight(int tensor, std::int64_t index, std::int64_t width);

} // namespace lathe::test
