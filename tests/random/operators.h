#pragma once

#include "tests/random/graph_maker.h"

#include <span>

namespace lathe::random_test {

/// A way to continue a graph from one of its values, with attributes, shapes and weights drawn at random. Gives the value to
/// go on with, or an invalid id (and perhaps unused constants) where it does not fit that value.
struct OperatorRow {
    std::string_view name;
    std::int64_t firstOpset, lastOpset;
    int weight;   ///< how often it is drawn beside the others
    bool anyType; ///< takes other types than float, too
    ValueId (*add)(GraphMaker& maker, ValueId x, std::string_view name);
};

inline constexpr std::int64_t kNewestOpset = 21;

std::span<const OperatorRow> windowRows();   ///< convolutions and pools
std::span<const OperatorRow> elementRows();  ///< activations, arithmetic, comparison, types
std::span<const OperatorRow> matrixRows();   ///< Gemm, MatMul, normalizations, reductions, softmax
std::span<const OperatorRow> movementRows(); ///< shapes, slices, pads, Resize
std::vector<OperatorRow> allRows();

/// One of `rows` that knows the maker's opset (and takes the type of `x`), by weight.
const OperatorRow* pickRow(GraphMaker& maker, std::span<const OperatorRow> rows, bool isFloat);

// --- shared by the families

/// `low` to `high` for each of `count`.
Dims drawEach(Draw& draw, std::int64_t count, std::int64_t low, std::int64_t high);
/// In [-rank, rank).
std::int64_t drawAxis(GraphMaker& maker, ValueId x);
/// A shape that broadcasts to `dims`: full, one number, one per channel, or dimensions and leading axes dropped at random.
Dims drawBroadcast(Draw& draw, const Dims& dims);

/// An 8-bit tensor with its scale and zero point.
struct Quantized {
    ValueId tensor, scale, zero;
};
/// `x` through QuantizeLinear; an invalid tensor where that does not go.
Quantized quantized(GraphMaker& maker, ValueId x);
/// int8 or uint8 weights; `scales`: numbers of scales and zero points ({} one, {M} one per output).
Quantized quantizedWeight(GraphMaker& maker, const Dims& dims, const Dims& scales);
/// Scale and zero point (of the type of `like`) for a result, whose tensor is not set.
Quantized resultScale(GraphMaker& maker, ValueId like, double low, double high);

} // namespace lathe::random_test
