#include "core/compiler/geometry.h"

#include "core/compiler/ceil_div.h"
#include "core/compiler/fused_geometry.h"
#include "core/compiler/mac_array.h"
#include "core/ops/inference.h"

#include <cmath>

namespace lathe {
namespace {

using Dims = std::vector<std::int64_t>;

std::int64_t productFrom(const Dims& dims, std::size_t first) {
    std::int64_t product = 1;
    for (std::size_t i = first; i < dims.size(); ++i)
        product *= dims[i];
    return product;
}

Dims dimsOf(const Graph& graph, ValueId id) {
    if (!id.isValid()) return {};
    if (const Tensor* constant = graph.constantOf(id)) return constant->dims();
    const auto& shape = graph.value(id).shape;
    return shape ? shape->known().value_or(Dims{}) : Dims{};
}

class GeometryMaker {
public:
    GeometryMaker(const QuantizedGraph& network, const LayerPlan& plan, const PlannedLayer& layer, const Target& target)
        : m_network(network), m_graph(network.graph), m_plan(plan), m_layer(layer), m_target(target),
          m_anchor(m_graph.node(layer.anchor())) {}

    LayerGeometry make() {
        m_out = dimsOf(m_graph, m_anchor.output());
        m_in = dimsOf(m_graph, m_anchor.input(0));
        setGrid();
        setWork();
        setBytes();
        if (m_layer.kind == LayerKind::Mac)
            setMac();
        else
            setVector();
        return m_geometry;
    }

private:
    bool isOp(std::string_view op) const { return m_anchor.domain.empty() && m_anchor.opType == op; }

    void setGrid() {
        const std::size_t rank = m_out.size();
        if (rank < 2) return;
        m_geometry.rowsAreChannels = rank == 3;
        m_geometry.rows = m_out[rank - 2];
        m_geometry.channels = rank == 3 ? 1 : m_out[1];
        m_geometry.channelStep = static_cast<std::int64_t>(m_target.channelAlignment.value);
    }

    /// Activations applied on the way out of a MAC layer cost nothing; everything else is work of the vector unit.
    void setWork() {
        double cycles = 0;
        for (const NodeId id : m_layer.nodes) {
            const Work work = workOf(m_graph, id);
            const bool isAnchor = id == m_layer.anchor();
            m_geometry.macs += work.macs;
            m_geometry.vectorOps += work.vectorOps;
            m_geometry.specialOps += work.specialOps;
            if (isAnchor && m_layer.kind == LayerKind::Mac) continue;
            const std::string& op = m_graph.node(id).opType;
            if (!isAnchor && (op == "Relu" || op == "Clip" || m_plan.rootOf(m_graph.node(id).output()) != m_graph.node(id).output()))
                continue;
            cycles += elementCycles(id, work);
        }
        m_geometry.vectorCycles = cycles;
    }

    double elementCycles(NodeId id, const Work& work) const {
        const ValueId output = m_graph.node(id).output();
        const std::int64_t elements = valueElements(m_graph, output);
        // What only moves elements has no arithmetic to count, but each element passes the unit once.
        const auto ops = static_cast<double>(std::max(work.vectorOps + work.macs, work.specialOps > 0 ? 0 : elements));
        const double width = elements > 0 && valueBytes(m_network, output) >= 2 * elements ? 2 : 1;
        return width * (ops / m_target.vectorLanes.value + static_cast<double>(work.specialOps) / m_target.specialLanes.value);
    }

    bool isTwoActivations() const {
        return m_layer.kind == LayerKind::Mac && m_anchor.input(1).isValid() && !m_graph.isConstant(m_anchor.input(1));
    }

    void setBytes() {
        const ValueId data = m_anchor.input(0);
        const ValueId second = isTwoActivations() ? m_plan.rootOf(m_anchor.input(1)) : ValueId{};
        for (const ValueId input : m_layer.inputs) {
            const std::int64_t bytes = valueBytes(m_network, input);
            if (data.isValid() && input == m_plan.rootOf(data))
                m_geometry.inputBytes += bytes;
            else if (input == second)
                m_geometry.weightBytes += bytes;
            else
                m_geometry.sideBytes += bytes;
        }
        for (const NodeId id : m_layer.nodes) {
            if (m_plan.rootOf(m_graph.node(id).output()) != m_graph.node(id).output()) continue;
            for (const ValueId input : m_graph.node(id).inputs) {
                if (m_graph.isConstant(input)) m_geometry.weightBytes += valueBytes(m_network, input);
            }
        }
        for (const ValueId output : m_layer.outputs)
            m_geometry.outputBytes += valueBytes(m_network, output);
    }

