#include "widgets/graph_view/layered_graph.h"

#include <algorithm>
#include <limits>

namespace lathe::layered {
namespace {

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

struct Links {
    Lists out, in;
};

Links linksOf(int nodes, const std::vector<std::pair<int, int>>& edges) {
    std::vector<std::pair<int, int>> pairs;
    pairs.reserve(edges.size());
    for (const auto& [from, to] : edges)
        if (from != to) pairs.emplace_back(from, to);
    Links links{Lists::of(nodes, pairs), {}};
    for (auto& [from, to] : pairs)
        std::swap(from, to);
    links.in = Lists::of(nodes, pairs);
    return links;
}

// The first visit of a node from the sources on; a cycle's nodes are appended in order of index.
std::vector<int> topologicalOrder(const Links& links) {
    const int nodes = links.out.count();
    std::vector<int> waiting(at(nodes)), order;
    std::vector<bool> done(at(nodes), false);
    order.reserve(at(nodes));
    for (int v = 0; v < nodes; ++v)
        waiting[at(v)] = static_cast<int>(links.in[v].size());
    for (int v = 0; v < nodes; ++v)
        if (waiting[at(v)] == 0) order.push_back(v);
    std::size_t next = 0;
    int restart = 0;
    while (true) {
        for (; next < order.size(); ++next) {
            done[at(order[next])] = true;
            for (const int to : links.out[order[next]])
                if (--waiting[at(to)] == 0 && !done[at(to)]) order.push_back(to);
        }
        while (restart < nodes && done[at(restart)])
            ++restart;
        if (restart == nodes) return order;
        waiting[at(restart)] = 0;
        done[at(restart)] = true;
        order.push_back(restart);
    }
}

// What only prepares an input (a cache that is cut and turned) belongs beside its first reader, not at the top of the picture.
void sinkFeeders(const Links& links, const std::vector<int>& order, const std::vector<int>& place, std::vector<int>& rank) {
    constexpr int kFeederRanks = 8;
    std::vector<bool> isFeeder(order.size(), false);
    for (const int v : order) {
        const std::span<const int> in = links.in[v];
        isFeeder[at(v)] = rank[at(v)] < kFeederRanks && std::all_of(in.begin(), in.end(), [&](int from) { return isFeeder[at(from)]; });
    }
    for (auto v = order.rbegin(); v != order.rend(); ++v) {
        if (!isFeeder[at(*v)]) continue;
        int first = std::numeric_limits<int>::max();
        for (const int to : links.out[*v])
            if (place[at(to)] > place[at(*v)]) first = std::min(first, rank[at(to)]);
        if (first != std::numeric_limits<int>::max()) rank[at(*v)] = std::max(rank[at(*v)], first - 1);
    }
}

/// What says of every edge whether bends lead it from rank to rank.
class ShortEdges {
public:
    ShortEdges(const LayoutInput& input, const std::vector<int>& ranks, int longSpan, int hubReaders)
        : m_input(input), m_ranks(ranks), m_readers(input.sizes.size(), 0), m_longSpan(longSpan), m_hubReaders(hubReaders) {
        for (const auto& [from, to] : input.edges)
            ++m_readers[at(from)];
        // A graph full of skips would have more bends than nodes: the longer ones then take lanes, too.
        const auto most = 3 * static_cast<long long>(input.sizes.size() + input.edges.size());
        while (m_longSpan > 1 && bends() > most)
            m_longSpan /= 2;
    }

    bool contains(std::size_t edge) const {
        const int span = this->span(edge);
        const bool isHub = m_readers[at(m_input.edges[edge].first)] >= m_hubReaders;
        return span > 0 && span <= (isHub ? 1 : m_longSpan);
    }
    int span(std::size_t edge) const { return m_ranks[at(m_input.edges[edge].second)] - m_ranks[at(m_input.edges[edge].first)]; }
    long long bends() const {
        long long sum = 0;
        for (std::size_t e = 0; e < m_input.edges.size(); ++e)
            if (contains(e)) sum += span(e) - 1;
        return sum;
    }

private:
    const LayoutInput& m_input;
    const std::vector<int>& m_ranks;
    std::vector<int> m_readers;
    int m_longSpan, m_hubReaders;
};

void addBends(Layers& layers, const LayoutInput& input, const ShortEdges& shortEdges) {
    const std::size_t total = at(layers.nodes) + static_cast<std::size_t>(shortEdges.bends());
    layers.width.resize(total, 4);
    layers.height.resize(total, 0);
    layers.rank.reserve(total);
    layers.firstBend.assign(input.edges.size(), -1);
    for (std::size_t e = 0; e < input.edges.size(); ++e) {
        if (!shortEdges.contains(e)) {
            layers.laneEdges.push_back(static_cast<int>(e));
            continue;
        }
        layers.firstBend[e] = layers.count();
        for (int step = 1; step < shortEdges.span(e); ++step)
            layers.rank.push_back(layers.rank[at(input.edges[e].first)] + step);
    }
}

} // namespace

std::vector<int> assignRanks(int nodes, const std::vector<std::pair<int, int>>& edges) {
    const Links links = linksOf(nodes, edges);
    const std::vector<int> order = topologicalOrder(links);
    std::vector<int> place(at(nodes)), rank(at(nodes), 0);
    for (std::size_t i = 0; i < order.size(); ++i)
        place[at(order[i])] = static_cast<int>(i);
    for (const int v : order)
        for (const int to : links.out[v])
            if (place[at(to)] > place[at(v)]) rank[at(to)] = std::max(rank[at(to)], rank[at(v)] + 1);
    sinkFeeders(links, order, place, rank);
    return rank;
}

Layers makeLayers(const LayoutInput& input, const std::vector<int>& ranks, int longSpan, int hubReaders) {
    Layers layers;
    layers.nodes = static_cast<int>(input.sizes.size());
    layers.rank = ranks;
    int last = 0;
    for (std::size_t i = 0; i < input.sizes.size(); ++i) {
        layers.width.push_back(input.sizes[i].width());
        layers.height.push_back(input.sizes[i].height());
        last = std::max(last, ranks[i]);
    }
    addBends(layers, input, ShortEdges(input, ranks, longSpan, hubReaders));
    layers.x.assign(layers.rank.size(), 0);
    layers.order.assign(layers.rank.size(), 0);
    std::vector<std::pair<int, int>> pairs;
    pairs.reserve(layers.rank.size() + input.edges.size());
    for (std::size_t e = 0; e < input.edges.size(); ++e)
        if (layers.firstBend[e] >= 0)
            layers.forSegments(input, static_cast<int>(e), [&](int upper, int lower) { pairs.emplace_back(upper, lower); });
    layers.down = Lists::of(layers.count(), pairs);
    for (auto& [upper, lower] : pairs)
        std::swap(upper, lower);
    layers.up = Lists::of(layers.count(), pairs);
    pairs.clear();
    for (int v = 0; v < layers.count(); ++v)
        pairs.emplace_back(layers.rank[at(v)], v);
    layers.ranks = Lists::of(last + 1, pairs);
    return layers;
}

} // namespace lathe::layered
