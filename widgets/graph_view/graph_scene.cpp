#include "widgets/graph_view/graph_scene.h"

#include <numeric>

namespace lathe {
namespace {

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

} // namespace

void GraphScene::take(LayoutResult layout) {
    for (std::size_t i = 0; i < nodes.size(); ++i)
        nodes[i].box = layout.boxes[i];
    routes = std::move(layout.routes);
    bounds = layout.bounds;
    for (std::size_t e = 0; e < edges.size(); ++e) {
        SceneEdge& edge = edges[e];
        edge.joins = layout.joins[e];
        const std::span<const QPointF> route = routes[e];
        QPointF least = route.front(), most = route.front();
        for (const QPointF& point : route) {
            least = {std::min(least.x(), point.x()), std::min(least.y(), point.y())};
            most = {std::max(most.x(), point.x()), std::max(most.y(), point.y())};
        }
        edge.bounds = QRectF(least, most);
    }
    m_nodeRows.build(static_cast<int>(nodes.size()), isHorizontal, [&](int i) { return nodes[at(i)].box; });
    m_edgeRows.build(static_cast<int>(edges.size()), isHorizontal, [&](int e) { return edges[at(e)].bounds; });
    m_out = listEdges(true);
    m_in = listEdges(false);
}

layered::Lists GraphScene::listEdges(bool byStart) const {
    std::vector<std::pair<int, int>> pairs;
    pairs.reserve(edges.size());
    for (std::size_t e = 0; e < edges.size(); ++e)
        pairs.emplace_back(byStart ? edges[e].from : edges[e].to, static_cast<int>(e));
    return layered::Lists::of(static_cast<int>(nodes.size()), pairs);
}

void GraphScene::nodesIn(const QRectF& area, std::vector<int>& found) const {
    if (area.contains(bounds)) {
        found.resize(nodes.size());
        std::iota(found.begin(), found.end(), 0);
        return;
    }
    m_nodeRows.collect(
        area, [&](int i) { return nodes[at(i)].box; }, found);
}

void GraphScene::edgesIn(const QRectF& area, std::vector<int>& found, double leastLength) const {
    m_edgeRows.collect(
        area, [&](int e) { return edges[at(e)].bounds; }, found, leastLength);
}

int GraphScene::nodeAt(QPointF point) const {
    std::vector<int> near;
    nodesIn(QRectF(point, QSizeF(1, 1)), near);
    for (const int node : near)
        if (nodes[at(node)].box.contains(point)) return node;
    return -1;
}

std::vector<int> GraphScene::neighbours(const layered::Lists& edgesOfNodes, int node) const {
    std::vector<int> found;
    if (edgesOfNodes.count() == 0) return found;
    for (const int e : edgesOfNodes[node]) {
        const SceneEdge& edge = edges[at(e)];
        found.push_back(edge.from == node ? edge.to : edge.from);
    }
    return found;
}

void GraphScene::edgesOf(int node, std::vector<int>& found) const {
    for (const layered::Lists* lists : {&m_out, &m_in}) {
        if (lists->count() == 0) continue;
        const std::span<const int> own = (*lists)[node];
        found.insert(found.end(), own.begin(), own.end());
    }
}

std::vector<int> GraphScene::reachable(const std::vector<int>& from, bool up) const {
    std::vector<bool> seen(nodes.size(), false);
    std::vector<int> stack = from, found;
    for (const int node : from)
        seen[at(node)] = true;
    while (!stack.empty()) {
        const int node = stack.back();
        stack.pop_back();
        for (const int next : neighbours(up ? m_in : m_out, node)) {
            if (seen[at(next)]) continue;
            seen[at(next)] = true;
            found.push_back(next);
            stack.push_back(next);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace lathe
