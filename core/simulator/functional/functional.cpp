#include "core/simulator/functional/functional.h"

#include "core/base/parallel.h"
#include "core/base/stop_point.h"
#include "core/ops/evaluator.h"
#include "core/program/layer_grid.h"
#include "core/simulator/functional/check_network.h"
#include "core/simulator/functional/half_float.h"
#include "core/simulator/functional/integer_path.h"
#include "core/simulator/functional/run_values.h"
#include "core/simulator/functional/tile_regions.h"

namespace lathe {
namespace {

float scaleAt(const QuantParams& params, std::int64_t index) {
    return params.scales[params.isPerChannel() ? static_cast<std::size_t>(index) : 0];
}

std::int32_t zeroAt(const QuantParams& params, std::int64_t index) {
    return params.zeroPoints.empty() ? 0 : params.zeroPoints[params.isPerChannel() ? static_cast<std::size_t>(index) : 0];
}

/// Index along the quantization axis of every element.
std::int64_t axisIndex(const Tensor& tensor, const QuantParams& params, std::int64_t element) {
    if (!params.isPerChannel()) return 0;
    std::int64_t inner = 1;
    for (std::int64_t i = params.axis + 1; i < tensor.rank(); ++i)
        inner *= tensor.dim(i);
    return element / inner % tensor.dim(params.axis);
}

} // namespace

Tensor dequantizeTensor(const Tensor& integers, const QuantParams& params) {
    Tensor real = Tensor::makeZeros(DataType::Float, integers.dims());
    const bool isWide = integers.type() == DataType::Int16;
    if (!params.isPerChannel() && (isWide || integers.type() == DataType::Int8)) {
        const VectorKernels& vectors = vectorKernels(supportedIsas().back());
        (isWide ? vectors.dequantizeWords : vectors.dequantizeBytes)(
            integers.bytes().data(), integers.elementCount(), params.scales.front(), params.zeroPoint(), real.mutableData<float>().data());
        return real;
    }
    const auto out = real.mutableData<float>();
    const auto convert = [&](auto values) {
        for (std::int64_t i = 0; i < integers.elementCount(); ++i) {
            const std::int64_t channel = axisIndex(integers, params, i);
            const std::int32_t zero = zeroAt(params, channel);
            out[static_cast<std::size_t>(i)] = static_cast<float>(values[static_cast<std::size_t>(i)] - zero) * scaleAt(params, channel);
        }
    };
    switch (integers.type()) {
    case DataType::Int16:
        convert(integers.data<std::int16_t>());
        break;
    case DataType::Int32:
        convert(integers.data<std::int32_t>());
        break;
    case DataType::Uint8:
        convert(integers.data<std::uint8_t>());
        break;
    default:
        convert(integers.data<std::int8_t>());
        break;
    }
    return real;
}

Tensor quantizeTensor(const Tensor& real, const QuantParams& params) {
    Tensor integers = Tensor::makeZeros(params.type, real.dims());
    const bool isWide = params.type == DataType::Int16;
    if (!params.isPerChannel() && (isWide || params.type == DataType::Int8)) {
        const VectorKernels& vectors = vectorKernels(supportedIsas().back());
        (isWide ? vectors.quantizeWords : vectors.quantizeBytes)(real.data<float>().data(), real.elementCount(), params.scales.front(),
                                                                 params.zeroPoint(), integers.mutableData<std::byte>().data());
        return integers;
    }
    const IntegerRange range = IntegerRange::of(params.type);
    const auto values = real.data<float>();
    const auto convert = [&]<class T>(std::span<T> out) {
        const auto low = static_cast<double>(range.low), high = static_cast<double>(range.high);
        for (std::int64_t i = 0; i < real.elementCount(); ++i) {
            const std::int64_t channel = axisIndex(real, params, i);
            const std::int32_t zero = zeroAt(params, channel);
            const float steps = values[static_cast<std::size_t>(i)] / scaleAt(params, channel);
            const double bounded = std::isnan(steps) ? 0.0 : std::min(std::max(static_cast<double>(steps), low - zero), high - zero);
            out[static_cast<std::size_t>(i)] = static_cast<T>(roundReal(bounded, Rounding::HalfEven) + zero);
        }
    };
    switch (params.type) {
    case DataType::Int16:
        convert(integers.mutableData<std::int16_t>());
        break;
    case DataType::Int32:
        convert(integers.mutableData<std::int32_t>());
        break;
    case DataType::Uint8:
        convert(integers.mutableData<std::uint8_t>());
        break;
    default:
        convert(integers.mutableData<std::int8_t>());
        break;
    }
    return integers;
}

namespace {

/// A node prepared: its kernel (null for float nodes), and what happens behind it on the way.
struct PreparedNode {
    NodeId id;
    std::unique_ptr<IntegerKernel> kernel;
    /// The node's kernel does the activation behind it as well, unless somebody looks at what lies between.
    ValueId activated;                    ///< output of the activation; invalid where there is none
    IntegerRange bounds;                  ///< of the activation
    const PreparedNode* doneBy = nullptr; ///< of the activation: the node that does it
};

/// The one of the two observers that was given.
struct Watcher {
    const ProgramObserver* plain = nullptr;
    const MemoryObserver* memory = nullptr;

