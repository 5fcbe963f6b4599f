#pragma once

#include "widgets/graph_view/graph_painter.h"

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

    void setScene(std::shared_ptr<const GraphScene> scene, bool keepView);
    const GraphScene* scene() const { return m_scene.get(); }
    void setOverlay(GraphOverlay overlay);
    void setSelectedNodes(const std::vector<int>& nodes, bool reveal);
    std::vector<int> selectedNodes() const;
    double zoom() const { return m_zoom; }

public slots:
    void fitAll();
    void fitSelection();
    void zoomIn() { zoomAt(QRectF(rect()).center(), 1.25); }
    void zoomOut() { zoomAt(QRectF(rect()).center(), 0.8); }
    void zoomToActual();

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
    void resizeEvent(QResizeEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    QPointF toScene(QPointF place) const { return (place - m_pan) / m_zoom; }
    QPointF toView(QPointF point) const { return point * m_zoom + m_pan; }
    void zoomAt(QPointF place, double factor);
    void fit(const QRectF& area, double maxZoom);
    void glideTo(QPointF centre);
    void pick(int node, bool extend);
    void walk(int key, bool extend);
    void paintMinimap(QPainter& painter) const;
    void paintRubberBand(QPainter& painter) const;
    bool showTip(QHelpEvent* help);

    const Theme& m_theme;
    std::shared_ptr<const GraphScene> m_scene;
    GraphOverlay m_overlay;
    GraphMarks m_marks;
    double m_zoom = 1;
    QPointF m_pan;
    QPointF m_pressed, m_lastMove;
    enum class Drag { None, Maybe, Pan, Select } m_drag = Drag::None;
    bool m_followsFit = true; ///< the whole was fitted and the user has not moved since
    int m_cursorNode = -1;
    QVariantAnimation m_glide;
};

} // namespace lathe
