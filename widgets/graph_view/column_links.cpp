#include "widgets/graph_view/layered_graph.h"

#include <algorithm>
#include <tuple>

namespace lathe::layered {
namespace {

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

/// The edges that run between the ranks, and how long the paths of data through them are.
class DataPaths {
public:
    DataPaths(const Layers& layers, const LayoutInput& input)
        : m_input(input), m_above(input.sizes.size(), 0), m_below(input.sizes.size(), 0), m_up(input.sizes.size(), -1),
          m_down(input.sizes.size(), -1) {
        std::vector<std::pair<int, int>> byRank;
        for (std::size_t e = 0; e < input.edges.size(); ++e)
            if (layers.firstBend[e] >= 0) byRank.emplace_back(layers.rank[at(input.edges[e].first)], static_cast<int>(e));
        const std::vector<int> edges = Lists::of(layers.ranks.count(), byRank).items;
        for (const int e : edges)
            extend(e, from(e), to(e), m_above, m_up);
        for (auto e = edges.rbegin(); e != edges.rend(); ++e)
            extend(*e, to(*e), from(*e), m_below, m_down);
        for (const int e : edges)
            if (m_longest < 0 || through(e) > through(m_longest)) m_longest = e;
    }

    int through(int edge) const { return m_above[at(from(edge))] + weight(edge) + m_below[at(to(edge))]; }

    std::vector<bool> trunk() const {
        std::vector<bool> isTrunk(m_input.edges.size(), false);
        if (m_longest < 0) return isTrunk;
        isTrunk[at(m_longest)] = true;
        for (int e = m_up[at(from(m_longest))]; e >= 0; e = m_up[at(from(e))])
            isTrunk[at(e)] = true;
        for (int e = m_down[at(to(m_longest))]; e >= 0; e = m_down[at(to(e))])
            isTrunk[at(e)] = true;
        return isTrunk;
    }

private:
    int from(int edge) const { return m_input.edges[at(edge)].first; }
    int to(int edge) const { return m_input.edges[at(edge)].second; }
    // A detour over the computation of a shape must not count as a longer way than the data's own.
    int weight(int edge) const { return m_input.steers.empty() || !m_input.steers[at(edge)] ? 1 : -1; }

    void extend(int edge, int begin, int end, std::vector<int>& length, std::vector<int>& best) const {
        const int reached = length[at(begin)] + weight(edge);
        if (best[at(end)] >= 0 && length[at(end)] >= reached) return;
        length[at(end)] = reached;
        best[at(end)] = edge;
    }

    const LayoutInput& m_input;
    std::vector<int> m_above, m_below, m_up, m_down;
    int m_longest = -1;
};

struct Link {
    int upper, lower;
    int kind, length; ///< what is straight first: the trunk, boxes in line, long edges, their ends; then longer paths
};

/// The segments below each rank.
std::vector<Link> makeLinks(const Layers& layers, const LayoutInput& input, int& trunkTop, std::vector<std::pair<int, int>>& byRank) {
    const DataPaths paths(layers, input);
    const std::vector<bool> isTrunk = paths.trunk();
    std::vector<Link> links;
    links.reserve(layers.down.items.size());
    for (std::size_t e = 0; e < input.edges.size(); ++e) {
        if (layers.firstBend[e] < 0) continue;
        const int length = paths.through(static_cast<int>(e));
        layers.forSegments(input, static_cast<int>(e), [&](int upper, int lower) {
            const bool fromBox = layers.isReal(upper), toBox = layers.isReal(lower);
            const int kind = isTrunk[e] ? 3 : fromBox && toBox ? 2 : !fromBox && !toBox ? 1 : 0;
            byRank.emplace_back(layers.rank[at(upper)], static_cast<int>(links.size()));
            links.push_back({upper, lower, kind, length});
            if (isTrunk[e] && (trunkTop < 0 || layers.rank[at(upper)] < layers.rank[at(trunkTop)])) trunkTop = upper;
        });
    }
    return links;
}

// Best first, each vertex once, and none that crosses a taken one: columns that crossed could not both be straight.
class LinkTaker {
public:
    LinkTaker(const Layers& layers, Columns& columns) : m_layers(layers), m_columns(columns), m_isReached(at(layers.count()), false) {}

    void take(std::vector<const Link*>& links) {
        std::sort(links.begin(), links.end(),
                  [](const Link* a, const Link* b) { return std::tuple(-a->kind, -a->length, a) < std::tuple(-b->kind, -b->length, b); });
        m_taken.clear();
        for (const Link* link : links) {
            if (m_isReached[at(link->lower)]) continue;
            const std::pair ends(m_layers.order[at(link->upper)], m_layers.order[at(link->lower)]);
            const auto right = std::lower_bound(m_taken.begin(), m_taken.end(), std::pair(ends.first, 0));
            if (right != m_taken.end() && (right->first == ends.first || right->second < ends.second)) continue;
            if (right != m_taken.begin() && std::prev(right)->second > ends.second) continue;
            m_taken.insert(right, ends);
            m_isReached[at(link->lower)] = true;
            m_columns.next[at(link->upper)] = link->lower;
        }
    }

private:
    const Layers& m_layers;
    Columns& m_columns;
    std::vector<bool> m_isReached;
    std::vector<std::pair<int, int>> m_taken; ///< places of the ends, left to right
};

} // namespace

Columns linkColumns(const Layers& layers, const LayoutInput& input) {
    Columns columns{std::vector<int>(at(layers.count()), -1)};
    std::vector<std::pair<int, int>> byRank;
    const std::vector<Link> links = makeLinks(layers, input, columns.trunk, byRank);
    const Lists below = Lists::of(layers.ranks.count(), byRank);
    LinkTaker taker(layers, columns);
    std::vector<const Link*> ofRank;
    for (int r = 0; r < below.count(); ++r) {
        ofRank.clear();
        for (const int link : below[r])
            ofRank.push_back(&links[at(link)]);
        taker.take(ofRank);
    }
    return columns;
}

} // namespace lathe::layered
