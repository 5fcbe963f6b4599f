#include "widgets/graph_view/layered_graph.h"

#include <algorithm>
#include <cmath>

namespace lathe::layered {
namespace {

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

struct Wish {
    double x = 0, weight = 0;
};

// A node follows the nodes that it touches directly; bends follow their chain. The weights make a main path hold its column
// and push the edges that pass by aside, rather than meet them half way.
Wish wishOf(const Layers& layers, int v, bool fromAbove) {
    const Vertex& vertex = layers.vertices[at(v)];
    const std::vector<int>& neighbours = fromAbove ? vertex.up : vertex.down;
    double realSum = 0, bendSum = 0;
    int real = 0, bends = 0;
    for (const int n : neighbours) {
        const Vertex& neighbour = layers.vertices[at(n)];
        (neighbour.isReal ? realSum : bendSum) += neighbour.x;
        ++(neighbour.isReal ? real : bends);
    }
    if (real + bends == 0) return {vertex.x, 1e-6};
    if (!vertex.isReal) return {(realSum + bendSum) / (real + bends), bends > 0 ? 4.0 : 0.05};
    if (real > 0) return {realSum / real, 1000.0};
    return {bendSum / bends, 10.0};
}

struct Block {
    double weight = 0, weighted = 0; ///< of x minus the offsets
    std::size_t first = 0;
    double place() const { return weighted / weight; }
};

// The positions nearest to the wishes (weighted least squares) that keep the order and the gaps: pool adjacent violators.
void placeRank(Layers& layers, const std::vector<int>& rank, double gap, bool fromAbove) {
    std::vector<Block> blocks;
    std::vector<double> offsets(rank.size(), 0);
    for (std::size_t i = 0; i < rank.size(); ++i) {
        if (i > 0) {
            const Vertex &left = layers.vertices[at(rank[i - 1])], &right = layers.vertices[at(rank[i])];
            const double between = left.isReal && right.isReal ? gap : gap * 0.6;
            offsets[i] = offsets[i - 1] + (left.width + right.width) / 2 + between;
        }
        const Wish wish = wishOf(layers, rank[i], fromAbove);
        blocks.push_back({wish.weight, wish.weight * (wish.x - offsets[i]), i});
        while (blocks.size() > 1 && blocks[blocks.size() - 2].place() > blocks.back().place()) {
            const Block right = blocks.back();
            blocks.pop_back();
            blocks.back().weight += right.weight;
            blocks.back().weighted += right.weighted;
        }
    }
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        const std::size_t end = b + 1 < blocks.size() ? blocks[b + 1].first : rank.size();
        for (std::size_t i = blocks[b].first; i < end; ++i)
            layers.vertices[at(rank[i])].x = blocks[b].place() + offsets[i];
    }
}

// Least squares leaves a light neighbour's pull of less than a pixel; columns must be straight, so it is taken out.
void snapColumns(Layers& layers, double gap) {
    constexpr double kSnap = 4.0;
    for (std::size_t r = 1; r < layers.ranks.size(); ++r) {
        const std::vector<int>& rank = layers.ranks[r];
        for (std::size_t i = 0; i < rank.size(); ++i) {
            Vertex& vertex = layers.vertices[at(rank[i])];
            double wanted = vertex.x;
            for (const int n : vertex.up)
                if (std::abs(layers.vertices[at(n)].x - vertex.x) < kSnap) wanted = layers.vertices[at(n)].x;
            const double shift = wanted - vertex.x;
            if (shift == 0) continue;
            const auto clear = [&](const Vertex& other, double sign) {
                return sign * (other.x - wanted) >= (other.width + vertex.width) / 2 + gap * 0.6 - kSnap;
            };
            if (i > 0 && shift < 0 && !clear(layers.vertices[at(rank[i - 1])], -1)) continue;
            if (i + 1 < rank.size() && shift > 0 && !clear(layers.vertices[at(rank[i + 1])], 1)) continue;
            vertex.x = wanted;
        }
    }
}

} // namespace

void placeColumns(Layers& layers, double gap, int sweeps) {
    for (const std::vector<int>& rank : layers.ranks) {
        double x = 0;
        for (const int v : rank) {
            Vertex& vertex = layers.vertices[at(v)];
            vertex.x = x + vertex.width / 2;
            x += vertex.width + gap;
        }
        for (const int v : rank)
            layers.vertices[at(v)].x -= x / 2;
    }
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        for (std::size_t r = 1; r < layers.ranks.size(); ++r)
            placeRank(layers, layers.ranks[r], gap, true);
        if (sweep + 1 == sweeps) break;
        for (std::size_t r = layers.ranks.size(); r-- > 0;)
            placeRank(layers, layers.ranks[r], gap, false);
    }
    // Sources have nobody above: let them stand over their readers.
    for (std::size_t r = layers.ranks.size(); r-- > 0;) {
        std::vector<int>& rank = layers.ranks[r];
        if (std::all_of(rank.begin(), rank.end(), [&](int v) { return layers.vertices[at(v)].up.empty(); }))
            placeRank(layers, rank, gap, false);
    }
    snapColumns(layers, gap);
}

} // namespace lathe::layered