    /// Rows of the input under a row of the output, for windows that move along the second-to-last axis.
    void setWindow(std::int64_t kernel) {
        const std::size_t spatial = m_out.size() - 2;
        const std::size_t axis = spatial >= 2 ? spatial - 2 : 0;
        const Dims strides = m_anchor.intsAttribute("strides"), dilations = m_anchor.intsAttribute("dilations");
        m_geometry.inputRows = m_in[m_in.size() - 2];
        m_geometry.rowStride = axis < strides.size() ? strides[axis] : 1;
        const std::int64_t dilation = axis < dilations.size() ? dilations[axis] : 1;
        m_geometry.rowWindow = (kernel - 1) * dilation + 1;
        if (isOp("ConvTranspose")) {
            m_geometry.rowWindow = ceilDiv(m_geometry.rowWindow, m_geometry.rowStride) + 1;
            m_geometry.rowStride = 1;
        }
    }

    /// Without a window, input rows belong to output rows in proportion.
    void setProportional() {
        m_geometry.inputRows = m_geometry.rows;
        m_geometry.rowStride = m_geometry.rowWindow = 1;
    }

    void setMac() {
        m_geometry.isMac = true;
        m_geometry.macFactor = 1 / m_target.macEfficiency.value;
        const QuantParams* input = m_network.paramsOf(m_anchor.input(0));
        if (input && bitWidth(input->type) == 16) m_geometry.macFactor *= m_target.int16Slowdown.value;
        const QuantParams* second = m_anchor.input(1).isValid() ? m_network.paramsOf(m_anchor.input(1)) : nullptr;
        if (second && bitWidth(second->type) == 16) m_geometry.macFactor *= m_target.int16WeightSlowdown.value;
        if (isOp("Conv") || isOp("ConvTranspose"))
            setConvolution();
        else
            setMatrix();
    }

    void setConvolution() {
        m_geometry.isConvolution = true;
        const Dims weights = dimsOf(m_graph, m_anchor.input(1));
        m_geometry.groups = std::max<std::int64_t>(1, m_anchor.intAttribute("group", 1));
        const std::int64_t inputs = m_in.size() > 1 ? m_in[1] : 1, outputs = m_out.size() > 1 ? m_out[1] : 1;
        m_geometry.groupInputs = std::max<std::int64_t>(1, inputs / m_geometry.groups);
        m_geometry.groupOutputs = std::max<std::int64_t>(1, outputs / m_geometry.groups);
        m_geometry.isDepthwise = m_geometry.groups > 1 && m_geometry.groupInputs == 1;
        m_geometry.inputFollowsChannels = m_geometry.groups > 1;
        m_geometry.kernelElements = productFrom(weights, 2);
        const std::int64_t pixels = m_out.empty() ? 1 : m_out[0] * productFrom(m_out, 2);
        if (m_geometry.rowsAreChannels) {
            m_geometry.pixelsPerRow = pixels;
            setProportional();
            if (m_geometry.groups == 1) m_geometry.inputRows = 1, m_geometry.rowStride = 0;
            return;
        }
        m_geometry.pixelsPerRow = pixels / std::max<std::int64_t>(1, m_geometry.rows);
        if (m_out.size() > 3 && weights.size() > 3 && m_in.size() == m_out.size()) setWindow(weights[weights.size() - 2]);
        // A transposed convolution computes kernel / stride² products per output pixel.
        if (isOp("ConvTranspose")) {
            const Dims strides = m_anchor.intsAttribute("strides");
            m_geometry.kernelElements = std::max<std::int64_t>(1, ceilDiv(m_geometry.kernelElements, productFrom(strides, 0)));
        }
    }

