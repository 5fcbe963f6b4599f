#include "core/simulator/functional/tile_regions.h"

#include "core/simulator/functional/window.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

using Dims = std::vector<std::int64_t>;

constexpr std::array<std::string_view, 3> kWindowOps{"Conv", "MaxPool", "AveragePool"};
constexpr std::array<std::string_view, 2> kGlobalOps{"GlobalAveragePool", "GlobalMaxPool"};

std::optional<Dims> pictureOf(const Graph& graph, ValueId value) {
    const auto& shape = graph.value(value).shape;
    auto dims = shape ? shape->known() : std::nullopt;
    if (!dims || dims->size() != 4) return std::nullopt;
    return dims;
}

bool isByChannel(const Graph& graph, const Node& node, const Dims& input, const Dims& output) {
    if (node.opType != "Conv") return true;
    const std::int64_t group = node.intAttribute("group", 1);
    return group > 1 && group == input[1] && group == output[1] && graph.value(node.input(1)).shape.has_value();
}

/// Rows of the data under a region of a node that slides a window.
std::optional<Region> underWindow(const Graph& graph, const Node& node, const Region& region) {
    const auto input = pictureOf(graph, node.input(0)), output = pictureOf(graph, node.output());
    if (!input || !output) return std::nullopt;
    Dims kernel = node.intsAttribute("kernel_shape");
    if (node.opType == "Conv") {
        const auto weights = pictureOf(graph, node.input(1));
        if (!weights) return std::nullopt;
        kernel = {(*weights)[2], (*weights)[3]};
    }
    const auto window = slidingWindowOf(node, *input, *output, kernel);
    if (!window) return std::nullopt;
    const std::int64_t reach = (window->kernel[0] - 1) * window->dilation[0] + 1, stride = window->stride[0];
    if (stride > reach) return std::nullopt;
    Region read = region;
    const bool isFirst = region.rowBegin == 0, isLast = region.rowEnd == (*output)[2];
    read.rowBegin = isFirst ? 0 : std::clamp<std::int64_t>(region.rowBegin * stride - window->padBegin[0], 0, (*input)[2]);
    read.rowEnd =
        isLast ? (*input)[2] : std::clamp<std::int64_t>((region.rowEnd - 1) * stride - window->padBegin[0] + reach, 0, (*input)[2]);
    if (!isByChannel(graph, node, *input, *output)) read.channelBegin = 0, read.channelEnd = (*input)[1];
    return read;
}

/// What a node reads of its input `value` for `region` of its output.
std::optional<Region> regionRead(const Graph& graph, const Node& node, ValueId value, const Region& region) {
    const bool isOfOnnx = node.domain.empty();
    if (isOfOnnx && std::ranges::find(kWindowOps, node.opType) != kWindowOps.end()) return underWindow(graph, node, region);
    const auto input = pictureOf(graph, value), output = pictureOf(graph, node.output());
    if (!input || !output) return std::nullopt;
    if (isOfOnnx && std::ranges::find(kGlobalOps, node.opType) != kGlobalOps.end())
        return Region{0, (*input)[2], region.channelBegin, region.channelEnd};
    if (*input != *output) return std::nullopt;
    return region;
}

Region unite(const Region& a, const Region& b) {
    return {std::min(a.rowBegin, b.rowBegin), std::max(a.rowEnd, b.rowEnd), std::min(a.channelBegin, b.channelBegin),
            std::max(a.channelEnd, b.channelEnd)};
}

} // namespace

std::optional<std::vector<Region>> nodeRegions(const Graph& graph, std::span<const NodeId> nodes, const Region& tile) {
    std::vector<std::optional<Region>> needed(nodes.size());
    needed.back() = tile;
    for (std::size_t i = nodes.size(); i-- > 0;) {
        if (!needed[i]) return std::nullopt; // nobody here reads it
        const Node& node = graph.node(nodes[i]);
        for (const ValueId input : node.inputs) {
            const auto maker =
                std::ranges::find_if(nodes.first(i), [&](NodeId id) { return input.isValid() && graph.node(id).output() == input; });
            if (maker == nodes.first(i).end()) continue;
            const auto read = regionRead(graph, node, input, *needed[i]);
            if (!read) return std::nullopt;
            std::optional<Region>& before = needed[static_cast<std::size_t>(maker - nodes.begin())];
            before = before ? unite(*before, *read) : *read;
        }
    }
    std::vector<Region> regions;
    for (const std::optional<Region>& region : needed)
        regions.push_back(*region);
    return regions;
}

} // namespace lathe
