#pragma once

#include "widgets/graph_view/graph_scene.h"
#include "widgets/theme/theme.h"

#include <QPainter>

namespace lathe {

/// Colours per node of the colour mode in use; empty: by category.
struct GraphOverlay {
    std::vector<QColor> colours;
    std::vector<bool> hatched;    ///< host nodes: not by colour alone
    std::vector<QString> numbers; ///< shown on the box ("0.12 ms")
    bool isEmpty() const { return colours.empty(); }
};

/// What of the scene is marked.
struct GraphMarks {
    std::vector<bool> selected;
    int hovered = -1;
    int hoveredEdge = -1;
};

/// Draws the part of a scene that a view shows. Three levels: boxes only, boxes and lines, everything.
class GraphPainter {
public:
    GraphPainter(const GraphScene& scene, const Theme& theme, const GraphOverlay& overlay, const GraphMarks& marks)
        : m_scene(scene), m_theme(theme), m_overlay(overlay), m_marks(marks) {}

    /// `area` in scene coordinates; the painter's transform is set.
    void paint(QPainter& painter, const QRectF& area, double zoom, const QFont& font) const;

private:
    void paintEdges(QPainter& painter, const QRectF& area, double zoom) const;
    void paintNode(QPainter& painter, int index, double zoom, const QFont& font) const;
    void paintLabels(QPainter& painter, const std::vector<int>& edges, const QFont& font) const;
    QColor colourOf(int index) const;
    bool isSelected(int index) const {
        return static_cast<std::size_t>(index) < m_marks.selected.size() && m_marks.selected[static_cast<std::size_t>(index)];
    }

    const GraphScene& m_scene;
    const Theme& m_theme;
    const GraphOverlay& m_overlay;
    const GraphMarks& m_marks;
};

/// Smooth line through the points of a route, leaving and arriving vertically.
QPainterPath routePath(const std::vector<QPointF>& route);

} // namespace lathe
