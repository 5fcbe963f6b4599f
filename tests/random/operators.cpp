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

} // namespace lathe::random_test