    void setMatrix() {
        const Dims second = dimsOf(m_graph, m_anchor.input(1));
        const std::int64_t columns = m_out.empty() ? 1 : m_out.back();
        const std::int64_t outputs = std::max<std::int64_t>(1, elementCountOf(m_out).value_or(1));
        m_geometry.groupOutputs = columns;
        m_geometry.groupInputs = std::max<std::int64_t>(1, m_geometry.macs / outputs);
        setProportional();
        if (m_out.size() == 2) {
            m_geometry.inputFollowsChannels = false;
            m_geometry.isConvolution = true; // a 1 × 1 convolution of as many pixels as rows
            return;
        }
        // Channels are heads: each has its own matrix, or all share one where the weights are constant and of rank 2.
        m_geometry.weightsFollowChannels = second.size() > 2;
        m_geometry.matricesPerChannel =
            std::max<std::int64_t>(1, outputs / std::max<std::int64_t>(1, columns * m_geometry.rows * m_geometry.channels));
        m_geometry.channelStep = 1;
    }

    void setVector() {
        const Dims kernel = m_anchor.intsAttribute("kernel_shape");
        if (kernel.size() >= 2 && m_out.size() > 3 && m_in.size() == m_out.size())
            setWindow(kernel[kernel.size() - 2]);
        else
            setProportional();
        m_geometry.inputFollowsChannels = true;
    }

