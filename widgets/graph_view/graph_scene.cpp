#include "widgets/graph_view/graph_scene.h"

#include <cmath>

namespace lathe {
namespace {

constexpr double kCell = 512;

std::int64_t cellKey(std::int64_t column, std::int64_t row) {
    return (column << 32) ^ (row & 0xffffffff);
}

template <class Visit>
void forCells(const QRectF& area, Visit visit) {
    const auto cell = [](double v) { return static_cast<std::int64_t>(std::floor(v / kCell)); };
    for (std::int64_t row = cell(area.top()); row <= cell(area.bottom()); ++row)
        for (std::int64_t column = cell(area.left()); column <= cell(area.right()); ++column)
            visit(cellKey(column, row));
}

} // namespace

void GraphScene::insert(Cells& cells, const QRectF& area, int item) {
    forCells(area, [&](std::int64_t key) { cells[key].push_back(item); });
}

void GraphScene::collect(const Cells& cells, const QRectF& area, std::vector<int>& found) {
    found.clear();
    const double cellCount = std::max(1.0, area.width() / kCell) * std::max(1.0, area.height() / kCell);
    if (cellCount > static_cast<double>(cells.size()) * 2) {
        for (const auto& [key, items] : cells)
            found.insert(found.end(), items.begin(), items.end());
    } else {
        forCells(area, [&](std::int64_t key) {
            if (const auto cell = cells.find(key); cell != cells.end()) found.insert(found.end(), cell->second.begin(), cell->second.end());
        });
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
}

void GraphScene::buildIndex() {
    m_out.assign(nodes.size(), {});
    m_in.assign(nodes.size(), {});
    for (std::size_t i = 0; i < nodes.size(); ++i)
        insert(m_nodeCells, nodes[i].box, static_cast<int>(i));
    for (std::size_t e = 0; e < edges.size(); ++e) {
        // Segment by segment: the box around a whole long edge would fill every cell of the picture.
        for (std::size_t i = 0; i + 1 < edges[e].route.size(); ++i)
            insert(m_edgeCells, QRectF(edges[e].route[i], edges[e].route[i + 1]).normalized(), static_cast<int>(e));
        m_out[static_cast<std::size_t>(edges[e].from)].push_back(edges[e].to);
        m_in[static_cast<std::size_t>(edges[e].to)].push_back(edges[e].from);
    }
}

void GraphScene::nodesIn(const QRectF& area, std::vector<int>& found) const {
    collect(m_nodeCells, area, found);
}

void GraphScene::edgesIn(const QRectF& area, std::vector<int>& found) const {
    collect(m_edgeCells, area, found);
}

int GraphScene::nodeAt(QPointF point) const {
    std::vector<int> near;
    nodesIn(QRectF(point, QSizeF(1, 1)), near);
    for (const int node : near)
        if (nodes[static_cast<std::size_t>(node)].box.contains(point)) return node;
    return -1;
}

std::vector<int> GraphScene::successors(int node) const {
    return m_out[static_cast<std::size_t>(node)];
}

std::vector<int> GraphScene::predecessors(int node) const {
    return m_in[static_cast<std::size_t>(node)];
}

} // namespace lathe
