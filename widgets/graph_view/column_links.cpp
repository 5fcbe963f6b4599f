#include "widgets/graph_view/layered_graph.h"

#include <algorithm>
#include <map>
#include <numeric>

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
        std::vector<int> edges;
        for (std::size_t e = 0; e < input.edges.size(); ++e)
            if (!layers.chains[e].empty()) edges.push_back(static_cast<int>(e));
        std::stable_sort(edges.begin(), edges.end(), [&](int a, int b) {
            return layers.vertices[at(input.edges[at(a)].first)].rank < layers.vertices[at(input.edges[at(b)].first)].rank;
        });
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

std::vector<std::vector<Link>> linksByRank(const Layers& layers, const LayoutInput& input, int& trunkTop) {
    const DataPaths paths(layers, input);
    const std::vector<bool> isTrunk = paths.trunk();
    std::vector<std::vector<Link>> links(layers.ranks.size());
    for (std::size_t e = 0; e < input.edges.size(); ++e) {
        const std::vector<int>& chain = layers.chains[e];
        for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
            const Vertex &upper = layers.vertices[at(chain[i])], &lower = layers.vertices[at(chain[i + 1])];
            const int kind = isTrunk[e] ? 3 : upper.isReal && lower.isReal ? 2 : !upper.isReal && !lower.isReal ? 1 : 0;
            links[at(upper.rank)].push_back({chain[i], chain[i + 1], kind, paths.through(static_cast<int>(e))});
            if (isTrunk[e] && (trunkTop < 0 || upper.rank < layers.vertices[at(trunkTop)].rank)) trunkTop = chain[i];
        }
    }
    return links;
}

// Best first, each vertex once, and none that crosses a taken one: columns that crossed could not both be straight.
void takeLinks(const Layers& layers, std::vector<Link>& links, Columns& columns) {
    std::stable_sort(links.begin(), links.end(),
                     [](const Link& a, const Link& b) { return std::pair(a.kind, a.length) > std::pair(b.kind, b.length); });
    std::map<int, int> taken;
    std::vector<bool> isReached(
        layers.vertices.empty() || links.empty() ? 0 : layers.ranks[at(layers.vertices[at(links[0].lower)].rank)].size());
    for (const Link& link : links) {
        const int upper = layers.vertices[at(link.upper)].order, lower = layers.vertices[at(link.lower)].order;
        if (isReached[at(lower)]) continue;
        const auto right = taken.lower_bound(upper);
        if (right != taken.end() && (right->first == upper || right->second < lower)) continue;
        if (right != taken.begin() && std::prev(right)->second > lower) continue;
        taken.emplace(upper, lower);
        isReached[at(lower)] = true;
        columns.next[at(link.upper)] = link.lower;
    }
}

} // namespace

Columns linkColumns(const Layers& layers, const LayoutInput& input) {
    Columns columns{std::vector<int>(layers.vertices.size(), -1)};
    for (std::vector<Link>& links : linksByRank(layers, input, columns.trunk))
        if (!links.empty()) takeLinks(layers, links, columns);
    return columns;
}

} // namespace lathe::layered
