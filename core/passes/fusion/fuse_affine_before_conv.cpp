#include "core/passes/fusion/fuse_affine_before_conv.h"

#include "core/passes/fusion/batch_norm_map.h"
#include "core/passes/fusion/pad_amounts.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

/// How the weights of a node use the channels of its input.
struct InputLayout {
    std::int64_t channels = 0; ///< of the input
    std::int64_t outputs = 0;  ///< of the result
    std::int64_t inner = 1;    ///< weights between two steps of the channel
    std::int64_t perGroup = 0; ///< channels of one group
    std::int64_t outputsPerGroup = 0;
    bool isOutputFirst = true; ///< weights [output, channel, …] or [channel, output]
    std::int64_t rank = 0;     ///< of the input
    std::int64_t channelAxis = 1;

    std::int64_t outputOf(std::int64_t element) const { return isOutputFirst ? element / (inner * perGroup) : element % outputs; }
    std::int64_t channelOf(std::int64_t element) const {
        if (!isOutputFirst) return element / outputs;
        return element / inner % perGroup + outputOf(element) / outputsPerGroup * perGroup;
    }
};

std::optional<InputLayout> convLayout(const Node& node, const std::vector<std::int64_t>& dims) {
    const std::int64_t group = node.intAttribute("group", 1);
    if (dims.size() < 3 || group < 1 || dims[0] % group != 0) return std::nullopt;
    InputLayout layout{dims[1] * group, dims[0], 1, dims[1], dims[0] / group};
    for (std::size_t i = 2; i < dims.size(); ++i)
        layout.inner *= dims[i];
    layout.rank = static_cast<std::int64_t>(dims.size());
    return layout;
}

std::optional<InputLayout> inputLayout(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const Tensor* weights = rewriter.fixedContent(node.input(1));
    if (!weights || weights->type() != DataType::Float || weights->elementCount() == 0 || node.input(0) == node.input(1))
        return std::nullopt;
    const std::vector<std::int64_t>& dims = weights->dims();
    if (rewriter.is(node, "Conv")) return convLayout(node, dims);
    const bool isGemm = rewriter.is(node, "Gemm"), isMatMul = rewriter.is(node, "MatMul");
    if ((!isGemm && !isMatMul) || dims.size() != 2 || node.intAttribute("transA", 0) != 0) return std::nullopt;
    const auto& shape = graph.value(node.input(0)).shape;
    if (!shape || shape->rank() < 2) return std::nullopt;
    const bool isTransposed = isGemm && node.intAttribute("transB", 0) != 0;
    const std::int64_t channels = dims[isTransposed ? 1 : 0], outputs = dims[isTransposed ? 0 : 1];
    return InputLayout{channels, outputs, 1, channels, outputs, isTransposed, shape->rank(), shape->rank() - 1};
}

/// Every element of the convolution's sums is one of the input: nothing is padded.
bool seesNoPadding(const Rewriter& rewriter, const Node& node, std::int64_t rank) {
    if (!rewriter.is(node, "Conv")) return true;
    const auto pads = ownPads(node, rank - 2);
    return pads && std::all_of(pads->begin(), pads->end(), [](std::int64_t n) { return n == 0; });
}

/// The numbers of an operand along the channel axis of the input; as channelOperand for any axis.
std::optional<std::vector<double>> alongChannels(const Rewriter& rewriter, ValueId operand, const InputLayout& layout) {
    const Tensor* content = rewriter.fixedContent(operand);
    if (!content || content->type() != DataType::Float || content->rank() > layout.rank) return std::nullopt;
    const std::vector<double> numbers = content->toDoubles();
    if (numbers.size() == 1) return std::vector<double>(static_cast<std::size_t>(layout.channels), numbers[0]);
    const std::int64_t axis = content->rank() - layout.rank + layout.channelAxis;
    if (axis < 0 || content->elementCount() != layout.channels || content->dim(axis) != layout.channels) return std::nullopt;
    return numbers;
}

std::optional<ChannelAffine> elementwiseMap(const Rewriter& rewriter, const Node& node, std::size_t computed, const InputLayout& layout) {
    auto numbers = alongChannels(rewriter, node.input(1 - computed), layout);
    if (!numbers) return std::nullopt;
    const std::vector<double> zeros(numbers->size(), 0.0), ones(numbers->size(), 1.0);
    for (double& number : *numbers)
        number = node.opType == "Div" ? 1.0 / number : node.opType == "Sub" ? -number : number;
    const bool isFactor = node.opType == "Mul" || node.opType == "Div";
    return isFactor ? ChannelAffine{std::move(*numbers), zeros} : ChannelAffine{ones, std::move(*numbers)};
}

