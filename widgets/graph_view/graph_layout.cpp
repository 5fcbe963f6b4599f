#include "widgets/graph_view/graph_layout.h"
#include "widgets/graph_view/layered_graph.h"

#include <algorithm>

namespace lathe {
namespace {

using namespace layered;

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

std::vector<double> rankTops(const Layers& layers, double gap, std::vector<double>& heights) {
    std::vector<double> tops(layers.ranks.size());
    heights.assign(layers.ranks.size(), 0);
    double y = 0;
    for (std::size_t r = 0; r < layers.ranks.size(); ++r) {
        for (const int v : layers.ranks[r])
            heights[r] = std::max(heights[r], layers.vertices[at(v)].height);
        tops[r] = y;
        y += heights[r] + gap;
    }
    return tops;
}

// Inner points of a chain that lie on the line of their neighbours say nothing.
void dropStraightPoints(std::vector<QPointF>& route) {
    std::vector<QPointF> kept{route.front()};
    for (std::size_t i = 1; i + 1 < route.size(); ++i)
        if (std::abs(route[i].x() - kept.back().x()) > 0.01 || std::abs(route[i].x() - route[i + 1].x()) > 0.01) kept.push_back(route[i]);
    kept.push_back(route.back());
    route = std::move(kept);
}

void routeChains(const LayoutInput& input, const Layers& layers, const std::vector<double>& tops, const std::vector<double>& heights,
                 LayoutResult& result) {
    for (std::size_t e = 0; e < input.edges.size(); ++e) {
        const std::vector<int>& chain = layers.chains[e];
        if (chain.empty()) continue;
        std::vector<QPointF>& route = result.routes[e];
        route.push_back({result.boxes[at(chain.front())].center().x(), result.boxes[at(chain.front())].bottom()});
        for (std::size_t i = 1; i + 1 < chain.size(); ++i) {
            const Vertex& bend = layers.vertices[at(chain[i])];
            const std::size_t rank = at(bend.rank);
            route.push_back({bend.x, tops[rank]});
            route.push_back({bend.x, tops[rank] + heights[rank]});
        }
        route.push_back({result.boxes[at(chain.back())].center().x(), result.boxes[at(chain.back())].top()});
        dropStraightPoints(route);
    }
}

// Interval colouring: each long edge takes the first lane that is free over its ranks.
void routeLanes(const LayoutInput& input, const Layers& layers, double firstLane, double laneGap, LayoutResult& result) {
    std::vector<int> edges = layers.laneEdges;
    const auto top = [&](int e) {
        return std::min(result.ranks[at(input.edges[at(e)].first)], result.ranks[at(input.edges[at(e)].second)]);
    };
    std::stable_sort(edges.begin(), edges.end(), [&](int a, int b) { return top(a) < top(b); });
    std::vector<int> freeFrom;
    for (const int e : edges) {
        const auto [from, to] = input.edges[at(e)];
        std::size_t lane = 0;
        while (lane < freeFrom.size() && freeFrom[lane] > top(e))
            ++lane;
        if (lane == freeFrom.size()) freeFrom.push_back(0);
        freeFrom[lane] = std::max(result.ranks[at(from)], result.ranks[at(to)]) + 1;
        const double x = firstLane + laneGap * static_cast<double>(lane);
        const QRectF &begin = result.boxes[at(from)], &end = result.boxes[at(to)];
        result.routes[at(e)] = {
            {begin.center().x(), begin.bottom()}, {x, begin.bottom() + 40}, {x, end.top() - 40}, {end.center().x(), end.top()}};
    }
}

} // namespace

LayoutResult layoutGraph(const LayoutInput& input, const LayoutOptions& options, const std::function<bool()>& isStopped) {
    LayoutResult result;
    if (input.sizes.empty()) return result;
    const auto stopped = [&] { return isStopped && isStopped(); };
    result.ranks = assignRanks(static_cast<int>(input.sizes.size()), input.edges);
    if (stopped()) return {};
    Layers layers = makeLayers(input, result.ranks, options.longSpan);
    result.crossings = orderRanks(layers, options.sweeps);
    if (stopped()) return {};
    placeColumns(layers, linkColumns(layers, input), options.nodeGap, options.sweeps);
    if (stopped()) return {};

    std::vector<double> heights;
    const std::vector<double> tops = rankTops(layers, options.rankGap, heights);
    result.boxes.resize(input.sizes.size());
    for (std::size_t i = 0; i < input.sizes.size(); ++i) {
        const Vertex& v = layers.vertices[i];
        const double y = tops[at(v.rank)] + (heights[at(v.rank)] - v.height) / 2;
        result.boxes[i] = QRectF(v.x - v.width / 2, y, v.width, v.height);
        result.bounds |= result.boxes[i];
    }
    result.routes.resize(input.edges.size());
    routeChains(input, layers, tops, heights, result);
    routeLanes(input, layers, result.bounds.right() + 40, options.laneGap, result);
    for (const std::vector<QPointF>& route : result.routes)
        for (const QPointF& point : route)
            result.bounds |= QRectF(point, QSizeF(0.01, 0.01));
    return result;
}

} // namespace lathe
