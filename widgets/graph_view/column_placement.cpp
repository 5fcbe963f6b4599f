#include "widgets/graph_view/layered_graph.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace lathe::layered {
namespace {

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

/// The columns of a drawing as units: each has one x, and a least distance to each of its neighbours on either side.
class ColumnPlacement {
public:
    ColumnPlacement(const Layers& layers, const Columns& columns, double gap)
        : m_layers(layers), m_next(columns.next), m_of(layers.vertices.size(), -1) {
        number();
        m_trunk = columns.trunk < 0 ? -1 : m_of[at(columns.trunk)];
        measure(gap);
        sortLeftToRight();
    }

    void place(int sweeps) {
        pack();
        for (int sweep = 0; sweep < sweeps; ++sweep) {
            // From both sides in turn: a column can only follow after its neighbour has made room.
            for (std::size_t i = 0; i < m_order.size(); ++i)
                settle(m_order[sweep % 2 == 0 ? m_order.size() - 1 - i : i]);
        }
    }

    double xOf(int vertex) const { return m_x[at(m_of[at(vertex)])]; }

private:
    struct Side {
        int column;
        double distance;
    };
    struct Column {
        std::vector<int> vertices;
        std::vector<Side> left, right;
    };

    void number() {
        std::vector<bool> hasUpper(m_next.size(), false);
        for (const int v : m_next)
            if (v >= 0) hasUpper[at(v)] = true;
        for (std::size_t v = 0; v < m_next.size(); ++v) {
            if (hasUpper[v]) continue;
            m_columns.emplace_back();
            for (int w = static_cast<int>(v); w >= 0; w = m_next[at(w)]) {
                m_of[at(w)] = static_cast<int>(m_columns.size()) - 1;
                m_columns.back().vertices.push_back(w);
            }
        }
        m_x.assign(m_columns.size(), 0);
    }

    void measure(double gap) {
        for (const std::vector<int>& rank : m_layers.ranks)
            for (std::size_t i = 1; i < rank.size(); ++i) {
                const Vertex &left = m_layers.vertices[at(rank[i - 1])], &right = m_layers.vertices[at(rank[i])];
                const double between = left.isReal && right.isReal ? gap : gap * 0.6;
                const double distance = (left.width + right.width) / 2 + between;
                const int a = m_of[at(rank[i - 1])], b = m_of[at(rank[i])];
                m_columns[at(a)].right.push_back({b, distance});
                m_columns[at(b)].left.push_back({a, distance});
            }
    }

    // Links do not cross, so "left of" has no cycle.
    void sortLeftToRight() {
        std::vector<std::size_t> waiting;
        for (const Column& column : m_columns)
            waiting.push_back(column.left.size());
        for (std::size_t c = 0; c < m_columns.size(); ++c)
            if (waiting[c] == 0) m_order.push_back(static_cast<int>(c));
        for (std::size_t i = 0; i < m_order.size(); ++i)
            for (const Side& side : m_columns[at(m_order[i])].right)
                if (--waiting[at(side.column)] == 0) m_order.push_back(side.column);
        assert(m_order.size() == m_columns.size());
    }

    double lowest(int column) const {
        double x = -std::numeric_limits<double>::infinity();
        for (const Side& side : m_columns[at(column)].left)
            x = std::max(x, m_x[at(side.column)] + side.distance);
        return x;
    }

    double highest(int column) const {
        double x = std::numeric_limits<double>::infinity();
        for (const Side& side : m_columns[at(column)].right)
            x = std::min(x, m_x[at(side.column)] - side.distance);
        return x;
    }

    // A first picture that keeps all distances: everything against the left; then what is left of the trunk comes up to it.
    void pack() {
        for (const int c : m_order)
            m_x[at(c)] = m_columns[at(c)].left.empty() ? 0 : lowest(c);
        const double trunk = m_trunk < 0 ? 0 : m_x[at(m_trunk)];
        for (double& x : m_x)
            x -= trunk;
        for (auto c = m_order.rbegin(); c != m_order.rend(); ++c)
            if (*c != m_trunk) m_x[at(*c)] = std::min(highest(*c), std::max(0.0, m_x[at(*c)]));
    }

    void settle(int column) {
        if (column == m_trunk) return;
        m_x[at(column)] = std::max(lowest(column), std::min(wish(column), highest(column)));
    }

    // The middle of what the column's vertices touch in other columns: half of its edges pull to either side.
    double wish(int column) const {
        std::vector<double> ends;
        for (const int v : m_columns[at(column)].vertices) {
            for (const std::vector<int>* side : {&m_layers.vertices[at(v)].up, &m_layers.vertices[at(v)].down})
                for (const int other : *side)
                    if (m_of[at(other)] != column) ends.push_back(m_x[at(m_of[at(other)])]);
        }
        if (ends.empty()) return m_x[at(column)];
        const auto middle = ends.begin() + static_cast<std::ptrdiff_t>(ends.size() / 2);
        std::nth_element(ends.begin(), middle, ends.end());
        if (ends.size() % 2 == 1) return *middle;
        return (*middle + *std::max_element(ends.begin(), middle)) / 2;
    }

    const Layers& m_layers;
    const std::vector<int>& m_next;
    std::vector<int> m_of, m_order;
    std::vector<Column> m_columns;
    std::vector<double> m_x;
    int m_trunk = -1;
};

} // namespace

void placeColumns(Layers& layers, const Columns& columns, double gap, int sweeps) {
    ColumnPlacement placement(layers, columns, gap);
    placement.place(sweeps);
    for (std::size_t v = 0; v < layers.vertices.size(); ++v)
        layers.vertices[v].x = placement.xOf(static_cast<int>(v));
}

} // namespace lathe::layered
