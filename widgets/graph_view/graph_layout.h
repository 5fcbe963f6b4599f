#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace lathe {

/// A directed graph to draw: a box per node, edges as (from, to) indices. Cycles are broken, never followed.
struct LayoutInput {
    std::vector<QSizeF> sizes;
    std::vector<std::pair<int, int>> edges;
    /// Per edge: it brings a shape, an index or a mask, not the data; the columns follow the data. Empty: all bring data.
    std::vector<bool> steers;
};

struct LayoutOptions {
    double nodeGap = 24; ///< between boxes of a rank
    double rankGap = 40; ///< between ranks
    double laneGap = 10; ///< between the lanes of long edges
    int longSpan = 24;   ///< edges over more ranks run in side lanes
    int sweeps = 6;
    bool isHorizontal = false; ///< left to right instead of top to bottom
};

/// The points that each edge's curve goes through, all in one array.
class Routes {
public:
    std::size_t size() const { return m_begins.size() - 1; }
    std::span<const QPointF> operator[](std::size_t edge) const {
        return {m_points.data() + m_begins[edge], m_points.data() + m_begins[edge + 1]};
    }
    /// Edge by edge: points, then the end of the route. A point on the line of the two before it replaces the last.
    void add(QPointF point);
    void endRoute() { m_begins.push_back(m_points.size()); }
    void reserve(std::size_t edges);
    void transpose();
    const std::vector<QPointF>& points() const { return m_points; }

private:
    std::vector<QPointF> m_points;
    std::vector<std::size_t> m_begins{0};
};

struct LayoutResult {
    std::vector<QRectF> boxes;
    std::vector<int> ranks;
    /// From the bottom of `from` to the top of `to`. Where the readers of one tensor share a lane, the route starts on it,
    /// where that of the edge in `joins` leaves it.
    Routes routes;
    std::vector<int> joins; ///< per edge: the edge whose lane it goes on from, or -1
    QRectF bounds;
    long long crossings = 0; ///< between neighbouring ranks
};

/// Layered drawing, top to bottom or left to right, in about linear time: ranks by longest path (sources pulled down to their
/// first reader), order by barycentre sweeps while crossings fall, the longest path of data in one straight column at x = 0,
/// the other paths in columns beside it. Long edges, and those of tensors that many read, run in lanes beside the graph, one
/// lane for each tensor. Boxes never overlap.
/// `isStopped` is asked between the phases; a stopped layout returns an empty result. Pure: equal input, equal result.
LayoutResult layoutGraph(const LayoutInput& input, const LayoutOptions& options = {}, const std::function<bool()>& isStopped = {});

} // namespace lathe
