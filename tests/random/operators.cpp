#include "tests/random/operators.h"

namespace lathe::random_test {

std::vector<OperatorRow> allRows() {
    std::vector<OperatorRow> all;
    for (const auto rows : {windowRows(), elementRows(), matrixRows(), movementRows()})
        all.insert(all.end(), rows.begin(), rows.end());
    return all;
}

const OperatorRow* pickRow(GraphMaker& maker, std::span<const OperatorRow> rows, bool isFloat) {
    const auto fits = [&](const OperatorRow& row) {
        return row.firstOpset <= maker.opset() && maker.opset() <= row.lastOpset && (isFloat || row.anyType);
    };
    std::int64_t total = 0;
    for (const OperatorRow& row : rows)
        if (fits(row)) total += row.weight;
    if (total == 0) return nullptr;
    std::int64_t place = maker.draw.integer(0, total - 1);
    for (const OperatorRow& row : rows) {
        if (!fits(row)) continue;
        if (place < row.weight) return &row;
        place -= row.weight;
    }
    return nullptr;
}

Dims drawEach(Draw& draw, std::int64_t count, std::int64_t low, std::int64_t high) {
    Dims values;
    for (std::int64_t i = 0; i < count; ++i)
        values.push_back(draw.integer(low, high));
    return values;
}

std::int64_t drawAxis(GraphMaker& maker, ValueId x) {
    return maker.draw.integer(-maker.rank(x), maker.rank(x) - 1);
}

Dims drawBroadcast(Draw& draw, const Dims& dims) {
    switch (draw.integer(0, 4)) {
    case 0:
        return dims;
    case 1:
        return draw.chance(50) ? Dims{} : Dims{1};
    case 2: {
        if (dims.size() < 2) return dims;
        Dims channels(dims.size() - 1, 1);
        channels[0] = dims[1];
        return channels;
    }
    default: {
        Dims shape(dims.begin() + draw.integer(0, static_cast<std::int64_t>(dims.size())), dims.end());
        for (std::int64_t& dim : shape)
            if (draw.chance(40)) dim = 1;
        return shape;
    }
    }
}

namespace {

ValueId drawZero(GraphMaker& maker, DataType type, const Dims& dims) {
    return maker.constant(type, dims, type == DataType::Int8 ? -20 : 100, type == DataType::Int8 ? 20 : 150);
}

} // namespace

Quantized quantized(GraphMaker& maker, ValueId x) {
    const ValueId scale = maker.constant(DataType::Float, {}, 0.01, 0.03);
    const ValueId zero = drawZero(maker, maker.draw.pick({DataType::Int8, DataType::Uint8}), {});
    return {maker.add("QuantizeLinear", {x, scale, zero}), scale, zero};
}

Quantized quantizedWeight(GraphMaker& maker, const Dims& dims, const Dims& scales) {
    const bool isSigned = maker.draw.chance(75);
    const DataType type = isSigned ? DataType::Int8 : DataType::Uint8;
    const ValueId tensor = maker.constant(type, dims, isSigned ? -127 : 0, isSigned ? 127 : 255);
    const bool isCentred = isSigned && maker.draw.chance(70);
    const ValueId zero = isCentred ? maker.constant(type, scales, 0, 0) : drawZero(maker, type, scales);
    return {tensor, maker.constant(DataType::Float, scales, 0.002, 0.01), zero};
}

Quantized resultScale(GraphMaker& maker, ValueId like, double low, double high) {
    return {{}, maker.constant(DataType::Float, {}, low, high), drawZero(maker, maker.type(like), {})};
}

} // namespace lathe::random_test