    bool isThere() const { return plain || memory; }
    Status show(ValueId value, RunValues& values) const {
        if (plain) return (*plain)(value, values.operandOf(value));
        const auto [tensor, order] = values.memoryOf(value);
        return (*memory)(value, tensor, order);
    }
};

/// A layer prepared: its nodes, its tiles, and the values that die with it.
struct PreparedLayer {
    std::vector<PreparedNode> nodes;
    std::size_t tiledNodes = 0;               ///< the first so many are computed tile by tile, the others whole
    std::vector<std::vector<Region>> regions; ///< by tile, of the tiled nodes
    std::vector<ValueId> dying;
};

} // namespace

struct FunctionalSimulator::State {
    Program program; // kernels refer to its graph
    const VectorKernels* vectors = nullptr;
    TensorPool pool;
    FunctionalOptions options;
    std::vector<PreparedLayer> layers;

    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs, JobContext& context, const Watcher& watcher) const;
    Status prepare(JobContext& context);
    Status makeKernels(JobContext& context);
    void joinActivations();
    bool isJoinable(const PreparedNode& node, const PreparedNode& activation) const;
    void findDeaths();
    std::size_t countTiled(const PreparedLayer& layer, NodeId grid) const;
    void cutLayer(PreparedLayer& layer, std::size_t index) const;
    Status runLayer(const PreparedLayer& layer, RunValues& values, JobContext& context, const Watcher& watcher) const;
    Status runTiled(const PreparedLayer& layer, RunValues& values, JobContext& context, const Watcher& watcher) const;
    Status runNode(const PreparedNode& node, RunValues& values, bool joinsActivation) const;
    void runOrdered(const PreparedNode& node, RunValues& values, bool joinsActivation) const;
    Status observe(NodeId id, RunValues& values, const Watcher& watcher) const;
    std::vector<Tensor> operandsOf(NodeId id, RunValues& values) const;
    bool isSeen(ValueId value, const Watcher& watcher) const {
        return watcher.isThere() && (!options.observed || options.observed->contains(value));
    }
    bool joinsActivation(const PreparedNode& node, const Watcher& watcher) const {
        return node.activated.isValid() && !isSeen(program.network.graph.node(node.id).output(), watcher);
    }
};

Status FunctionalSimulator::State::prepare(JobContext& context) {
    LATHE_CHECK(checkIntegerNodes(program.network));
    LATHE_TRY(vectors, vectorKernelsOf(options.path));
    std::size_t covered = 0;
    for (const Layer& layer : program.layers) {
        PreparedLayer& prepared = layers.emplace_back();
        for (const NodeId id : layer.nodes)
            prepared.nodes.emplace_back().id = id;
        covered += layer.nodes.size();
    }
    if (static_cast<std::int64_t>(covered) != program.network.graph.nodeCount())
        return Error::input("the program's layers cover " + std::to_string(covered) + " of " +
                            std::to_string(program.network.graph.nodeCount()) + " nodes");
    LATHE_CHECK(makeKernels(context));
    for (std::size_t i = 0; i < layers.size() && options.byTiles; ++i)
        cutLayer(layers[i], i);
    joinActivations();
    findDeaths();
    return {};
}

