#include "core/simulator/functional/functional.h"

#include "core/base/stop_point.h"
#include "core/ops/evaluator.h"
#include "core/simulator/functional/check_network.h"
#include "core/simulator/functional/half_float.h"
#include "core/simulator/functional/kernel.h"
#include "core/simulator/functional/requantizer.h"

#include <cstdlib>
#include <string_view>

namespace lathe {
namespace {

IntegerPath resolvePath(IntegerPath asked) {
    const char* forced = std::getenv("LATHE_ISA");
    const std::string_view name = forced ? forced : "";
    if (name == "reference" || name == "generic") return IntegerPath::Reference;
    if (name == "onednn") return IntegerPath::OneDnn;
    const bool isFastest = asked == IntegerPath::Auto || name == "vnni";
    return isFastest ? IntegerPath::Vnni : asked;
}

float scaleAt(const QuantParams& params, std::int64_t index) {
    return params.scales[params.isPerChannel() ? static_cast<std::size_t>(index) : 0];
}

std::int32_t zeroAt(const QuantParams& params, std::int64_t index) {
    return params.zeroPoints.empty() ? 0 : params.zeroPoints[params.isPerChannel() ? static_cast<std::size_t>(index) : 0];
}

/// One scale: what activations have.
bool isPlain(const QuantParams& params) {
    return !params.isPerChannel();
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
    const auto out = real.mutableData<float>();
    const auto convert = [&](auto values) {
        if (isPlain(params)) {
            const float scale = params.scales.front();
            const std::int32_t zero = params.zeroPoint();
            for (std::size_t i = 0; i < out.size(); ++i)
                out[i] = static_cast<float>(values[i] - zero) * scale;
            return;
        }
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
    const IntegerRange range = IntegerRange::of(params.type);
    const auto values = real.data<float>();
    const auto convert = [&]<class T>(std::span<T> out) {
        const auto low = static_cast<double>(range.low), high = static_cast<double>(range.high);
        if (isPlain(params)) {
            const float scale = params.scales.front();
            const std::int32_t zero = params.zeroPoint();
            for (std::size_t i = 0; i < out.size(); ++i) {
                const float steps = values[i] / scale;
                const double bounded = std::isnan(steps) ? 0.0 : std::min(std::max(static_cast<double>(steps), low - zero), high - zero);
                out[i] = static_cast<T>(roundReal(bounded, Rounding::HalfEven) + zero);
            }
            return;
        }
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

/// A value during a run: as integers, as real numbers, or both once both were asked for.
struct Slot {
    Tensor integers, real;
};

/// One run: slots by value.
class Run {
public:
    explicit Run(const QuantizedGraph& network) : m_network(network), m_slots(static_cast<std::size_t>(network.graph.valueCapacity())) {}

    Slot& slot(ValueId value) { return m_slots[static_cast<std::size_t>(value.index)]; }

    /// What a quantized node reads: integers where the value is quantized.
    Tensor operandOf(ValueId value) {
        if (!value.isValid()) return {};
        return m_network.paramsOf(value) ? integersOf(value) : realOf(value);
    }

    Tensor integersOf(ValueId value) {
        Slot& found = slot(value);
        if (found.integers.isPresent()) return found.integers;
        if (const auto constant = m_network.integers.find(value); constant != m_network.integers.end()) return constant->second;
        found.integers = quantizeTensor(realOf(value).toFloat(), *m_network.paramsOf(value));
        return found.integers;
    }

    Tensor realOf(ValueId value) {
        if (!value.isValid()) return {};
        Slot& found = slot(value);
        if (found.real.isPresent()) return found.real;
        if (found.integers.isPresent()) return found.real = dequantizeTensor(found.integers, *m_network.paramsOf(value));
        if (const Tensor* constant = m_network.graph.constantOf(value)) return *constant;
        return {};
    }

    void store(ValueId value, Tensor tensor, bool isInteger) {
        if (!value.isValid()) return;
        (isInteger ? slot(value).integers : slot(value).real) = std::move(tensor);
    }
    void release(ValueId value) { slot(value) = {}; }

private:
    const QuantizedGraph& m_network;
    std::vector<Slot> m_slots;
};

/// A layer prepared: its kernels (null for float nodes), its tiles, and the values that die with it.
struct PreparedLayer {
    std::vector<NodeId> nodes;
    std::vector<std::unique_ptr<IntegerKernel>> kernels;
    std::vector<Region> regions; ///< empty: computed whole
    std::vector<ValueId> dying;
};

} // namespace

struct FunctionalSimulator::State {
    Program program; // kernels refer to its graph
    std::vector<PreparedLayer> layers;

    Status prepare(const FunctionalOptions& options);
    Status prepareLayer(std::size_t index, IntegerPath path, bool byTiles);
    void findDeaths();
    bool canTile(const PreparedLayer& layer) const;
    Status runLayer(const PreparedLayer& layer, Run& run, JobContext& context, const ProgramObserver& observer) const;
    Status runTiled(const PreparedLayer& layer, Run& run, JobContext& context, const ProgramObserver& observer) const;
    Status runNode(NodeId id, const IntegerKernel* kernel, Run& run) const;
    Status observe(NodeId id, Run& run, const ProgramObserver& observer) const;
    std::vector<Tensor> operandsOf(NodeId id, Run& run) const;
};

Status FunctionalSimulator::State::prepare(const FunctionalOptions& options) {
    LATHE_CHECK(checkIntegerNodes(program.network));
    const IntegerPath path = resolvePath(options.path);
    std::size_t covered = 0;
    for (std::size_t i = 0; i < program.layers.size(); ++i) {
        LATHE_CHECK(prepareLayer(i, path, options.byTiles));
        covered += layers.back().nodes.size();
    }
    if (static_cast<std::int64_t>(covered) != program.network.graph.nodeCount())
        return Error::input("the program's layers cover " + std::to_string(covered) + " of " +
                            std::to_string(program.network.graph.nodeCount()) + " nodes");
    findDeaths();
    return {};
}

Status FunctionalSimulator::State::prepareLayer(std::size_t index, IntegerPath path, bool byTiles) {
    PreparedLayer& layer = layers.emplace_back();
    layer.nodes = program.layers[index].nodes;
    for (const NodeId id : layer.nodes) {
        layer.kernels.emplace_back();
        if (!program.network.isQuantized(id)) continue;
        LATHE_TRY(layer.kernels.back(), makeKernel({program.network, id, path}));
    }
    if (!byTiles || !canTile(layer)) return {};
    for (const Tile& tile : program.tiles)
        if (tile.layer == static_cast<std::int32_t>(index))
            layer.regions.push_back({tile.rowBegin, tile.rowEnd, tile.channelBegin, tile.channelEnd});
    return {};
}

/// Tiles are computed one by one where each node of the layer takes over its neighbour's region unchanged.
bool FunctionalSimulator::State::canTile(const PreparedLayer& layer) const {
    const Graph& graph = program.network.graph;
    const auto shapeOf = [&](NodeId id) { return graph.value(graph.node(id).output()).shape; };
    for (std::size_t i = 0; i < layer.nodes.size(); ++i) {
        if (!layer.kernels[i] || !layer.kernels[i]->supportsRegions()) return false;
        if (shapeOf(layer.nodes[i]) != shapeOf(layer.nodes[0])) return false;
        if (i > 0 && graph.node(layer.nodes[i]).opType == "Conv") return false;
    }
    return !layer.nodes.empty();
}

void FunctionalSimulator::State::findDeaths() {
    const Graph& graph = program.network.graph;
    std::map<ValueId, std::size_t> last;
    for (std::size_t i = 0; i < layers.size(); ++i)
        for (const NodeId id : layers[i].nodes) {
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

std::vector<Tensor> FunctionalSimulator::State::operandsOf(NodeId id, Run& run) const {
    std::vector<Tensor> operands;
    const bool isQuantized = program.network.isQuantized(id);
    for (const ValueId input : program.network.graph.node(id).inputs)
        operands.push_back(isQuantized ? run.operandOf(input) : run.realOf(input));
    return operands;
}

Status FunctionalSimulator::State::runNode(NodeId id, const IntegerKernel* kernel, Run& run) const {
    const Graph& graph = program.network.graph;
    const Node& node = graph.node(id);
    const std::vector<Tensor> operands = operandsOf(id, run);
    const auto outer = [&](std::string_view name) { return run.realOf(graph.findValue(name)); };
    const auto evaluate = program.network.precisionOf(id) == Precision::Float16 ? evaluateInHalf : evaluateNode;
    LATHE_TRY(auto outputs, kernel ? kernel->run(operands) : evaluate(graph, id, operands, outer));
    for (std::size_t i = 0; i < node.outputs.size() && i < outputs.size(); ++i) {
        const bool isInteger = kernel && node.outputs[i].isValid() && program.network.paramsOf(node.outputs[i]);
        run.store(node.outputs[i], std::move(outputs[i]), isInteger);
    }
    return {};
}

Status FunctionalSimulator::State::observe(NodeId id, Run& run, const ProgramObserver& observer) const {
    if (!observer) return {};
    for (const ValueId output : program.network.graph.node(id).outputs)
        if (output.isValid()) LATHE_CHECK(observer(output, run.operandOf(output)));
    return {};
}

Status FunctionalSimulator::State::runTiled(const PreparedLayer& layer, Run& run, JobContext& context,
                                            const ProgramObserver& observer) const {
    const Graph& graph = program.network.graph;
    std::vector<Tensor> outputs;
    for (const NodeId id : layer.nodes) {
        const ValueId output = graph.node(id).output();
        outputs.push_back(Tensor::makeZeros(program.network.paramsOf(output)->type, *graph.value(output).shape->known()));
        run.store(output, outputs.back(), true); // shares its bytes with what the tiles fill
    }
    for (const Region& region : layer.regions) {
        LATHE_CHECK(context.checkStop());
        for (std::size_t i = 0; i < layer.nodes.size(); ++i)
            layer.kernels[i]->runRegion(operandsOf(layer.nodes[i], run), outputs[i], region);
    }
    LATHE_CHECK(context.checkStop());
    for (const NodeId id : layer.nodes)
        LATHE_CHECK(observe(id, run, observer));
    return {};
}

Status FunctionalSimulator::State::runLayer(const PreparedLayer& layer, Run& run, JobContext& context,
                                            const ProgramObserver& observer) const {
    if (!layer.regions.empty()) return runTiled(layer, run, context, observer);
    for (std::size_t i = 0; i < layer.nodes.size(); ++i) {
        LATHE_CHECK(context.checkStop());
        LATHE_CHECK(runNode(layer.nodes[i], layer.kernels[i].get(), run));
        LATHE_CHECK(context.checkStop()); // a stopped loop has left its result unfinished
        LATHE_CHECK(observe(layer.nodes[i], run, observer));
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
    LATHE_CHECK(state->prepare(options));
    return FunctionalSimulator(std::move(state));
}

Result<std::vector<Tensor>> FunctionalSimulator::run(std::span<const Tensor> inputs, JobContext& context,
                                                     const ProgramObserver& observer) const {
    const Graph& graph = m_state->program.network.graph;
    if (inputs.size() != graph.inputs().size())
        return Error::usage("the program has " + std::to_string(graph.inputs().size()) + " inputs, " + std::to_string(inputs.size()) +
                            " were given");
    const StopScope scope(context.stopToken());
    Run run(m_state->program.network);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Value& value = graph.value(graph.inputs()[i]);
        if (value.shape && value.shape->known() && *value.shape->known() != inputs[i].dims())
            return Error::input("the input '" + value.name + "' has the shape " + toText(inputs[i].dims()) + ", the program expects " +
                                toText(*value.shape));
        run.store(graph.inputs()[i], inputs[i], false);
    }
    for (const PreparedLayer& layer : m_state->layers) {
        LATHE_CHECK(m_state->runLayer(layer, run, context, observer));
        for (const ValueId value : layer.dying)
            run.release(value);
    }
    std::vector<Tensor> outputs;
    for (const ValueId output : graph.outputs())
        outputs.push_back(run.realOf(output));
    return outputs;
}

} // namespace lathe
