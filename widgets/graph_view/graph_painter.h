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
    std::vector<bool> lit; ///< where it is not empty, all other boxes step back
    int hovered = -1;

    bool isSelected(int node) const { return has(selected, node); }
    bool isDimmed(int node) const { return !lit.empty() && !has(lit, node); }

private:
    static bool has(const std::vector<bool>& flags, int node) {
        return static_cast<std::size_t>(node) < flags.size() && flags[static_cast<std::size_t>(node)];
    }
};

/// Draws the part of a scene that a view shows. From afar coloured blocks and lines, then boxes and curves, near by everything.
class GraphPainter {
public:
    GraphPainter(const GraphScene& scene, const Theme& theme, const GraphOverlay& overlay, const GraphMarks& marks);

    /// `area` in scene coordinates; the painter's transform is set.
    void paint(QPainter& painter, const QRectF& area, double zoom, const QFont& font) const;
    /// Asked now and then; once it says true, paint() leaves the rest out.
    void stopWhen(std::function<bool()> isStopped) { m_isStopped = std::move(isStopped); }
    /// All boxes as blocks of colour, without edges.
    void paintOverview(QPainter& painter, double zoom) const;

private:
    static constexpr double kShortestLine = 2; ///< pixels, from afar: what is shorter lies between two boxes that touch

    void paintBlocks(QPainter& painter, const std::vector<int>& nodes, double zoom) const;
    void paintLines(QPainter& painter, const std::vector<int>& edges, double zoom) const;
    void paintEdges(QPainter& painter, const std::vector<int>& edges, const QRectF& area, double zoom) const;
    void paintMarkedEdges(QPainter& painter, const QRectF& area, double zoom) const;
    void paintEdge(QPainter& painter, std::span<const QPointF> route, const QRectF& area, double zoom, const QColor& colour) const;
    void paintNode(QPainter& painter, int index, double zoom, const QFont& font) const;
    void paintBody(QPainter& painter, int index, const QRectF& header, double zoom) const;
    void paintHeader(QPainter& painter, int index, const QRectF& header, const QFont& font) const;
    void paintContent(QPainter& painter, const SceneNode& node, double top, const QFont& font) const;
    void paintLabels(QPainter& painter, const std::vector<int>& edges, const QFont& font) const;
    QColor colourOf(int index) const;

    const GraphScene& m_scene;
    const Theme& m_theme;
    const GraphOverlay& m_overlay;
    const GraphMarks& m_marks;
    std::vector<QColor> m_categories; ///< by OpCategory
    QColor m_terminal;
    std::function<bool()> m_isStopped;
};

/// Smooth line through the points of a route, leaving and arriving in the direction of the data; what lies outside `area` is left out.
QPainterPath routePath(std::span<const QPointF> route, bool isHorizontal, const QRectF& area);
/// The whole way of an edge, the part of its lane that it shares with others included.
std::vector<QPointF> wholeRoute(const GraphScene& scene, int edge);
/// A sign beside the colour for who cannot tell the colours apart.
QChar glyphOf(OpCategory category);

} // namespace lathe
