#pragma once

#include "core/graph/graph.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lathe::test {

/// A tensor for every graph input, from `seed`: floats in [-1, 1], integers in [0, 3], unknown dimensions as 2.
std::vector<Tensor> seededInputs(const Graph& graph, std::uint64_t seed);

/// What differs between two lists of outputs: number, types, shapes, or numbers by more than `tolerance` times the range of
/// the expected tensor. Empty when nothing does.
std::string differenceOf(const std::vector<Tensor>& expected, const std::vector<Tensor>& actual, double tolerance);

/// The largest difference between two elements, as share of the range of its expected tensor; infinite where types or shapes
/// differ, or a number is none.
double shareOfRange(const std::vector<Tensor>& expected, const std::vector<Tensor>& actual);

/// What differs between the interfaces of two graphs: names of inputs and outputs.
std::string interfaceDifference(const Graph& expected, const Graph& actual);

} // namespace lathe::test
