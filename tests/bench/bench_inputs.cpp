#include "tests/bench/bench_inputs.h"

#include "core/formats/npy_file.h"

#include <algorithm>

namespace lathe::bench {
namespace {

Result<Tensor> syntheticInput(const Value& value) {
    if (!value.shape) return Error::input("input '" + value.name + "' has no shape");
    std::vector<std::int64_t> dims;
    for (const Dim& dim : value.shape->dims)
        dims.push_back(dim.isKnown() ? dim.value : 1);
    LATHE_TRY(Tensor tensor, Tensor::makeChecked(value.type, dims));
    std::uint32_t state = 12345;
    if (value.type == DataType::Float)
        for (float& x : tensor.mutableData<float>()) {
            state = state * 1664525U + 1013904223U;
            x = static_cast<float>(state >> 8) / 8388608.0F - 1.0F;
        }
    return tensor;
}

std::string fileName(std::string name) {
    std::ranges::replace(name, ':', '_');
    return name + ".npy";
}

} // namespace

Result<std::vector<Tensor>> benchInputs(const Graph& graph, const BenchmarkInput& input) {
    const std::filesystem::path folder = input.zoo / "inputs" / input.model.stem() / "000";
    std::vector<Tensor> tensors;
    for (const ValueId id : graph.inputs()) {
        const Value& value = graph.value(id);
        if (value.constant) {
            tensors.emplace_back();
            continue;
        }
        const std::filesystem::path file = folder / fileName(value.name);
        LATHE_TRY(Tensor tensor, std::filesystem::exists(file) ? readNpy(file) : syntheticInput(value));
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

} // namespace lathe::bench
