#pragma once

#include "widgets/graph_view/graph_painter.h"
#include "widgets/graph_view/minimap.h"
#include "widgets/graph_view/place_history.h"
#include "widgets/graph_view/view_place.h"

#include <QTimer>
#include <QVariantAnimation>
#include <QWidget>

#include <memory>

class QHelpEvent;

namespace lathe {

/// Pan, zoom, hover and selection on a GraphScene. Knows nothing of documents: it tells what was picked.
class GraphView : public QWidget {
    Q_OBJECT
public:
    explicit GraphView(const Theme& theme, QWidget* parent = nullptr);

    /// A new graph is shown from its start; with `keepView`, for the same graph laid out afresh, what stood in the middle stays.
    void setScene(std::shared_ptr<const GraphScene> scene, bool keepView);
    const GraphScene* scene() const { return m_scene.get(); }
    std::shared_ptr<const GraphScene> sharedScene() const { return m_scene; }
    /// Off: the wheel scrolls, and zooms with Ctrl.
    void setWheelZooms(bool zooms) { m_wheelZooms = zooms; }
    void setOverlay(GraphOverlay overlay);
    void setSelectedNodes(const std::vector<int>& nodes, bool reveal);
    std::vector<int> selectedNodes() const;
    /// Brings the selection into sight at once; where nothing is selected, the view stays.
    void jumpToSelection();
    /// Only these boxes stay as they are, all others step back; none: all are equal again.
    void setLitNodes(const std::vector<int>& nodes);
    bool hasLitNodes() const { return !m_marks.lit.empty(); }
    bool canGoBack() const { return m_history.canGoBack(); }
    bool canGoForward() const { return m_history.canGoForward(); }
    const GraphOverlay& overlay() const { return m_overlay; }
    double zoom() const { return m_zoom; }
    /// The part of the scene that is in sight.
    QRectF shownArea() const { return {toScene({0, 0}), toScene(QPointF(width(), height()))}; }

public slots:
    void showStart();
    void fitAll();
    void fitSelection();
    void zoomIn() { zoomAt(QRectF(rect()).center(), 1.25); }
    void zoomOut() { zoomAt(QRectF(rect()).center(), 0.8); }
    void zoomToActual();
    void goBack();
    void goForward();
    /// What the selection needs, or what needs it, stays lit.
    void lightUpstream() { light(true); }
    void lightDownstream() { light(false); }

signals:
    void selectionPicked(const std::vector<int>& nodes);
    void zoomChanged(double zoom);
    void contextMenuAsked(int node, QPoint globalPlace);
    void activated(int node);

protected:
    void paintEvent(QPaintEvent*) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    QPointF toScene(QPointF place) const { return (place - m_pan) / m_zoom; }
    QPointF toView(QPointF point) const { return point * m_zoom + m_pan; }
    void zoomAt(QPointF place, double factor);
    void goTo(const ViewPlace& place);
    ViewPlace place() const { return {m_zoom, m_pan}; }
    void remember() { m_history.leave(place()); }
    void light(bool upstream);
    void showMinimapPlace(QPointF place);
    void follow();
    int nodeInTheMiddle() const;
    void reveal(const std::vector<int>& nodes, bool glides);
    void centreOn(QPointF centre, bool glides);
    void pick(int node, bool extend);
    void walk(int key, bool extend);
    void paintRubberBand(QPainter& painter) const;
    bool showTip(QHelpEvent* help);

    const Theme& m_theme;
    std::shared_ptr<const GraphScene> m_scene;
    GraphOverlay m_overlay;
    GraphMarks m_marks;
    double m_zoom = 1;
    QPointF m_pan;
    QSizeF m_sizeOfPan; ///< the view's when m_pan was set: a hidden view learns late how large it is
    QPointF m_pressed, m_lastMove;
    enum class Drag { None, Maybe, Pan, Select, ZoomBox, Map } m_drag = Drag::None;
    /// What the view keeps to while its size changes, until the user moves.
    enum class Follow { Nothing, Start, Whole } m_follow = Follow::Start;
    int m_cursorNode = -1;
    bool m_wheelZooms = true, m_isSpaceHeld = false, m_hasSpacePanned = false;
    Minimap m_minimap;
    PlaceHistory m_history;
    QVariantAnimation m_glide;
};

} // namespace lathe
