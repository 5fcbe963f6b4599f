#include "widgets/graph_view/view_place.h"

namespace lathe {
namespace {

constexpr double kMargin = 24, kLeastReadable = 0.6, kSmallest = 0.000005;

} // namespace

ViewPlace placeOfWhole(const QRectF& area, QSizeF view, double maxZoom) {
    const QRectF padded = area.adjusted(-kMargin, -kMargin, kMargin, kMargin);
    const double zoom = std::clamp(std::min(view.width() / padded.width(), view.height() / padded.height()), kSmallest, maxZoom);
    return {zoom, QPointF(view.width() / 2, view.height() / 2) - padded.center() * zoom};
}

ViewPlace placeOfStart(const GraphScene& scene, QSizeF view) {
    const ViewPlace whole = placeOfWhole(scene.bounds, view, 1);
    if (whole.zoom >= kLeastReadable) return whole;
    const double width = scene.bounds.width() + 2 * kMargin;
    const double zoom = std::clamp(view.width() / width, kLeastReadable, 1.0);
    // What is wider than the view is entered at its trunk, which the layout puts at 0.
    const double middle = width * zoom <= view.width() ? scene.bounds.center().x() : 0;
    return {zoom, {view.width() / 2 - middle * zoom, kMargin - scene.bounds.top() * zoom}};
}

} // namespace lathe
