#include "widgets/graph_view/graph_layout.h"
#include "widgets/graph_view/layered_graph.h"

#include <algorithm>

namespace lathe {
namespace {

using namespace layered;

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

RankRows rowsOf(const Layers& layers, double gap) {
    RankRows rows;
    double y = 0;
    for (int r = 0; r < layers.ranks.count(); ++r) {
        double height = 0;
        for (const int v : layers.ranks[r])
            height = std::max(height, layers.height[at(v)]);
        rows.tops.push_back(y);
        rows.heights.push_back(height);
        y += height + gap;
    }
    return rows;
}

void placeBoxes(const Layers& layers, const RankRows& rows, LayoutResult& result) {
    result.boxes.resize(at(layers.nodes));
    for (std::size_t i = 0; i < result.boxes.size(); ++i) {
        const std::size_t rank = at(layers.rank[i]);
        const double y = rows.tops[rank] + (rows.heights[rank] - layers.height[i]) / 2;
        result.boxes[i] = QRectF(layers.x[i] - layers.width[i] / 2, y, layers.width[i], layers.height[i]);
        result.bounds |= result.boxes[i];
    }
}

LayoutResult layoutDownwards(const LayoutInput& input, const LayoutOptions& options, const std::function<bool()>& isStopped) {
    LayoutResult result;
    const auto stopped = [&] { return isStopped && isStopped(); };
    result.ranks = assignRanks(static_cast<int>(input.sizes.size()), input.edges);
    if (stopped()) return {};
    Layers layers = makeLayers(input, result.ranks, options.longSpan);
    if (stopped()) return {};
    result.crossings = orderRanks(layers, options.sweeps);
    if (stopped()) return {};
    placeColumns(layers, linkColumns(layers, input), options.nodeGap, options.sweeps);
    if (stopped()) return {};
    const RankRows rows = rowsOf(layers, options.rankGap);
    placeBoxes(layers, rows, result);
    routeEdges(input, layers, rows, options, result);
    for (const QPointF& point : result.routes.points())
        result.bounds |= QRectF(point, QSizeF(0.01, 0.01));
    return result;
}

QRectF transposed(const QRectF& box) {
    return {box.y(), box.x(), box.height(), box.width()};
}

} // namespace

LayoutResult layoutGraph(const LayoutInput& input, const LayoutOptions& options, const std::function<bool()>& isStopped) {
    if (input.sizes.empty()) return {};
    if (!options.isHorizontal) return layoutDownwards(input, options, isStopped);
    LayoutInput turned = input;
    for (QSizeF& size : turned.sizes)
        size.transpose();
    LayoutResult result = layoutDownwards(turned, options, isStopped);
    for (QRectF& box : result.boxes)
        box = transposed(box);
    result.routes.transpose();
    result.bounds = transposed(result.bounds);
    return result;
}

} // namespace lathe
