#include "core/passes/fusion/pad_amounts.h"

#include <algorithm>

namespace lathe {
namespace {

bool allZero(std::span<const std::int64_t> amounts) {
    return std::all_of(amounts.begin(), amounts.end(), [](std::int64_t n) { return n == 0; });
}

/// Amounts for `axes` only, spread over all dimensions.
bool spread(PadAmounts& amounts, const std::vector<std::int64_t>& axes, std::int64_t rank) {
    PadAmounts all = amounts;
    all.begin.assign(static_cast<std::size_t>(rank), 0);
    all.end = all.begin;
    if (axes.size() != amounts.begin.size()) return false;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const std::int64_t axis = axes[i] < 0 ? axes[i] + rank : axes[i];
        if (axis < 0 || axis >= rank) return false;
        all.begin[static_cast<std::size_t>(axis)] = amounts.begin[i];
        all.end[static_cast<std::size_t>(axis)] = amounts.end[i];
    }
    amounts = std::move(all);
    return true;
}

bool readValue(const Rewriter& rewriter, const Node& node, std::int64_t opset, PadAmounts& amounts) {
    if (opset < 11) {
        amounts.value = node.floatAttribute("value", 0.0f);
        return true;
    }
    if (!node.input(2).isValid()) return true;
    const Tensor* value = rewriter.fixedContent(node.input(2));
    const bool isNumber = value && value->elementCount() == 1 && (isFloatingPoint(value->type()) || isInteger(value->type()));
    if (isNumber) amounts.value = value->toDoubles().front();
    return isNumber;
}

} // namespace

bool PadAmounts::isNothing() const {
    return allZero(begin) && allZero(end);
}

bool PadAmounts::isSpatialPadding() const {
    const auto isNegative = [](std::int64_t n) { return n < 0; };
    if (mode != "constant" || begin.size() < 3 || std::any_of(begin.begin(), begin.end(), isNegative) ||
        std::any_of(end.begin(), end.end(), isNegative))
        return false;
    return allZero(std::span(begin).first(2)) && allZero(std::span(end).first(2));
}

std::vector<std::int64_t> PadAmounts::spatial() const {
    std::vector<std::int64_t> pads(begin.begin() + 2, begin.end());
    pads.insert(pads.end(), end.begin() + 2, end.end());
    return pads;
}

std::optional<PadAmounts> padAmounts(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    if (!rewriter.is(node, "Pad")) return std::nullopt;
    const std::int64_t opset = graph.opset();
    const auto pads = opset < 11 ? std::optional(node.intsAttribute("pads")) : rewriter.fixedInts(node.input(1));
    if (!pads || pads->empty() || pads->size() % 2 != 0) return std::nullopt;
    const auto half = pads->begin() + static_cast<std::ptrdiff_t>(pads->size() / 2);
    PadAmounts amounts{{pads->begin(), half}, {half, pads->end()}, node.stringAttribute("mode", "constant"), 0.0};
    if (!readValue(rewriter, node, opset, amounts)) return std::nullopt;
    if (!node.input(3).isValid()) return amounts;
    const auto axes = rewriter.fixedInts(node.input(3));
    const auto& shape = graph.value(node.input(0)).shape;
    if (!axes || !shape || !spread(amounts, *axes, shape->rank())) return std::nullopt;
    return amounts;
}

std::optional<std::vector<std::int64_t>> ownPads(const Node& node, std::int64_t spatialRank) {
    const std::string automatic = node.stringAttribute("auto_pad", "NOTSET");
    const std::vector<std::int64_t> none(static_cast<std::size_t>(2 * spatialRank), 0);
    if (automatic == "VALID") return none;
    if (automatic != "NOTSET" && !automatic.empty()) return std::nullopt;
    const std::vector<std::int64_t> pads = node.intsAttribute("pads", none);
    if (pads.size() != none.size() || std::any_of(pads.begin(), pads.end(), [](std::int64_t n) { return n < 0; })) return std::nullopt;
    return pads;
}

void takeOverPad(Graph& graph, Rewriter& rewriter, NodeId reader, NodeId pad, std::vector<std::int64_t> pads) {
    rewriter.joinOrigins(reader, pad);
    graph.setInput(reader, 0, graph.node(pad).input(0));
    graph.attributes(reader).erase("auto_pad");
    graph.attributes(reader)["pads"] = std::move(pads);
    rewriter.removeDead(pad);
}

} // namespace lathe
