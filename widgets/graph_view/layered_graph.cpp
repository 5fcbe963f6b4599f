#include "widgets/graph_view/layered_graph.h"

#include <algorithm>
#include <numeric>

namespace lathe::layered {
namespace {

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

struct Links {
    std::vector<std::vector<int>> out, in;
};

Links linksOf(int nodes, const std::vector<std::pair<int, int>>& edges) {
    Links links{std::vector<std::vector<int>>(at(nodes)), std::vector<std::vector<int>>(at(nodes))};
    for (const auto& [from, to] : edges) {
        if (from == to) continue;
        links.out[at(from)].push_back(to);
        links.in[at(to)].push_back(from);
    }
    return links;
}

// The first visit of a node from the sources on; a cycle's nodes are appended in order of index.
std::vector<int> topologicalOrder(const Links& links) {
    const int nodes = static_cast<int>(links.out.size());
    std::vector<int> waiting(at(nodes)), order;
    std::vector<bool> done(at(nodes), false);
    for (int v = 0; v < nodes; ++v)
        waiting[at(v)] = static_cast<int>(links.in[at(v)].size());
    for (int v = 0; v < nodes; ++v)
        if (waiting[at(v)] == 0) order.push_back(v);
    std::size_t next = 0;
    int restart = 0;
    while (true) {
        for (; next < order.size(); ++next) {
            done[at(order[next])] = true;
            for (const int to : links.out[at(order[next])])
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

void initialOrder(Layers& layers) {
    std::vector<bool> seen(layers.vertices.size(), false);
    std::vector<int> stack;
    for (std::vector<int>& rank : layers.ranks)
        rank.clear();
    for (std::size_t start = 0; start < layers.vertices.size(); ++start) {
        if (!layers.vertices[start].up.empty()) continue;
        stack.push_back(static_cast<int>(start));
        while (!stack.empty()) {
            const int v = stack.back();
            stack.pop_back();
            if (seen[at(v)]) continue;
            seen[at(v)] = true;
            layers.ranks[at(layers.vertices[at(v)].rank)].push_back(v);
            const std::vector<int>& down = layers.vertices[at(v)].down;
            stack.insert(stack.end(), down.rbegin(), down.rend());
        }
    }
}

void numberRank(Layers& layers, const std::vector<int>& rank) {
    for (std::size_t i = 0; i < rank.size(); ++i)
        layers.vertices[at(rank[i])].order = static_cast<int>(i);
}

void sortByBarycentre(Layers& layers, std::vector<int>& rank, bool fromAbove) {
    std::vector<std::pair<double, int>> keys;
    keys.reserve(rank.size());
    for (const int v : rank) {
        const Vertex& vertex = layers.vertices[at(v)];
        const std::vector<int>& neighbours = fromAbove ? vertex.up : vertex.down;
        double sum = 0;
        for (const int n : neighbours)
            sum += layers.vertices[at(n)].order;
        keys.emplace_back(neighbours.empty() ? vertex.order : sum / static_cast<double>(neighbours.size()), v);
    }
    std::stable_sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < rank.size(); ++i)
        rank[i] = keys[i].second;
    numberRank(layers, rank);
}

long long crossingsBetween(const Layers& layers, const std::vector<int>& upper, std::size_t lowerSize) {
    std::vector<int> tree(lowerSize + 1, 0);
    std::vector<int> ends;
    long long crossings = 0;
    int inserted = 0;
    for (const int v : upper) {
        ends.clear();
        for (const int to : layers.vertices[at(v)].down)
            ends.push_back(layers.vertices[at(to)].order);
        for (const int end : ends) {
            int notRight = 0;
            for (int i = end + 1; i > 0; i -= i & -i)
                notRight += tree[at(i)];
            crossings += inserted - notRight;
        }
        for (const int end : ends) {
            for (int i = end + 1; i <= static_cast<int>(lowerSize); i += i & -i)
                ++tree[at(i)];
            ++inserted;
        }
    }
    return crossings;
}

} // namespace

std::vector<int> assignRanks(int nodes, const std::vector<std::pair<int, int>>& edges) {
    const Links links = linksOf(nodes, edges);
    const std::vector<int> order = topologicalOrder(links);
    std::vector<int> place(at(nodes)), rank(at(nodes), 0);
    for (std::size_t i = 0; i < order.size(); ++i)
        place[at(order[i])] = static_cast<int>(i);
    for (const int v : order)
        for (const int to : links.out[at(v)])
            if (place[at(to)] > place[at(v)]) rank[at(to)] = std::max(rank[at(to)], rank[at(v)] + 1);
    for (const int v : order) {
        if (!links.in[at(v)].empty() || links.out[at(v)].empty()) continue;
        int first = std::numeric_limits<int>::max();
        for (const int to : links.out[at(v)])
            first = std::min(first, rank[at(to)]);
        rank[at(v)] = std::max(0, first - 1);
    }
    return rank;
}

Layers makeLayers(const LayoutInput& input, const std::vector<int>& ranks, int longSpan) {
    Layers layers;
    layers.vertices.resize(input.sizes.size());
    int last = 0;
    for (std::size_t i = 0; i < input.sizes.size(); ++i) {
        layers.vertices[i].width = input.sizes[i].width();
        layers.vertices[i].height = input.sizes[i].height();
        layers.vertices[i].rank = ranks[i];
        last = std::max(last, ranks[i]);
    }
    layers.ranks.resize(at(last + 1));
    layers.chains.resize(input.edges.size());
    for (std::size_t e = 0; e < input.edges.size(); ++e) {
        const auto [from, to] = input.edges[e];
        const int span = ranks[at(to)] - ranks[at(from)];
        if (span <= 0 || span > longSpan) {
            layers.laneEdges.push_back(static_cast<int>(e));
            continue;
        }
        int previous = from;
        layers.chains[e] = {from};
        for (int step = 1; step <= span; ++step) {
            int next = to;
            if (step < span) {
                next = static_cast<int>(layers.vertices.size());
                Vertex bend;
                bend.width = 4;
                bend.rank = ranks[at(from)] + step;
                bend.isReal = false;
                layers.vertices.push_back(bend);
            }
            layers.vertices[at(previous)].down.push_back(next);
            layers.vertices[at(next)].up.push_back(previous);
            layers.chains[e].push_back(next);
            previous = next;
        }
    }
    return layers;
}

long long countCrossings(const Layers& layers) {
    long long crossings = 0;
    for (std::size_t r = 0; r + 1 < layers.ranks.size(); ++r)
        crossings += crossingsBetween(layers, layers.ranks[r], layers.ranks[r + 1].size());
    return crossings;
}

long long orderRanks(Layers& layers, int sweeps) {
    initialOrder(layers);
    for (const std::vector<int>& rank : layers.ranks)
        numberRank(layers, rank);
    std::vector<std::vector<int>> best = layers.ranks;
    long long fewest = countCrossings(layers);
    for (int sweep = 0; sweep < sweeps && fewest > 0; ++sweep) {
        const bool isDown = sweep % 2 == 0;
        for (std::size_t i = 1; i < layers.ranks.size(); ++i)
            sortByBarycentre(layers, layers.ranks[isDown ? i : layers.ranks.size() - 1 - i], isDown);
        const long long crossings = countCrossings(layers);
        if (crossings < fewest) {
            fewest = crossings;
            best = layers.ranks;
        } else if (sweep >= 3) {
            break;
        }
    }
    layers.ranks = std::move(best);
    for (const std::vector<int>& rank : layers.ranks)
        numberRank(layers, rank);
    return fewest;
}

} // namespace lathe::layered