    const QuantizedGraph& m_network;
    const Graph& m_graph;
    const LayerPlan& m_plan;
    const PlannedLayer& m_layer;
    const Target& m_target;
    const Node& m_anchor;
    Dims m_in, m_out;
    LayerGeometry m_geometry;
};

double shareOf(const LayerGeometry& geometry, std::int64_t rows, std::int64_t channels) {
    return static_cast<double>(rows * channels) / static_cast<double>(std::max<std::int64_t>(1, geometry.rows * geometry.channels));
}

std::int64_t convolutionCycles(const LayerGeometry& geometry, const Target& target, std::int64_t rows, std::int64_t channels) {
    const auto arrayIn = static_cast<std::int64_t>(target.arrayInputChannels.value);
    const auto arrayOut = static_cast<std::int64_t>(target.arrayOutputChannels.value);
    const std::int64_t pixelLanes = std::max<std::int64_t>(1, static_cast<std::int64_t>(target.macsPerCycle.value) / (arrayIn * arrayOut));
    const std::int64_t outputs = geometry.rowsAreChannels ? rows : channels;
    const std::int64_t pixels = geometry.rowsAreChannels ? geometry.pixelsPerRow : rows * geometry.pixelsPerRow;
    const std::int64_t passes = ceilDiv(pixels, pixelLanes) * geometry.kernelElements;
    const std::int64_t groups = std::max<std::int64_t>(1, ceilDiv(outputs, geometry.groupOutputs));
    const std::int64_t perGroup = ceilDiv(geometry.groupInputs, arrayIn) * ceilDiv(std::min(outputs, geometry.groupOutputs), arrayOut);
    const std::int64_t dense = ceilDiv(groups * geometry.groupInputs, arrayIn) * ceilDiv(outputs, arrayOut);
    return passes * std::min(groups * perGroup, dense);
}

std::int64_t matrixCycles(const LayerGeometry& geometry, const Target& target, std::int64_t rows, std::int64_t channels) {
    const auto arrayIn = static_cast<std::int64_t>(target.arrayInputChannels.value);
    const auto arrayOut = static_cast<std::int64_t>(target.arrayOutputChannels.value);
    const std::int64_t pixelLanes = std::max<std::int64_t>(1, static_cast<std::int64_t>(target.macsPerCycle.value) / (arrayIn * arrayOut));
    const std::int64_t matrices = geometry.weightsFollowChannels ? geometry.matricesPerChannel * channels : 1;
    const std::int64_t stacked = geometry.weightsFollowChannels ? rows : rows * geometry.matricesPerChannel * channels;
    return matrices * ceilDiv(geometry.groupInputs, arrayIn) * ceilDiv(geometry.groupOutputs, arrayOut) * ceilDiv(stacked, pixelLanes);
}

/// A systolic array takes groups and matrices one after the other; each needs folds of its own.
std::int64_t systolicTileCycles(const LayerGeometry& geometry, const Target& target, std::int64_t rows, std::int64_t channels) {
    const auto arrayRows = static_cast<std::int64_t>(target.arrayInputChannels.value);
    const auto arrayColumns = static_cast<std::int64_t>(target.arrayOutputChannels.value);
    const std::int64_t lanes = std::max<std::int64_t>(1, static_cast<std::int64_t>(target.macsPerCycle.value) / (arrayRows * arrayColumns));
    MatrixProduct product{1, geometry.groupInputs * geometry.kernelElements, geometry.groupOutputs};
    std::int64_t repeats = 1, pixels = 1;
    if (geometry.isConvolution) {
        const std::int64_t outputs = geometry.rowsAreChannels ? rows : channels;
        pixels = geometry.rowsAreChannels ? geometry.pixelsPerRow : rows * geometry.pixelsPerRow;
        product.outputs = std::min(outputs, geometry.groupOutputs);
        repeats = std::max<std::int64_t>(1, ceilDiv(outputs, geometry.groupOutputs));
    } else {
        repeats = geometry.weightsFollowChannels ? geometry.matricesPerChannel * channels : 1;
        pixels = geometry.weightsFollowChannels ? rows : rows * geometry.matricesPerChannel * channels;
    }
    product.pixels = ceilDiv(pixels, lanes);
    return repeats * systolicCycles(product, target.dataflow, arrayRows, arrayColumns);
}

} // namespace

LayerGeometry makeGeometry(const QuantizedGraph& network, const LayerPlan& plan, const PlannedLayer& layer, const Target& target) {
    if (layer.stages.empty()) return GeometryMaker(network, plan, layer, target).make();
    std::vector<LayerGeometry> stages;
    for (const PlannedLayer& stage : layer.stages)
        stages.push_back(GeometryMaker(network, plan, stage, target).make());
    return fuseGeometries(std::move(stages));
}

std::int64_t macCycles(const LayerGeometry& geometry, const Target& target, std::int64_t rows, std::int64_t channels) {
    if (!geometry.isMac) return 0;
    if (!geometry.stages.empty()) return fusedMacCycles(geometry, target, rows, channels);
    if (target.dataflow != Dataflow::Broadcast)
        return static_cast<std::int64_t>(
            std::ceil(static_cast<double>(systolicTileCycles(geometry, target, rows, channels)) * geometry.macFactor));
    double cycles = 0;
    if (geometry.isDepthwise) {
        cycles = static_cast<double>(geometry.macs) * shareOf(geometry, rows, channels) /
                 (target.macsPerCycle.value * target.depthwiseEfficiency.value) * target.macEfficiency.value;
    } else {
        cycles = static_cast<double>(geometry.isConvolution ? convolutionCycles(geometry, target, rows, channels)
                                                            : matrixCycles(geometry, target, rows, channels));
    }
    const double fill = target.arrayInputChannels.value + target.arrayOutputChannels.value;
    return static_cast<std::int64_t>(std::ceil(cycles * geometry.macFactor + fill));
}

std::int64_t vectorCycles(const LayerGeometry& geometry, std::int64_t rows, std::int64_t channels) {
    if (!geometry.stages.empty()) return fusedVectorCycles(geometry, rows, channels);
    return static_cast<std::int64_t>(std::ceil(geometry.vectorCycles * shareOf(geometry, rows, channels)));
}

std::int64_t weightBytesOf(const LayerGeometry& geometry, std::int64_t rows, std::int64_t channels) {
    if (!geometry.weightsFollowChannels) return geometry.weightBytes;
    const bool byRows = geometry.rowsAreChannels && geometry.isConvolution;
    const double share = byRows ? static_cast<double>(rows) / static_cast<double>(std::max<std::int64_t>(1, geometry.rows))
                                : static_cast<double>(channels) / static_cast<double>(std::max<std::int64_t>(1, geometry.channels));
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(geometry.weightBytes) * share));
}

std::int64_t inputRowsOf(const LayerGeometry& geometry, std::int64_t rows) {
    if (!geometry.stages.empty()) return fusedInputRows(geometry, rows);
    return std::min(geometry.inputRows, (rows - 1) * geometry.rowStride + geometry.rowWindow);
}

std::int64_t inputBytesOf(const LayerGeometry& geometry, std::int64_t rows, std::int64_t channels) {
    double share = static_cast<double>(inputRowsOf(geometry, rows)) / static_cast<double>(std::max<std::int64_t>(1, geometry.inputRows));
    if (geometry.inputFollowsChannels)
        share *= static_cast<double>(channels) / static_cast<double>(std::max<std::int64_t>(1, geometry.channels));
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(geometry.inputBytes) * share));
}

} // namespace lathe
