#pragma once

#include "core/ops/op_helpers.h"

namespace lathe {

/// Type, shape and content of tensors that are there.
std::vector<InferredTensor> inferredOfAll(std::span<const Tensor> tensors);

/// The dimensions of every output, as `infer` says for these tensors; every check of `infer` then holds for evaluation, too.
Result<std::vector<std::vector<std::int64_t>>> outputDims(const OpContext& context, std::span<const Tensor> inputs, InferFn infer);

/// One output, or the error with the node's name.
EvaluateOutcome oneOutput(const OpContext& context, Result<Tensor> output);

/// Axes in [0, rank), in the order given; an error on a repeated one.
Result<std::vector<std::int64_t>> normalizeAxes(const OpContext& context, std::span<const std::int64_t> axes, std::int64_t rank);

/// A parameter that older versions take as attribute `key` and newer ones as input `i`. `isOpen`: it is given, but its content is not
/// known.
struct IntsParameter {
    std::optional<std::vector<std::int64_t>> values;
    bool isOpen = false;
};
IntsParameter intsParameter(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t i, std::string_view key);

/// The content of a tensor of rank 0 or 1 as dimensions; entries that are not known stay open. For the shape inputs of Reshape, Expand …
std::optional<std::vector<Dim>> knownDims(std::span<const InferredTensor> inputs, std::size_t i);

/// A shape of unknown dimensions; nothing for a rank that no tensor has.
std::optional<Shape> openShape(std::int64_t rank);

/// Tensors of any number type (not 4-bit, 8-bit floats, complex or strings) from wide values: integers wrap, floats are rounded once.
Result<Tensor> tensorOf(DataType type, std::vector<std::int64_t> dims, std::span<const double> values);
Result<Tensor> tensorOf(DataType type, std::vector<std::int64_t> dims, std::span<const std::int64_t> values);

/// A tensor of rank 1.
template <class T>
Tensor vectorOf(const std::vector<T>& values) {
    return Tensor::of<T>({static_cast<std::int64_t>(values.size())}, std::span<const T>(values));
}

/// An error for elements that have no order or exceed int64 and double: strings, complex numbers, uint64.
Status requireNumbers(const OpContext& context, DataType type);

/// Returns f(values) with all elements as doubles (floating-point types) or int64 (integers and bool).
template <class F>
auto withNumbers(const Tensor& tensor, F&& f) {
    if (isFloatingPoint(tensor.type())) return f(tensor.toDoubles());
    return f(tensor.toInt64s());
}

/// A strict order of numbers that puts NaN behind all others.
template <class T>
bool isLess(T a, T b) {
    if constexpr (std::is_floating_point_v<T>) {
        if (a != a) return false;
        if (b != b) return true;
    }
    return a < b;
}

/// The indices of a Gather or Scatter as numbers in [0, size); an error that names the first one outside.
Result<std::vector<std::int64_t>> checkedIndices(const OpContext& context, const Tensor& indices, std::int64_t size);

} // namespace lathe
