#include "core/passes/fusion/fuse_pad_into_pool.h"

#include "core/passes/fusion/pad_amounts.h"

#include <algorithm>
#include <limits>

namespace lathe {
namespace {

bool isPlainPool(const Rewriter& rewriter, const Node& node, std::size_t spatialRank) {
    if (!rewriter.is(node, "MaxPool") && !rewriter.is(node, "AveragePool")) return false;
    for (std::size_t i = 1; i < node.outputs.size(); ++i)
        if (node.outputs[i].isValid()) return false;
    const std::vector<std::int64_t> dilations = node.intsAttribute("dilations");
    const bool isDense = std::all_of(dilations.begin(), dilations.end(), [](std::int64_t d) { return d == 1; });
    return isDense && node.intAttribute("ceil_mode", 0) == 0 && node.intsAttribute("kernel_shape").size() == spatialRank;
}

/// A number that no element of the value is below, from the activation that produces it.
double lowerBound(const Graph& graph, const Rewriter& rewriter, ValueId value) {
    constexpr double kNone = -std::numeric_limits<double>::infinity();
    const NodeId producer = graph.value(value).producer;
    if (!producer.isValid()) return kNone;
    const Node& node = graph.node(producer);
    if (rewriter.is(node, "Relu") || rewriter.is(node, "Sigmoid")) return 0.0;
    if (!rewriter.is(node, "Clip")) return kNone;
    if (graph.opset() < 11) {
        if (!node.hasAttribute("min")) return kNone;
        return std::min(node.floatAttribute("min", 0.0f), node.floatAttribute("max", std::numeric_limits<float>::max()));
    }
    const Tensor* least = rewriter.fixedContent(node.input(1));
    const Tensor* most = rewriter.fixedContent(node.input(2));
    const bool isKnown = least && least->elementCount() == 1 && (!node.input(2).isValid() || (most && most->elementCount() == 1));
    if (!isKnown) return kNone;
    const double low = least->toDoubles().front();
    return most ? std::min(low, most->toDoubles().front()) : low;
}

bool isRightValue(const Graph& graph, const Rewriter& rewriter, const Node& pool, const Node& pad, const PadAmounts& amounts,
                  bool hasOwnPads) {
    if (graph.value(pad.input(0)).type != DataType::Float) return false;
    if (rewriter.is(pool, "AveragePool")) return amounts.value == 0.0 && (!hasOwnPads || pool.intAttribute("count_include_pad", 0) == 1);
    constexpr double kMinusInfinity = -std::numeric_limits<double>::infinity();
    return amounts.value == kMinusInfinity || amounts.value <= lowerBound(graph, rewriter, pad.input(0));
}

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const NodeId pad = rewriter.privateProducer(node.input(0), "Pad");
    if (!pad.isValid()) return false;
    const auto amounts = padAmounts(graph, rewriter, graph.node(pad));
    if (!amounts || !amounts->isSpatialPadding()) return false;
    const std::size_t spatialRank = amounts->begin.size() - 2;
    if (!isPlainPool(rewriter, node, spatialRank)) return false;
    auto pads = ownPads(node, static_cast<std::int64_t>(spatialRank));
    if (!pads) return false;
    const bool hasOwnPads = std::any_of(pads->begin(), pads->end(), [](std::int64_t n) { return n != 0; });
    if (!isRightValue(graph, rewriter, node, graph.node(pad), *amounts, hasOwnPads)) return false;
    const std::vector<std::int64_t> added = amounts->spatial(), kernel = node.intsAttribute("kernel_shape");
    for (std::size_t i = 0; i < added.size(); ++i) {
        (*pads)[i] += added[i];
        if ((*pads)[i] >= kernel[i % spatialRank]) return false; // some window would hold nothing but padding
    }
    if (rewriter.is(node, "AveragePool")) graph.attributes(id)["count_include_pad"] = std::int64_t(1);
    takeOverPad(graph, rewriter, id, pad, std::move(*pads));
    return true;
}

} // namespace

Result<int> fusePadIntoPool(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
