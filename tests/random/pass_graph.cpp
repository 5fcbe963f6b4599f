#include "core/base/hash.h"
#include "core/graph/text_elements.h"
#include "tests/random/motifs.h"
#include "tests/random/operators.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lathe::random_test {
namespace {

constexpr int kTries = 30;

std::int64_t drawOpset(Draw& draw) {
    return draw.pick<std::int64_t>({9, 11, 12, 13, 13, 13, 14, 15, 17, 17, 18, 20, 20, 21, 23});
}

DataType drawType(Draw& draw) {
    if (!draw.chance(15)) return DataType::Float;
    return draw.pick(
        {DataType::Double, DataType::Int32, DataType::Int64, DataType::Int64, DataType::Uint8, DataType::Bool, DataType::Float16});
}

Dims drawDims(Draw& draw, std::int64_t wantedRank) {
    const std::int64_t drawn = draw.pick<std::int64_t>({4, 4, 4, 4, 3, 3, 2, 2, 1, 5}), rank = wantedRank > 0 ? wantedRank : drawn;
    Dims dims;
    for (std::int64_t i = 0; i < rank; ++i)
        dims.push_back(draw.pick<std::int64_t>({1, 2, 3, 4, 6, 8, 9, 12}));
    if (rank > 1) dims[0] = draw.pick<std::int64_t>({1, 1, kBatch, kBatch, 3});
    return dims;
}

ValueId addRandomStep(GraphMaker& maker, ValueId x) {
    if (std::ranges::count(maker.dims(x), 0) > 0) return {}; // the rows divide by channels
    static const std::vector<OperatorRow> rows = allRows();
    for (int i = 0; i < kTries; ++i) {
        const OperatorRow* row = pickRow(maker, rows, maker.isFloat(x));
        if (!row) return {};
        if (const ValueId y = row->add(maker, x, row->name); y.isValid()) return y;
    }
    return {};
}

ValueId addMotif(GraphMaker& maker, ValueId x, const std::vector<MotifRow>& motifs) {
    for (int i = 0; i < kTries && !motifs.empty(); ++i) {
        const auto& motif = motifs[static_cast<std::size_t>(maker.draw.integer(0, static_cast<std::int64_t>(motifs.size()) - 1))];
        if (const ValueId y = motif.add(maker, x); y.isValid()) return y;
    }
    return {};
}

ValueId addSteps(GraphMaker& maker, ValueId x, std::int64_t most) {
    for (std::int64_t steps = maker.draw.integer(0, most); steps > 0; --steps)
        if (const ValueId y = addRandomStep(maker, x); y.isValid()) x = y;
    return x;
}

// --- what makes a graph difficult

std::vector<ValueId> constantsOf(const Graph& graph) {
    std::vector<ValueId> ids = graph.values();
    std::erase_if(ids, [&](ValueId id) { return !graph.isConstant(id) || graph.isInput(id) || graph.isOutput(id); });
    return ids;
}

/// The smallest numbers of a type stand in models as the floor below a norm, where they mean "never zero". As a scale, a weight or
/// an offset no real model has one, and there the square of a result underflows: a norm in parts is then 0 and a norm in one node
/// is not, though the rewrite is right for every number that a network computes with.
bool hasSubnormals(const Tensor& tensor) {
    if (!isFloatingPoint(tensor.type())) return false;
    constexpr double kLeast = std::numeric_limits<float>::min();
    return std::ranges::any_of(tensor.toDoubles(), [](double x) { return x != 0 && std::abs(x) < kLeast; });
}

/// Constants of one type and shape become one.
void shareConstants(Graph& graph, Draw& draw) {
    auto ids = constantsOf(graph);
    std::erase_if(ids, [&](ValueId id) { return hasSubnormals(*graph.constantOf(id)); });
    for (std::size_t i = 0; i < ids.size(); ++i)
        for (std::size_t j = i + 1; j < ids.size(); ++j) {
            const Tensor &a = *graph.constantOf(ids[i]), &b = *graph.constantOf(ids[j]);
            const bool isSame =
                a.type() == b.type() && a.dims() == b.dims() && (isFloatingPoint(a.type()) || a.toDoubles() == b.toDoubles());
            if (isSame && !graph.value(ids[j]).consumers.empty() && draw.chance(50)) graph.replaceUses(ids[j], ids[i]);
        }
}

void makeConstantNodes(Graph& graph, Draw& draw) {
    for (const ValueId id : constantsOf(graph)) {
        if (!draw.chance(40)) continue;
        Node node;
        node.opType = "Constant";
        node.attributes["value"] = *graph.constantOf(id);
        graph.setConstant(id, std::nullopt);
        node.outputs = {id};
        graph.addNode(std::move(node));
    }
}

void makeOverridable(Graph& graph, Draw& draw) {
    std::vector<ValueId> inputs = graph.inputs();
    for (const ValueId id : constantsOf(graph))
        if (draw.chance(20)) inputs.push_back(id);
    graph.setInputs(std::move(inputs));
}

void addReaders(Graph& graph, Draw& draw) {
    std::vector<ValueId> outputs = graph.outputs();
    for (const ValueId id : graph.values()) {
        if (!graph.value(id).producer.isValid() || !draw.chance(15)) continue;
        if (draw.chance(50)) {
            if (!graph.isOutput(id)) outputs.push_back(id);
            continue;
        }
        Value seen;
        seen.name = "seen";
        Node reader;
        reader.opType = "Identity";
        reader.inputs = {id};
        reader.outputs = {graph.addValue(std::move(seen))};
        outputs.push_back(reader.outputs.front());
        graph.addNode(std::move(reader));
    }
    graph.setOutputs(std::move(outputs));
}

/// The first dimension of some inputs becomes unknown, and with it what follows from it.
void makeDynamic(Graph& graph, Draw& draw) {
    for (const ValueId id : graph.inputs()) {
        Shape shape = *graph.value(id).shape;
        if (graph.isConstant(id) || shape.dims.empty() || shape.dims[0].value != kBatch || !draw.chance(80)) continue;
        shape.dims[0] = Dim();
        shape.dims[0].symbol = "N";
        graph.setShape(id, std::move(shape));
    }
}

void forgetShapes(Graph& graph) {
    for (const NodeId node : graph.nodes())
        for (const ValueId id : graph.node(node).outputs)
            if (id.isValid()) graph.setShape(id, std::nullopt);
}

void makeDifficult(Graph& graph, Draw& draw, bool needsOpenDims) {
    if (draw.chance(30)) addReaders(graph, draw);
    if (draw.chance(25)) shareConstants(graph, draw);
    if (draw.chance(10)) makeOverridable(graph, draw);
    if (draw.chance(15)) makeConstantNodes(graph, draw);
    if (draw.chance(needsOpenDims ? 95 : 30)) makeDynamic(graph, draw);
    forgetShapes(graph);
    if (draw.chance(90)) removeUnneeded(graph); // else sharing may have left constants that nobody reads
    if (draw.chance(5)) graph.docString = "drawn at random";
}

} // namespace