Status FunctionalSimulator::State::makeKernels(JobContext& context) {
    std::vector<PreparedNode*> quantized;
    for (PreparedLayer& layer : layers)
        for (PreparedNode& node : layer.nodes)
            if (program.network.isQuantized(node.id)) quantized.push_back(&node);
    return parallelFor(context, static_cast<std::int64_t>(quantized.size()), [&](std::int64_t index, int) -> Status {
        PreparedNode& node = *quantized[static_cast<std::size_t>(index)];
        LATHE_TRY(node.kernel, makeKernel({program.network, node.id, vectors}));
        return {};
    });
}

/// How many nodes of a layer can be computed region by region: up to the one whose output tiles cut, and what follows it element by
/// element.
std::size_t FunctionalSimulator::State::countTiled(const PreparedLayer& layer, NodeId grid) const {
    const Graph& graph = program.network.graph;
    const auto shapeOf = [&](NodeId id) { return graph.value(graph.node(id).output()).shape; };
    bool isBehindGrid = false;
    std::size_t count = 0;
    for (const PreparedNode& node : layer.nodes) {
        const IntegerKernel* kernel = node.kernel.get();
        const bool isAble = kernel && kernel->supportsRegions() && kernel->isOrdered() == layer.nodes[0].kernel->isOrdered();
        if (!isAble || (isBehindGrid && shapeOf(node.id) != shapeOf(grid))) break;
        isBehindGrid = isBehindGrid || node.id == grid;
        ++count;
    }
    return isBehindGrid ? count : 0;
}

void FunctionalSimulator::State::cutLayer(PreparedLayer& layer, std::size_t index) const {
    const std::vector<NodeId>& nodes = program.layers[index].nodes;
    layer.tiledNodes = countTiled(layer, gridNodeOf(program.network.graph, nodes));
    if (layer.tiledNodes == 0) return;
    for (const Tile& tile : std::ranges::equal_range(program.tiles, static_cast<std::int32_t>(index), {}, &Tile::layer)) {
        const Region region{tile.rowBegin, tile.rowEnd, tile.channelBegin, tile.channelEnd};
        auto regions = nodeRegions(program.network.graph, std::span(nodes).first(layer.tiledNodes), region);
        if (!regions) {
            layer.regions.clear();
            return;
        }
        layer.regions.push_back(std::move(*regions));
    }
}

bool FunctionalSimulator::State::isJoinable(const PreparedNode& node, const PreparedNode& activation) const {
    const Graph& graph = program.network.graph;
    if (!node.kernel || !node.kernel->isOrdered() || !node.kernel->takesBounds()) return false;
    if (!activation.kernel || !activation.kernel->isOrdered() || !activation.kernel->clampBounds()) return false;
    const ValueId between = graph.node(node.id).output();
    return graph.node(activation.id).input(0) == between && graph.useCount(between) == 1 && !graph.isOutput(between);
}

/// Kernels that take bounds do the activation that follows them as well. A tiled layer does its nodes one by one.
void FunctionalSimulator::State::joinActivations() {
    PreparedNode* before = nullptr;
    for (PreparedLayer& layer : layers)
        for (PreparedNode& node : layer.nodes) {
            if (before && layer.regions.empty() && isJoinable(*before, node)) {
                before->activated = program.network.graph.node(node.id).output();
                before->bounds = *node.kernel->clampBounds();
                node.doneBy = before;
            }
            before = layer.regions.empty() ? &node : nullptr;
        }
}

