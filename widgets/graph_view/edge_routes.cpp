#include "widgets/graph_view/layered_graph.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <queue>
#include <tuple>

namespace lathe {

namespace {

constexpr double kStraight = 0.01;

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

} // namespace

void Routes::add(QPointF point) {
    const std::size_t begin = m_begins.back();
    if (m_points.size() >= begin + 2) {
        const QPointF last = m_points.back(), before = m_points[m_points.size() - 2];
        if (std::abs(last.x() - before.x()) <= kStraight && std::abs(last.x() - point.x()) <= kStraight) {
            m_points.back() = point;
            return;
        }
    }
    m_points.push_back(point);
}

void Routes::reserve(std::size_t edges) {
    m_begins.reserve(edges + 1);
    m_points.reserve(2 * edges);
}

void Routes::transpose() {
    for (QPointF& point : m_points)
        point = point.transposed();
}

namespace layered {
namespace {

/// The long edges of one tensor, which run down one lane and leave it one by one.
struct Lane {
    std::vector<int> edges;  ///< by the rank that they lead to
    int top = 0, bottom = 0; ///< ranks
    double x = 0;
};

class LaneTable {
public:
    LaneTable(const LayoutInput& input, const Layers& layers) : m_input(input), m_rank(layers.rank), m_before(input.edges.size(), -1) {
        std::vector<int> edges = layers.laneEdges;
        std::sort(edges.begin(), edges.end(), [&](int a, int b) { return keyOf(a) < keyOf(b); });
        for (const int e : edges) {
            const auto [from, to] = input.edges[at(e)];
            const bool leadsUp = m_rank[at(to)] <= m_rank[at(from)];
            const bool goesOn = !m_lanes.empty() && !leadsUp && input.edges[at(m_lanes.back().edges.front())].first == from;
            if (!goesOn) m_lanes.push_back({{}, std::min(m_rank[at(from)], m_rank[at(to)]), 0, 0});
            Lane& lane = m_lanes.back();
            if (goesOn) m_before[at(e)] = lane.edges.back();
            lane.edges.push_back(e);
            lane.bottom = std::max({lane.bottom, m_rank[at(from)], m_rank[at(to)]});
        }
    }

    // Interval colouring: each lane takes the first column that is free over its ranks.
    void place(double first, double gap) {
        std::stable_sort(m_lanes.begin(), m_lanes.end(), [](const Lane& a, const Lane& b) { return a.top < b.top; });
        using Taken = std::pair<int, int>; // last rank, column
        std::priority_queue<Taken, std::vector<Taken>, std::greater<>> taken;
        std::priority_queue<int, std::vector<int>, std::greater<>> free;
        int columns = 0;
        m_xOf.assign(m_input.edges.size(), 0);
        for (Lane& lane : m_lanes) {
            for (; !taken.empty() && taken.top().first < lane.top; taken.pop())
                free.push(taken.top().second);
            int column = columns;
            if (free.empty()) {
                ++columns;
            } else {
                column = free.top();
                free.pop();
            }
            taken.emplace(lane.bottom, column);
            for (const int e : lane.edges)
                m_xOf[at(e)] = first + gap * column;
        }
    }

    double xOf(int edge) const { return m_xOf[at(edge)]; }
    /// The edge that leaves the same lane above this one, or -1.
    int before(int edge) const { return m_before[at(edge)]; }

private:
    // Edges that lead up (of a cycle) come first and share nothing.
    std::tuple<int, bool, int, int> keyOf(int edge) const {
        const auto [from, to] = m_input.edges[at(edge)];
        return {from, m_rank[at(to)] > m_rank[at(from)], m_rank[at(to)], edge};
    }

    const LayoutInput& m_input;
    const std::vector<int>& m_rank;
    std::vector<Lane> m_lanes;
    std::vector<double> m_xOf;
    std::vector<int> m_before; ///< by edge
};

class Router {
public:
    Router(const LayoutInput& input, const Layers& layers, const RankRows& rows, double gap, LayoutResult& result)
        : m_input(input), m_layers(layers), m_rows(rows), m_gap(gap), m_result(result) {}

    void addShort(int edge) {
        add(start(edge));
        m_layers.forSegments(m_input, edge, [&](int, int lower) {
            if (m_layers.isReal(lower)) return;
            const int rank = m_layers.rank[at(lower)];
            add({m_layers.x[at(lower)], m_rows.tops[at(rank)]});
            add({m_layers.x[at(lower)], m_rows.bottom(rank)});
        });
        add(end(edge));
    }

    // Sideways between the ranks only, where no box stands.
    void addInLane(int edge, double x, int before) {
        if (before < 0) {
            const QPointF begin = start(edge);
            const int rank = m_layers.rank[at(from(edge))];
            add(begin);
            add({begin.x(), m_rows.bottom(rank)});
            add({x, m_rows.bottom(rank) + m_gap});
        } else {
            add({x, leaves(before)});
        }
        add({x, leaves(edge)});
        add({end(edge).x(), m_rows.tops[at(m_layers.rank[at(to(edge))])]});
        add(end(edge));
    }

private:
    int from(int edge) const { return m_input.edges[at(edge)].first; }
    int to(int edge) const { return m_input.edges[at(edge)].second; }
    void add(QPointF point) { m_result.routes.add(point); }
    QPointF start(int edge) const {
        const QRectF& box = m_result.boxes[at(from(edge))];
        return {box.center().x(), box.bottom()};
    }
    QPointF end(int edge) const {
        const QRectF& box = m_result.boxes[at(to(edge))];
        return {box.center().x(), box.top()};
    }
    double leaves(int edge) const { return m_rows.tops[at(m_layers.rank[at(to(edge))])] - m_gap; }

    const LayoutInput& m_input;
    const Layers& m_layers;
    const RankRows& m_rows;
    double m_gap;
    LayoutResult& m_result;
};

} // namespace

void routeEdges(const LayoutInput& input, const Layers& layers, const RankRows& rows, const LayoutOptions& options, LayoutResult& result) {
    LaneTable lanes(input, layers);
    lanes.place(result.bounds.right() + options.rankGap, options.laneGap);
    Router router(input, layers, rows, 0.8 * options.rankGap, result);
    result.routes.reserve(input.edges.size());
    result.joins.resize(input.edges.size());
    for (std::size_t e = 0; e < input.edges.size(); ++e) {
        const int edge = static_cast<int>(e);
        result.joins[e] = lanes.before(edge);
        if (layers.firstBend[e] >= 0)
            router.addShort(edge);
        else
            router.addInLane(edge, lanes.xOf(edge), lanes.before(edge));
        result.routes.endRoute();
    }
}

} // namespace layered
} // namespace lathe
