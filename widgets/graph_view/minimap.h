#pragma once

#include "widgets/graph_view/graph_painter.h"

#include <QImage>

namespace lathe {

/// The whole graph in a corner, drawn once and kept; where the view stands is framed in it.
class Minimap {
public:
    /// Draws nothing where the view shows the whole graph or has no room.
    void paint(QPainter& painter, const GraphScene& scene, const Theme& theme, const GraphOverlay& overlay, const GraphMarks& marks,
               QSize view, const QRectF& shown);
    /// Colours or graph are others from now on.
    void forget() { m_picture = {}; }
    bool contains(QPointF place) const { return m_area.adjusted(-4, -4, 4, 4).contains(place); }
    QPointF sceneAt(QPointF place, const GraphScene& scene) const { return (place - m_area.topLeft()) / m_scale + scene.bounds.topLeft(); }

private:
    void draw(const GraphScene& scene, const Theme& theme, const GraphOverlay& overlay, double pixelRatio);

    QRectF m_area; ///< in the view; empty while nothing is drawn
    double m_scale = 1;
    QImage m_picture;
    bool m_isDark = false;
};

} // namespace lathe