std::vector<MotifRow> allMotifs() {
    std::vector<MotifRow> all;
    for (const auto rows : {constantMotifs(), removalMotifs(), mergingMotifs(), canonicalMotifs(), fusionMotifs(), recognitionMotifs(),
                            expansionMotifs(), loweringMotifs(), deviceMotifs(), layoutMotifs(), motionMotifs()})
        all.insert(all.end(), rows.begin(), rows.end());
    return all;
}

Graph makePassGraph(std::uint64_t seed, std::string_view pass) {
    Draw draw(seed);
    std::vector<MotifRow> motifs = allMotifs();
    const bool isForPass = !pass.empty() && std::ranges::find(motifs, pass, &MotifRow::pass) != motifs.end();
    if (isForPass) std::erase_if(motifs, [&](const MotifRow& row) { return row.pass != pass; });
    const std::uint64_t makerSeed = draw.next();
    std::int64_t opset = drawOpset(draw);
    bool needsOpenDims = false;
    std::int64_t rank = 0;
    for (const MotifRow& row : motifs) {
        if (isForPass) opset = std::max(opset, row.sinceOpset);
        needsOpenDims = needsOpenDims || (isForPass && row.needsOpenDims);
        if (isForPass) rank = std::max(rank, row.rank);
    }
    GraphMaker maker(makerSeed, opset);
    for (int i = 0; i < kTries && maker.nodeCount() == 0; ++i) {
        const bool isWanted = rank > 0 && maker.draw.chance(70);
        ValueId x = maker.input(isWanted ? DataType::Float : drawType(maker.draw), drawDims(maker.draw, isWanted ? rank : 0));
        if (!isWanted) x = addSteps(maker, x, 2);
        const ValueId y = addMotif(maker, x, motifs);
        if (!y.isValid()) continue;
        x = addSteps(maker, y, 1);
        if (maker.draw.chance(30))
            if (const ValueId again = addMotif(maker, x, motifs); again.isValid()) x = again;
        addSteps(maker, x, 1);
    }
    if (maker.nodeCount() == 0) maker.add("Identity", {maker.input(DataType::Float, {1, 2})});
    std::vector<ValueId> outputs;
    for (const ValueId id : maker.values())
        if (!maker.isRead(id)) outputs.push_back(id);
    if (outputs.size() > 1 && maker.draw.chance(10)) outputs.pop_back();
    Graph graph = maker.finish(std::move(outputs), maker.draw.chance(90));
    makeDifficult(graph, draw, needsOpenDims);
    return graph;
}

std::vector<Tensor> makePassInputs(const Graph& graph, std::uint64_t seed) {
    std::vector<Tensor> tensors;
    for (const ValueId id : graph.inputs()) {
        const Value& value = graph.value(id);
        if (value.constant && !isFloatingPoint(value.type)) {
            tensors.push_back(*value.constant);
            continue;
        }
        if (!value.shape) return {}; // shrinking made an input of a result whose shape is forgotten: it cannot be run
        Dims dims;
        for (const Dim& dim : value.shape.value_or(Shape{}).dims) // shrinking makes inputs of values without one
            dims.push_back(dim.isKnown() ? dim.value : kBatch);
        Tensor tensor = Tensor::makeZeros(value.type, dims);
        const bool isWhole = isInteger(value.type), isSigned = value.type != DataType::Uint8;
        fillRandom(tensor, Hasher().add(seed).add(value.name).finish().low, isSigned ? (isWhole ? -6 : -2) : 0, isWhole ? 6 : 2);
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

} // namespace lathe::random_test
