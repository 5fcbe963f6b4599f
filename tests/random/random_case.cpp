#include "tests/random/random_case.h"

#include "core/base/hash.h"
#include "core/graph/text_elements.h"
#include "core/graph/text_format.h"
#include "tests/random/operators.h"

#include <algorithm>

namespace lathe::random_test {
namespace {

constexpr int kTries = 40;

std::int64_t drawOpset(Draw& draw) {
    return draw.pick<std::int64_t>({9, 10, 11, 12, 13, 13, 15, 17, 18, 19, 20, 21});
}

/// Pictures mostly, with channel counts around the widths that fast kernels are made for.
Dims drawInputDims(Draw& draw) {
    const std::int64_t rank = draw.pick<std::int64_t>({4, 4, 4, 4, 4, 3, 3, 2, 2, 5, 1});
    Dims dims{draw.pick<std::int64_t>({1, 1, 1, 2, 3})};
    if (rank > 1) dims.push_back(draw.chance(50) ? draw.integer(1, 20) : draw.pick<std::int64_t>({1, 3, 4, 8, 16, 17, 24, 32}));
    const std::int64_t most = rank == 5 ? 6 : rank == 4 ? 12 : 20;
    for (std::int64_t i = 2; i < rank; ++i)
        dims.push_back(draw.integer(1, most));
    if (rank == 1) dims = {draw.integer(1, 30)};
    return dims;
}

DataType drawType(Draw& draw) {
    if (!draw.chance(12)) return DataType::Float;
    return draw.pick({DataType::Double, DataType::Int32, DataType::Int64, DataType::Uint8, DataType::Int8, DataType::Float16});
}

/// One step from `x`; an invalid id when nothing that was drawn fits it.
ValueId addStep(GraphMaker& maker, ValueId x, std::span<const OperatorRow> rows) {
    for (int i = 0; i < kTries; ++i) {
        const bool isEmpty = std::ranges::find(maker.dims(x), 0) != maker.dims(x).end();
        const OperatorRow* row = pickRow(maker, isEmpty ? elementRows() : rows, maker.isFloat(x));
        if (!row) return {};
        if (const ValueId y = row->add(maker, x, row->name); y.isValid()) return y;
    }
    return {};
}

/// Two values of one shape and type become one: residual additions, gates, maxima.
ValueId addJoin(GraphMaker& maker, ValueId x) {
    std::vector<ValueId> others;
    for (const ValueId id : maker.values())
        if (id != x && maker.type(id) == maker.type(x) && maker.dims(id) == maker.dims(x)) others.push_back(id);
    if (others.empty()) return {};
    const ValueId other = others[static_cast<std::size_t>(maker.draw.integer(0, static_cast<std::int64_t>(others.size()) - 1))];
    const char* opType = maker.draw.pick({"Add", "Add", "Add", "Sum", "Mul", "Sub"});
    return maker.draw.chance(50) ? maker.add(opType, {x, other}) : maker.add(opType, {other, x});
}

/// Values that differ along one axis only, side by side.
ValueId addConcatOfBranches(GraphMaker& maker, ValueId x) {
    const std::int64_t axis = maker.rank(x) > 1 ? 1 : 0;
    std::vector<ValueId> branches{x};
    for (const ValueId id : maker.values()) {
        if (id == x || maker.type(id) != maker.type(x) || maker.rank(id) != maker.rank(x) || maker.rank(x) == 0) continue;
        Dims dims = maker.dims(id);
        dims[static_cast<std::size_t>(axis)] = maker.dims(x)[static_cast<std::size_t>(axis)];
        if (dims == maker.dims(x) && branches.size() < 4) branches.push_back(id);
    }
    return branches.size() < 2 ? ValueId{} : maker.add("Concat", branches, {{"axis", axis}});
}

/// Activations and channel arithmetic, as they follow convolutions.
std::span<const OperatorRow> followers() {
    return elementRows();
}

void growGraph(GraphMaker& maker, ValueId x, const std::vector<OperatorRow>& rows) {
    Draw& draw = maker.draw;
    ValueId last = x;
    const std::int64_t steps = draw.integer(2, 8);
    for (std::int64_t i = 0; i < steps; ++i) {
        if (draw.chance(20)) { // another branch, from any value so far
            const auto& values = maker.values();
            last = values[static_cast<std::size_t>(draw.integer(0, static_cast<std::int64_t>(values.size()) - 1))];
        }
        if (!maker.isFloat(last)) last = x;
        ValueId next;
        const std::int64_t kind = draw.integer(0, 9);
        if (kind < 2) next = addJoin(maker, last);
        if (kind == 2) next = addConcatOfBranches(maker, last);
        if (kind > 2 && kind < 6) next = addStep(maker, last, windowRows());
        if (!next.isValid() && kind < 8) next = addStep(maker, last, followers());
        if (!next.isValid()) next = addStep(maker, last, rows);
        if (next.isValid()) last = next;
    }
}

std::vector<ValueId> drawOutputs(GraphMaker& maker) {
    std::vector<ValueId> outputs;
    for (const ValueId id : maker.values())
        if (!maker.isRead(id) || maker.draw.chance(7)) outputs.push_back(id);
    return outputs;
}

} // namespace

Case makeCase(std::uint64_t seed) {
    static const std::vector<OperatorRow> rows = allRows();
    Draw draw(seed);
    Case made{seed, {}, {}, false};
    const bool isSingle = seed % 2 == 0;
    GraphMaker maker(draw.next(), drawOpset(draw));
    for (int i = 0; i < kTries && maker.nodeCount() == 0; ++i) {
        const ValueId x = maker.input(isSingle ? drawType(maker.draw) : DataType::Float, drawInputDims(maker.draw));
        const OperatorRow* row = pickRow(maker, rows, maker.isFloat(x));
        if (isSingle && row) row->add(maker, x, row->name);
        if (!isSingle) growGraph(maker, x, rows);
    }
    std::vector<ValueId> outputs = drawOutputs(maker);
    made.graph = maker.finish(std::move(outputs));
    made.keepAll = draw.chance(8);
    for (const ValueId id : made.graph.values())
        if (!made.graph.isConstant(id) && draw.chance(made.keepAll ? 0 : 4)) made.kept.push_back(made.graph.value(id).name);
    return made;
}

std::string textOf(const Graph& graph) {
    constexpr std::int64_t kAllElements = 1 << 20;
    return printGraph(graph, kAllElements);
}

std::vector<Tensor> makeInputs(const Graph& graph, std::uint64_t seed) {
    std::vector<Tensor> tensors;
    for (const ValueId id : graph.inputs()) {
        const Value& value = graph.value(id);
        Tensor tensor = Tensor::makeZeros(value.type, *value.shape->known());
        const bool isWhole = isInteger(value.type), isSigned = value.type != DataType::Uint8;
        fillRandom(tensor, Hasher().add(seed).add(value.name).finish().low, isSigned ? (isWhole ? -6 : -2) : 0, isWhole ? 6 : 2);
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

} // namespace lathe::random_test
