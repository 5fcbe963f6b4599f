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
        : m_layers(layers), m_next(columns.next), m_of(at(layers.count()), -1) {
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
    /// The neighbours of all columns on one side, those of a column behind each other.
    struct Sides {
        std::vector<int> begins;
        std::vector<Side> sides;
        std::span<const Side> operator[](int column) const {
            return {sides.data() + begins[at(column)], sides.data() + begins[at(column) + 1]};
        }
    };
    struct Distance {
        int left, right;
        double distance;
    };

    void number() {
        std::vector<bool> hasUpper(m_next.size(), false);
        for (const int v : m_next)
            if (v >= 0) hasUpper[at(v)] = true;
        for (std::size_t v = 0; v < m_next.size(); ++v) {
            if (hasUpper[v]) continue;
            for (int w = static_cast<int>(v); w >= 0; w = m_next[at(w)])
                m_of[at(w)] = static_cast<int>(m_tops.size());
            m_tops.push_back(static_cast<int>(v));
        }
        m_x.assign(m_tops.size(), 0);
    }

    void measure(double gap) {
        std::vector<Distance> distances;
        for (int r = 0; r < m_layers.ranks.count(); ++r) {
            const std::span<const int> rank = m_layers.ranks[r];
            for (std::size_t i = 1; i < rank.size(); ++i) {
                const int left = rank[i - 1], right = rank[i];
                const double between = m_layers.isReal(left) && m_layers.isReal(right) ? gap : gap * 0.6;
                distances.push_back(
                    {m_of[at(left)], m_of[at(right)], (m_layers.width[at(left)] + m_layers.width[at(right)]) / 2 + between});
            }
        }
        m_left = sidesOf(distances, [](const Distance& d) { return std::pair(d.right, d.left); });
        m_right = sidesOf(distances, [](const Distance& d) { return std::pair(d.left, d.right); });
    }

    template <class Ends>
    Sides sidesOf(const std::vector<Distance>& distances, Ends ends) const {
        Sides result;
        result.begins.assign(m_tops.size() + 1, 0);
        for (const Distance& d : distances)
            ++result.begins[at(ends(d).first) + 1];
        for (std::size_t i = 1; i < result.begins.size(); ++i)
            result.begins[i] += result.begins[i - 1];
        std::vector<int> next(result.begins.begin(), result.begins.end() - 1);
        result.sides.resize(distances.size());
        for (const Distance& d : distances)
            result.sides[at(next[at(ends(d).first)]++)] = {ends(d).second, d.distance};
        return result;
    }

    // Links do not cross, so "left of" has no cycle.
    void sortLeftToRight() {
        std::vector<std::size_t> waiting;
        for (std::size_t c = 0; c < m_tops.size(); ++c)
            waiting.push_back(m_left[static_cast<int>(c)].size());
        for (std::size_t c = 0; c < m_tops.size(); ++c)
            if (waiting[c] == 0) m_order.push_back(static_cast<int>(c));
        for (std::size_t i = 0; i < m_order.size(); ++i)
            for (const Side& side : m_right[m_order[i]])
                if (--waiting[at(side.column)] == 0) m_order.push_back(side.column);
        assert(m_order.size() == m_tops.size());
    }

    double lowest(int column) const {
        double x = -std::numeric_limits<double>::infinity();
        for (const Side& side : m_left[column])
            x = std::max(x, m_x[at(side.column)] + side.distance);
        return x;
    }

    double highest(int column) const {
        double x = std::numeric_limits<double>::infinity();
        for (const Side& side : m_right[column])
            x = std::min(x, m_x[at(side.column)] - side.distance);
        return x;
    }

    // A first picture that keeps all distances: everything against the left; then what is left of the trunk comes up to it.
    void pack() {
        for (const int c : m_order)
            m_x[at(c)] = m_left[c].empty() ? 0 : lowest(c);
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
    double wish(int column) {
        std::vector<double>& ends = m_ends;
        ends.clear();
        for (int v = m_tops[at(column)]; v >= 0; v = m_next[at(v)])
            for (const Lists* side : {&m_layers.up, &m_layers.down})
                for (const int other : (*side)[v])
                    if (m_of[at(other)] != column) ends.push_back(m_x[at(m_of[at(other)])]);
        if (ends.empty()) return m_x[at(column)];
        const auto middle = ends.begin() + static_cast<std::ptrdiff_t>(ends.size() / 2);
        std::nth_element(ends.begin(), middle, ends.end());
        if (ends.size() % 2 == 1) return *middle;
        return (*middle + *std::max_element(ends.begin(), middle)) / 2;
    }

    const Layers& m_layers;
    const std::vector<int>& m_next;
    std::vector<int> m_of, m_order;
    std::vector<int> m_tops; ///< of the columns
    Sides m_left, m_right;
    std::vector<double> m_x, m_ends;
    int m_trunk = -1;
};

} // namespace

void placeColumns(Layers& layers, const Columns& columns, double gap, int sweeps) {
    ColumnPlacement placement(layers, columns, gap);
    placement.place(sweeps);
    for (int v = 0; v < layers.count(); ++v)
        layers.x[at(v)] = placement.xOf(v);
}

} // namespace lathe::layered
