#pragma once

#include "widgets/graph_view/graph_layout.h"

#include <vector>

namespace lathe::layered {

/// The graph with one vertex per rank that a short edge crosses, so that every segment joins neighbouring ranks.
struct Vertex {
    double width = 0, height = 0, x = 0; ///< x is the centre
    int rank = 0, order = 0;
    bool isReal = true;
    std::vector<int> up, down; ///< neighbours in the rank above and below
};

struct Layers {
    std::vector<Vertex> vertices;         ///< the nodes first, then the bends
    std::vector<std::vector<int>> ranks;  ///< vertices of each rank, left to right
    std::vector<std::vector<int>> chains; ///< per edge: its vertices from end to end; empty for lane edges
    std::vector<int> laneEdges;
};

/// Longest-path ranks; every source then sinks to just above its first reader.
std::vector<int> assignRanks(int nodes, const std::vector<std::pair<int, int>>& edges);
Layers makeLayers(const LayoutInput& input, const std::vector<int>& ranks, int longSpan);
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

} // namespace lathe::layered
