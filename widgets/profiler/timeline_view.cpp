#include "widgets/profiler/timeline_view.h"
#include "widgets/common/strings.h"
#include "widgets/format/number_format.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>

#include <cmath>

namespace lathe {

TimelineView::TimelineView(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(u"timelineView"_s);
    setAccessibleName(tr("Timeline"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TimelineView::setData(TimelineData data) {
    m_data = std::move(data);
    m_rangeBegin = m_rangeEnd = 0;
    m_hovered = {};
    m_selected.clear();
    setMinimumHeight(static_cast<int>(memoryRect().bottom() + kGap));
    // A long start-up would leave the work a sliver; its end stays in sight and the rest is a drag away.
    if (m_data.startUp > m_data.duration() / 2)
        fitEngines();
    else
        fitAll();
}

void TimelineView::setSelectedLayers(std::set<std::int32_t> layers, bool reveal) {
    m_selected = std::move(layers);
    const auto [begin, end] = selectionSpan();
    if (reveal && end > begin && (end < m_scale.begin() || begin > m_scale.end()))
        m_scale.show(begin - m_scale.span() / 2, begin + m_scale.span() / 2, m_data.duration());
    update();
}

std::pair<double, double> TimelineView::selectionSpan() const {
    double begin = m_data.duration(), end = 0;
    for (const Lane& lane : m_data.lanes)
        for (const LaneEvent& event : lane.events) {
            if (!m_selected.contains(m_data.program->instructions[static_cast<std::size_t>(event.instruction)].layer)) continue;
            begin = std::min(begin, event.start);
            end = std::max(end, event.end);
        }
    return {begin, end};
}

void TimelineView::fitAll() {
    m_scale = TimelineScale(0, std::max(1e-9, m_data.duration()), std::max(10.0, width() - kGutter));
    update();
}

void TimelineView::fitEngines() {
    const double work = m_data.duration() - m_data.startUp;
    if (work <= 0) return fitAll();
    fitAll();
    m_scale.show(m_data.startUp - work * 0.06, m_data.duration(), m_data.duration());
}

void TimelineView::fitSelection() {
    const auto [begin, end] = selectionSpan();
    if (end <= begin) return;
    m_scale.show(begin - (end - begin) * 0.1, end + (end - begin) * 0.1, m_data.duration());
    update();
}

void TimelineView::resizeEvent(QResizeEvent*) {
    m_scale.setWidth(std::max(10.0, width() - kGutter));
}

void TimelineView::wheelEvent(QWheelEvent* event) {
    const double steps = event->angleDelta().y() / 120.0;
    m_scale.zoomAt(event->position().x() - kGutter, std::pow(1.25, steps), m_data.duration());
    event->accept();
    update();
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
    m_pressed = m_last = event->position();
    const bool pans = event->button() != Qt::LeftButton || event->modifiers() & Qt::ShiftModifier;
    m_drag = pans ? Drag::Pan : Drag::Maybe;
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
    if (m_drag == Drag::Maybe && std::abs(event->position().x() - m_pressed.x()) > 4) m_drag = Drag::Range;
    if (m_drag == Drag::Pan) m_scale.pan(m_last.x() - event->position().x(), m_data.duration());
    if (m_drag == Drag::Range) {
        m_rangeBegin = std::max(0.0, std::min(toTime(m_pressed), toTime(event->position())));
        m_rangeEnd = std::min(m_data.duration(), std::max(toTime(m_pressed), toTime(event->position())));
        emit rangeChanged(m_rangeBegin, m_rangeEnd);
    }
    m_hovered = hitAt(event->position());
    m_last = event->position();
    update();
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event) {
    if (m_drag == Drag::Maybe) {
        const Hit hit = hitAt(event->position());
        m_rangeBegin = m_rangeEnd = 0;
        emit rangeChanged(0, 0);
        if (hit.event >= 0) {
            const LaneEvent& picked = m_data.lanes[static_cast<std::size_t>(hit.lane)].events[static_cast<std::size_t>(hit.event)];
            emit layerPicked(m_data.program->instructions[static_cast<std::size_t>(picked.instruction)].layer);
        } else {
            emit layerPicked(-1);
        }
    }
    m_drag = Drag::None;
    update();
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event) {
    const Hit hit = hitAt(event->position());
    if (hit.event < 0) return fitAll();
    const LaneEvent& picked = m_data.lanes[static_cast<std::size_t>(hit.lane)].events[static_cast<std::size_t>(hit.event)];
    const double margin = (picked.end - picked.start) * 0.5;
    m_scale.show(picked.start - margin, picked.end + margin, m_data.duration());
    update();
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
    const double middle = m_scale.width() / 2, limit = m_data.duration();
    switch (event->key()) {
    case Qt::Key_W:
        m_scale.zoomAt(middle, 1.4, limit);
        break;
    case Qt::Key_S:
        m_scale.zoomAt(middle, 1 / 1.4, limit);
        break;
    case Qt::Key_A:
        m_scale.pan(-m_scale.width() / 6, limit);
        break;
    case Qt::Key_D:
        m_scale.pan(m_scale.width() / 6, limit);
        break;
    case Qt::Key_Home:
        fitAll();
        break;
    case Qt::Key_F:
        fitSelection();
        break;
    case Qt::Key_Period:
        stepEvent(1);
        break;
    case Qt::Key_Comma:
        stepEvent(-1);
        break;
    case Qt::Key_Escape:
        emit layerPicked(-1);
        break;
    case Qt::Key_R:
        std::tie(m_rangeBegin, m_rangeEnd) = selectionSpan();
        if (m_rangeEnd <= m_rangeBegin) m_rangeBegin = m_rangeEnd = 0;
        emit rangeChanged(m_rangeBegin, m_rangeEnd);
        break;
    default:
        return QWidget::keyPressEvent(event);
    }
    update();
}

void TimelineView::stepEvent(int direction) {
    if (!m_data.program) return;
    const std::int32_t now = m_selected.empty() ? -1 : *m_selected.begin();
    const std::int32_t next = std::clamp<std::int32_t>(now + direction, 0, static_cast<std::int32_t>(m_data.program->layers.size()) - 1);
    emit layerPicked(next);
}

TimelineView::Hit TimelineView::hitAt(QPointF place) const {
    if (place.x() < kGutter) return {};
    for (std::size_t lane = 0; lane < m_data.lanes.size(); ++lane)
        if (laneRect(lane).contains(place)) return {static_cast<int>(lane), m_data.eventAt(lane, toTime(place))};
    return {};
}

bool TimelineView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const QString text = tipAt(help->pos());
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace lathe
