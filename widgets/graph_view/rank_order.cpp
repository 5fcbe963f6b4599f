#include "widgets/graph_view/layered_graph.h"

#include <algorithm>
#include <tuple>

namespace lathe::layered {
namespace {

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

void numberRank(Layers& layers, std::span<const int> rank) {
    for (std::size_t i = 0; i < rank.size(); ++i)
        layers.order[at(rank[i])] = static_cast<int>(i);
}

void numberRanks(Layers& layers) {
    for (int r = 0; r < layers.ranks.count(); ++r)
        numberRank(layers, std::as_const(layers.ranks)[r]);
}

// Depth first from the sources: what hangs together starts side by side.
void initialOrder(Layers& layers) {
    std::vector<bool> seen(at(layers.count()), false);
    std::vector<int> stack, next(layers.ranks.begins.begin(), layers.ranks.begins.end() - 1);
    for (int start = 0; start < layers.count(); ++start) {
        if (!std::as_const(layers.up)[start].empty()) continue;
        stack.push_back(start);
        while (!stack.empty()) {
            const int v = stack.back();
            stack.pop_back();
            if (seen[at(v)]) continue;
            seen[at(v)] = true;
            layers.ranks.items[at(next[at(layers.rank[at(v)])]++)] = v;
            const std::span<const int> down = std::as_const(layers.down)[v];
            stack.insert(stack.end(), down.rbegin(), down.rend());
        }
    }
}

class Sweeper {
public:
    explicit Sweeper(Layers& layers) : m_layers(layers) {}

    void sweep(bool isDown) {
        const int ranks = m_layers.ranks.count();
        for (int i = 1; i < ranks; ++i)
            sortRank(m_layers.ranks[isDown ? i : ranks - 1 - i], isDown ? m_layers.up : m_layers.down);
    }

private:
    void sortRank(std::span<int> rank, const Lists& neighbours) {
        if (rank.size() < 2) return;
        m_keys.clear();
        for (const int v : rank) {
            double sum = 0;
            for (const int n : neighbours[v])
                sum += m_layers.order[at(n)];
            const auto count = static_cast<double>(neighbours[v].size());
            m_keys.emplace_back(count == 0 ? m_layers.order[at(v)] : sum / count, m_layers.order[at(v)], v);
        }
        std::sort(m_keys.begin(), m_keys.end());
        for (std::size_t i = 0; i < rank.size(); ++i)
            rank[i] = std::get<2>(m_keys[i]);
        numberRank(m_layers, rank);
    }

    Layers& m_layers;
    std::vector<std::tuple<double, int, int>> m_keys; ///< barycentre, place until now, vertex
};

// Pairs of segments in the wrong order, counted in a Fenwick tree over the lower rank.
class CrossingCounter {
public:
    explicit CrossingCounter(const Layers& layers) : m_layers(layers) {}

    long long below(int rank) {
        const std::span<const int> upper = m_layers.ranks[rank], lower = m_layers.ranks[rank + 1];
        if (upper.size() < 2 || lower.size() < 2) return 0;
        m_tree.assign(lower.size() + 1, 0);
        long long crossings = 0;
        int inserted = 0;
        for (const int v : upper) {
            for (const int to : m_layers.down[v])
                crossings += inserted - upTo(m_layers.order[at(to)] + 1);
            for (const int to : m_layers.down[v])
                insert(m_layers.order[at(to)] + 1);
            inserted += static_cast<int>(m_layers.down[v].size());
        }
        return crossings;
    }

private:
    int upTo(int place) const {
        int sum = 0;
        for (int i = place; i > 0; i -= i & -i)
            sum += m_tree[at(i)];
        return sum;
    }
    void insert(int place) {
        for (int i = place; i < static_cast<int>(m_tree.size()); i += i & -i)
            ++m_tree[at(i)];
    }

    const Layers& m_layers;
    std::vector<int> m_tree;
};

} // namespace

long long countCrossings(const Layers& layers) {
    CrossingCounter counter(layers);
    long long crossings = 0;
    for (int r = 0; r + 1 < layers.ranks.count(); ++r)
        crossings += counter.below(r);
    return crossings;
}

long long orderRanks(Layers& layers, int sweeps) {
    initialOrder(layers);
    numberRanks(layers);
    std::vector<int> best = layers.ranks.items;
    long long fewest = countCrossings(layers);
    Sweeper sweeper(layers);
    for (int sweep = 0; sweep < sweeps && fewest > 0; ++sweep) {
        sweeper.sweep(sweep % 2 == 0);
        const long long crossings = countCrossings(layers);
        if (crossings < fewest) {
            fewest = crossings;
            best = layers.ranks.items;
        } else if (sweep >= 3) {
            break;
        }
    }
    layers.ranks.items = std::move(best);
    numberRanks(layers);
    return fewest;
}

} // namespace lathe::layered
