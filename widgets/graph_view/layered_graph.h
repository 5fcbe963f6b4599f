#pragma once

#include "widgets/graph_view/graph_layout.h"
#include "widgets/graph_view/lists.h"

#include <span>
#include <utility>
#include <vector>

namespace lathe::layered {

/// The graph with one vertex per rank that a short edge crosses, so that every segment joins neighbouring ranks.
/// The vertices are the nodes and after them the bends; those of one edge stand behind each other.
struct Layers {
    int nodes = 0;
    std::vector<double> width, height, x; ///< x is the centre
    std::vector<int> rank, order;
    Lists up, down;             ///< neighbours in the rank above and below
    Lists ranks;                ///< vertices of each rank, left to right
    std::vector<int> firstBend; ///< per edge; -1 for edges that run in lanes
    std::vector<int> laneEdges;

    int count() const { return static_cast<int>(rank.size()); }
    bool isReal(int vertex) const { return vertex < nodes; }
    /// The vertices of a short edge from end to end, one after the other.
    template <class Visit>
    void forSegments(const LayoutInput& input, int edge, Visit visit) const {
        const auto [from, to] = input.edges[static_cast<std::size_t>(edge)];
        const int bends = rank[static_cast<std::size_t>(to)] - rank[static_cast<std::size_t>(from)] - 1;
        const int first = firstBend[static_cast<std::size_t>(edge)];
        for (int i = 0; i <= bends; ++i)
            visit(i == 0 ? from : first + i - 1, i == bends ? to : first + i);
    }
};

/// Longest-path ranks; every source, and what prepares it, then sinks to just above its first reader.
std::vector<int> assignRanks(int nodes, const std::vector<std::pair<int, int>>& edges);
/// Edges over more than `longSpan` ranks, and those of tensors that `hubReaders` or more read, get no bends but a lane.
Layers makeLayers(const LayoutInput& input, const std::vector<int>& ranks, int longSpan, int hubReaders = 8);
/// Orders each rank by barycentres; returns the crossings left.
long long orderRanks(Layers& layers, int sweeps);

/// Which vertices stand in one straight column: per vertex the one below it in its column, or -1. No two links cross.
struct Columns {
    std::vector<int> next;
    int trunk = -1; ///< top of the column that the longest path of data stands in
};
Columns linkColumns(const Layers& layers, const LayoutInput& input);
/// Gives every vertex its x: the trunk at 0, each other column as near to what it touches as its neighbours leave room.
void placeColumns(Layers& layers, const Columns& columns, double gap, int sweeps);
long long countCrossings(const Layers& layers);

/// Where the ranks stand.
struct RankRows {
    std::vector<double> tops, heights;
    double bottom(int rank) const { return tops[static_cast<std::size_t>(rank)] + heights[static_cast<std::size_t>(rank)]; }
};
/// Gives every edge its route; needs the boxes of `result`.
void routeEdges(const LayoutInput& input, const Layers& layers, const RankRows& rows, const LayoutOptions& options, LayoutResult& result);

} // namespace lathe::layered
