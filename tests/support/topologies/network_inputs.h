#pragma once

#include "tests/support/topologies/layer_blocks.h"
#include "tests/support/topologies/topologies.h"

namespace lathe::test {

inline Dim batchDim(const TopologySize& size) {
    return size.batch > 0 ? Dim(size.batch) : Dim::named("batch");
}

inline Dim sequenceDim(const TopologySize& size, std::int64_t fixed) {
    return size.batch > 0 ? Dim(fixed) : Dim::named("sequence");
}

inline std::int64_t opsetOr(const TopologySize& size, std::int64_t usual) {
    return size.opset > 0 ? size.opset : usual;
}

/// A picture of three colours, square.
inline ValueId imageInput(Exporter& e, const std::string& name, const TopologySize& size, std::int64_t published) {
    const std::int64_t side = size.size > 0 ? size.size : published;
    return e.input(name, DataType::Float, {batchDim(size), 3, side, side});
}

} // namespace lathe::test