void FunctionalSimulator::State::findDeaths() {
    const Graph& graph = program.network.graph;
    std::map<ValueId, std::size_t> last;
    for (std::size_t i = 0; i < layers.size(); ++i)
        for (const PreparedNode& node : layers[i].nodes) {
            const NodeId id = node.id;
            for (const ValueId value : graph.node(id).inputs)
                if (value.isValid()) last[value] = i;
            for (const ValueId value : graph.node(id).outputs)
                if (value.isValid()) last[value] = i;
            for (const ValueId value : graph.capturedBySubgraphs(id))
                last[value] = i;
        }
    for (const auto& [value, index] : last)
        if (!graph.isOutput(value)) layers[index].dying.push_back(value);
}

std::vector<Tensor> FunctionalSimulator::State::operandsOf(NodeId id, RunValues& values) const {
    std::vector<Tensor> operands;
    const bool isQuantized = program.network.isQuantized(id);
    for (const ValueId input : program.network.graph.node(id).inputs)
        operands.push_back(isQuantized ? values.operandOf(input) : values.realOf(input));
    return operands;
}

Status FunctionalSimulator::State::runNode(const PreparedNode& prepared, RunValues& values, bool joinsActivation) const {
    const Graph& graph = program.network.graph;
    if (prepared.kernel && prepared.kernel->isOrdered()) {
        runOrdered(prepared, values, joinsActivation);
        return {};
    }
    const Node& node = graph.node(prepared.id);
    const std::vector<Tensor> operands = operandsOf(prepared.id, values);
    const auto outer = [&](std::string_view name) { return values.realOf(graph.findValue(name)); };
    const auto evaluate = program.network.precisionOf(prepared.id) == Precision::Float16 ? evaluateInHalf : evaluateNode;
    LATHE_TRY(auto outputs, prepared.kernel ? prepared.kernel->run(operands) : evaluate(graph, prepared.id, operands, outer));
    for (std::size_t i = 0; i < node.outputs.size() && i < outputs.size(); ++i) {
        const bool isInteger = prepared.kernel && node.outputs[i].isValid() && program.network.paramsOf(node.outputs[i]);
        values.store(node.outputs[i], std::move(outputs[i]), isInteger);
    }
    return {};
}

void FunctionalSimulator::State::runOrdered(const PreparedNode& node, RunValues& values, bool joinsActivation) const {
    const Graph& graph = program.network.graph;
    const bool isChannelsLast = values.isChannelsLast(graph.node(node.id), *node.kernel);
    const ValueId output = joinsActivation ? node.activated : graph.node(node.id).output();
    const DataType type = program.network.paramsOf(output)->type;
    const IntegerRange bounds = joinsActivation ? node.bounds : IntegerRange::of(type);
    Tensor result = pool.take(type, *graph.value(output).shape->known());
    const std::vector<Tensor> operands = values.orderedOperandsOf(graph.node(node.id), isChannelsLast);
    node.kernel->runOrdered(operands, result, wholeRegion(result.dims()), bounds);
    values.storeOrdered(output, std::move(result), isChannelsLast);
}

Status FunctionalSimulator::State::observe(NodeId id, RunValues& values, const Watcher& watcher) const {
    for (const ValueId output : program.network.graph.node(id).outputs)
        if (output.isValid() && isSeen(output, watcher)) LATHE_CHECK(watcher.show(output, values));
    return {};
}

Status FunctionalSimulator::State::runTiled(const PreparedLayer& layer, RunValues& values, JobContext& context,
                                            const Watcher& watcher) const {
    const Graph& graph = program.network.graph;
    const bool isOrdered = layer.nodes[0].kernel->isOrdered();
    const std::span tiled = std::span(layer.nodes).first(layer.tiledNodes);
    std::vector<Tensor> outputs;
    for (const PreparedNode& node : tiled) { // each output shares its bytes with what the tiles fill
        const ValueId output = graph.node(node.id).output();
        const auto dims = *graph.value(output).shape->known();
        const DataType type = program.network.paramsOf(output)->type;
        outputs.push_back(isOrdered ? pool.take(type, dims) : Tensor::makeZeros(type, dims));
        if (isOrdered)
            values.storeOrdered(output, outputs.back(), true);
        else
            values.store(output, outputs.back(), true);
    }
    for (const std::vector<Region>& regions : layer.regions) {
        LATHE_CHECK(context.checkStop());
        for (std::size_t i = 0; i < tiled.size(); ++i) {
            const PreparedNode& node = tiled[i];
            if (isOrdered)
                node.kernel->runOrdered(values.orderedOperandsOf(graph.node(node.id), true), outputs[i], regions[i],
                                        IntegerRange::of(outputs[i].type()));
            else
                node.kernel->runRegion(operandsOf(node.id, values), outputs[i], regions[i]);
        }
    }
    LATHE_CHECK(context.checkStop());
    for (const PreparedNode& node : tiled)
        LATHE_CHECK(observe(node.id, values, watcher));
    return {};
}