/// What the producer of the input does to each channel, and which of its inputs is the computed one.
struct Before {
    ChannelAffine map;
    std::size_t computed = 0;
};
std::optional<Before> mapBefore(const Graph& graph, const Rewriter& rewriter, NodeId id, const InputLayout& layout) {
    const Node& node = graph.node(id);
    if (isInferenceNorm(rewriter, node) && layout.channelAxis == 1) {
        auto map = batchNormMap(rewriter, node, layout.channels);
        return map ? std::optional(Before{std::move(*map)}) : std::nullopt;
    }
    const bool isCommutative = rewriter.is(node, "Mul") || rewriter.is(node, "Add");
    if (!isCommutative && !rewriter.is(node, "Div") && !rewriter.is(node, "Sub")) return std::nullopt;
    if (node.inputs.size() != 2 || node.hasAttribute("broadcast")) return std::nullopt;
    for (std::size_t computed = 0; computed < (isCommutative ? 2u : 1u); ++computed) {
        const auto& shape = graph.value(node.input(computed)).shape;
        if (!shape || shape->rank() != layout.rank || rewriter.fixedContent(node.input(computed))) continue;
        const Dim& channels = shape->dims[static_cast<std::size_t>(layout.channelAxis)];
        if (channels.value != layout.channels) continue; // a constant that widens one channel to several
        if (auto map = elementwiseMap(rewriter, node, computed, layout)) return Before{std::move(*map), computed};
    }
    return std::nullopt;
}

struct NewWeights {
    Tensor weights;
    std::vector<double> shifts; ///< per output
};
/// Nothing when a number would not be finite.
std::optional<NewWeights> newWeights(const Tensor& weights, const InputLayout& layout, const ChannelAffine& map) {
    NewWeights result{Tensor::makeZeros(DataType::Float, weights.dims()),
                      std::vector<double>(static_cast<std::size_t>(layout.outputs), 0.0)};
    const auto from = weights.data<float>();
    const auto to = result.weights.mutableData<float>();
    bool isFinite = true;
    for (std::size_t i = 0; i < to.size(); ++i) {
        const auto channel = static_cast<std::size_t>(layout.channelOf(static_cast<std::int64_t>(i)));
        to[i] = static_cast<float>(from[i] * map.scale[channel]);
        result.shifts[static_cast<std::size_t>(layout.outputOf(static_cast<std::int64_t>(i)))] += from[i] * map.shift[channel];
        isFinite = isFinite && std::isfinite(to[i]);
    }
    for (const double shift : result.shifts)
        isFinite = isFinite && std::isfinite(static_cast<float>(shift));
    return isFinite ? std::optional(std::move(result)) : std::nullopt;
}

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    const ValueId between = graph.node(id).input(0);
    if (!rewriter.onlyReader(between).isValid() || !graph.value(between).producer.isValid()) return false;
    const NodeId producer = graph.value(between).producer;
    const auto layout = inputLayout(graph, rewriter, graph.node(id));
    const auto before = layout ? mapBefore(graph, rewriter, producer, *layout) : std::nullopt;
    if (!before) return false;
    const bool isShifted = std::any_of(before->map.shift.begin(), before->map.shift.end(), [](double shift) { return shift != 0.0; });
    // The shift of the result is that of a map behind the node, for which its bias must be one number per output.
    if (isShifted && (!seesNoPadding(rewriter, graph.node(id), layout->rank) || foldableChannels(graph, rewriter, id) != layout->outputs))
        return false;
    auto fresh = newWeights(*graph.constantOf(graph.node(id).input(1)), *layout, before->map);
    if (!fresh) return false;
    if (isShifted) {
        const double alpha = graph.node(id).floatAttribute("alpha", 1.0f);
        for (double& shift : fresh->shifts)
            shift *= alpha;
        const std::vector<double> ones(fresh->shifts.size(), 1.0);
        if (!applyChannelAffine(graph, rewriter, id, {ones, std::move(fresh->shifts)})) return false;
    }
    rewriter.replaceConstant(id, 1, std::move(fresh->weights), graph.node(id).name + "_weight");
    graph.setInput(id, 0, graph.node(producer).input(before->computed));
    rewriter.joinOrigins(id, producer);
    rewriter.removeDead(producer);
    return true;
}

} // namespace

Result<int> fuseAffineBeforeConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
