#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <functional>
#include <utility>
#include <vector>

namespace lathe {

/// A directed graph to draw: a box per node, edges as (from, to) indices. Cycles are broken, never followed.
struct LayoutInput {
    std::vector<QSizeF> sizes;
    std::vector<std::pair<int, int>> edges;
    /// Per edge: it brings a shape, an index or a mask, not the data; the columns follow the data. Empty: all bring data.
    std::vector<bool> steers;
};

struct LayoutOptions {
    double nodeGap = 24; ///< between boxes of a rank
    double rankGap = 40; ///< between ranks
    double laneGap = 10; ///< between the lanes of long edges
    int longSpan = 24;   ///< edges over more ranks run in side lanes
    int sweeps = 6;
};

struct LayoutResult {
    std::vector<QRectF> boxes;
    std::vector<int> ranks;
    /// Per edge the points that its curve goes through, from the bottom of `from` to the top of `to`.
    std::vector<std::vector<QPointF>> routes;
    QRectF bounds;
    long long crossings = 0; ///< between neighbouring ranks
};

/// Layered drawing, top to bottom, in about linear time: ranks by longest path (sources pulled down to their first reader),
/// order by barycentre sweeps while crossings fall, the longest path of data in one straight column at x = 0, the other
/// paths in columns beside it, long edges in side lanes. Boxes never overlap.
/// `isStopped` is asked between the phases; a stopped layout returns an empty result. Pure: equal input, equal result.
LayoutResult layoutGraph(const LayoutInput& input, const LayoutOptions& options = {}, const std::function<bool()>& isStopped = {});

} // namespace lathe