Status FunctionalSimulator::State::runLayer(const PreparedLayer& layer, RunValues& values, JobContext& context,
                                            const Watcher& watcher) const {
    const bool isTiled = !layer.regions.empty();
    if (isTiled) LATHE_CHECK(runTiled(layer, values, context, watcher));
    for (const PreparedNode& node : std::span(layer.nodes).subspan(isTiled ? layer.tiledNodes : 0)) {
        LATHE_CHECK(context.checkStop());
        if (!node.doneBy || !joinsActivation(*node.doneBy, watcher)) LATHE_CHECK(runNode(node, values, joinsActivation(node, watcher)));
        LATHE_CHECK(context.checkStop()); // a stopped loop has left its result unfinished
        LATHE_CHECK(observe(node.id, values, watcher));
    }
    return {};
}

FunctionalSimulator::FunctionalSimulator(std::shared_ptr<const State> state) : m_state(std::move(state)) {}
FunctionalSimulator::FunctionalSimulator(FunctionalSimulator&&) noexcept = default;
FunctionalSimulator& FunctionalSimulator::operator=(FunctionalSimulator&&) noexcept = default;
FunctionalSimulator::~FunctionalSimulator() = default;

Result<FunctionalSimulator> FunctionalSimulator::create(const Program& program, JobContext& context, FunctionalOptions options) {
    LATHE_CHECK(context.checkStop());
    auto state = std::make_shared<State>();
    state->program = program;
    state->options = std::move(options);
    LATHE_CHECK(state->prepare(context));
    return FunctionalSimulator(std::move(state));
}

Result<std::vector<Tensor>> FunctionalSimulator::run(std::span<const Tensor> inputs, JobContext& context,
                                                     const ProgramObserver& observer) const {
    return m_state->run(inputs, context, {observer ? &observer : nullptr, nullptr});
}

Result<std::vector<Tensor>> FunctionalSimulator::runWatched(std::span<const Tensor> inputs, JobContext& context,
                                                            const MemoryObserver& observer) const {
    return m_state->run(inputs, context, {nullptr, &observer});
}

Result<std::vector<Tensor>> FunctionalSimulator::State::run(std::span<const Tensor> inputs, JobContext& context,
                                                            const Watcher& watcher) const {
    const Graph& graph = program.network.graph;
    if (inputs.size() != graph.inputs().size())
        return Error::usage("the program has " + std::to_string(graph.inputs().size()) + " inputs, " + std::to_string(inputs.size()) +
                            " were given");
    const StopScope scope(context.stopToken());
    RunValues values(program.network, pool, vectors);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Value& value = graph.value(graph.inputs()[i]);
        if (value.shape && value.shape->known() && *value.shape->known() != inputs[i].dims())
            return Error::input("the input '" + value.name + "' has the shape " + toText(inputs[i].dims()) + ", the program expects " +
                                toText(*value.shape));
        values.store(graph.inputs()[i], inputs[i], false);
    }
    for (const PreparedLayer& layer : layers) {
        LATHE_CHECK(runLayer(layer, values, context, watcher));
        for (const ValueId value : layer.dying)
            values.release(value);
    }
    std::vector<Tensor> outputs;
    for (const ValueId output : graph.outputs())
        outputs.push_back(values.realOf(output));
    return outputs;
}

} // namespace lathe
