#pragma once

#include "widgets/graph_view/graph_scene.h"

namespace lathe {

/// Where a view stands: view = scene * zoom + pan.
struct ViewPlace {
    double zoom = 1;
    QPointF pan;
};

/// The whole of `area` in the middle of the view, no larger than `maxZoom`.
ViewPlace placeOfWhole(const QRectF& area, QSizeF view, double maxZoom);

/// Where a graph is first seen: whole where it can be read so, or else from its inputs on, at a zoom that can be read.
ViewPlace placeOfStart(const GraphScene& scene, QSizeF view);

} // namespace lathe
