#pragma once

#include "widgets/profiler/timeline_data.h"
#include "widgets/profiler/timeline_scale.h"
#include "widgets/theme/theme.h"

#include <QWidget>

#include <map>
#include <set>

namespace lathe {

/// The timeline: a lane per engine, bandwidth and on-chip memory below. Knows nothing of documents.
class TimelineView : public QWidget {
    Q_OBJECT
public:
    explicit TimelineView(const Theme& theme, QWidget* parent = nullptr);

    void setData(TimelineData data);
    const TimelineData& data() const { return m_data; }
    /// Its engine, and its core where there are several.
    QString titleOf(const Lane& lane) const;
    void setSelectedLayers(std::set<std::int32_t> layers, bool reveal);
    void fitAll();
    /// From the end of the start-up overhead on.
    void fitEngines();
    void fitSelection();
    /// What a hover says, as rich text; empty where there is nothing.
    QString tipAt(QPointF place) const;
    /// The part of the start-up overhead that is in sight; empty when none is.
    QRectF startUpRect() const;
    QSize minimumSizeHint() const override { return {320, 260}; }

signals:
    void layerPicked(int layer);
    /// begin == end: no range.
    void rangeChanged(double begin, double end);

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Hit {
        int lane = -1, event = -1;
    };
    QRectF laneRect(std::size_t lane) const;
    QRectF bandwidthRect() const;
    QRectF memoryRect() const;
    Hit hitAt(QPointF place) const;
    double toTime(QPointF place) const { return m_scale.toTime(place.x() - kGutter); }
    double toX(double time) const { return kGutter + m_scale.toX(time); }
    void paintAxis(QPainter& painter) const;
    void paintLane(QPainter& painter, std::size_t lane) const;
    void paintBandwidth(QPainter& painter) const;
    void paintMemory(QPainter& painter) const;
    void paintStartUp(QPainter& painter) const;
    void paintRange(QPainter& painter) const;
    void paintCaption(QPainter& painter, const QRectF& lane, const QString& title, const QString& detail) const;
    QString describe(const Hit& hit) const;
    QString describeStartUp() const;
    QString describeLane(const Lane& lane) const;
    QString describeBandwidth(QPointF place) const;
    QString describeMemory(QPointF place) const;
    static double busyTime(const Lane& lane);
    void stepEvent(int direction);
    std::pair<double, double> selectionSpan() const;

    static constexpr double kGutter = 116, kAxis = 24, kLane = 36, kPlot = 64, kGap = 4;
    const Theme& m_theme;
    TimelineData m_data;
    TimelineScale m_scale;
    std::set<std::int32_t> m_selected;
    double m_rangeBegin = 0, m_rangeEnd = 0;
    QPointF m_pressed, m_last;
    enum class Drag { None, Maybe, Range, Pan } m_drag = Drag::None;
    Hit m_hovered;
};

} // namespace lathe
