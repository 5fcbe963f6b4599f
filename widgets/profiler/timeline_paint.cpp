#include "widgets/common/strings.h"
#include "widgets/format/number_format.h"
#include "widgets/format/provenance.h"
#include "widgets/profiler/timeline_view.h"

#include <QPainter>
#include <QPainterPath>

namespace lathe {
namespace {

QColor textOn(const QColor& fill) {
    const QColor dark(0x10, 0x14, 0x1a);
    return contrastRatio(fill, Qt::white) >= contrastRatio(fill, dark) ? QColor(Qt::white) : dark;
}

} // namespace

QRectF TimelineView::laneRect(std::size_t lane) const {
    return {0, kAxis + static_cast<double>(lane) * (kLane + kGap) + kGap, static_cast<double>(width()), kLane};
}

QRectF TimelineView::bandwidthRect() const {
    return {0, laneRect(m_data.lanes.size()).top() + 4, static_cast<double>(width()), kPlot};
}

QRectF TimelineView::memoryRect() const {
    return bandwidthRect().translated(0, kPlot + kGap * 2);
}

void TimelineView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Panel));
    if (!m_data.program) return;
    paintAxis(painter);
    for (std::size_t lane = 0; lane < m_data.lanes.size(); ++lane)
        paintLane(painter, lane);
    paintBandwidth(painter);
    paintMemory(painter);
    paintStartUp(painter);
    paintRange(painter);
}

void TimelineView::paintAxis(QPainter& painter) const {
    painter.fillRect(QRectF(0, 0, width(), kAxis), m_theme.color(Token::Window));
    const std::vector<double> ticks = m_scale.ticks(110);
    const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : m_scale.span();
    for (const double time : ticks) {
        const double x = std::round(toX(time)) + 0.5;
        painter.setPen(m_theme.color(Token::Grid));
        painter.drawLine(QPointF(x, kAxis), QPointF(x, height()));
        painter.setPen(m_theme.color(Token::TextMuted));
        painter.drawText(QRectF(x + 4, 0, 100, kAxis), Qt::AlignVCenter | Qt::AlignLeft, formatTick(time, step, m_scale.end()));
    }
    painter.setPen(m_theme.color(Token::Border));
    painter.drawLine(QPointF(0, kAxis - 0.5), QPointF(width(), kAxis - 0.5));
}

void TimelineView::paintCaption(QPainter& painter, const QRectF& lane, const QString& title, const QString& detail) const {
    painter.fillRect(QRectF(0, lane.top(), kGutter - 1, lane.height()), m_theme.color(Token::Window));
    painter.setPen(m_theme.color(Token::Text));
    painter.drawText(QRectF(12, lane.top() + 2, kGutter - 16, 17), Qt::AlignVCenter | Qt::AlignLeft, title);
    painter.setPen(m_theme.color(Token::TextMuted));
    QFont small = font();
    small.setPixelSize(10);
    painter.save();
    painter.setFont(small);
    painter.drawText(QRectF(12, lane.top() + 18, kGutter - 16, 14), Qt::AlignVCenter | Qt::AlignLeft, detail);
    painter.restore();
}

QString TimelineView::titleOf(const Lane& lane) const {
    const QString engine = qs(toName(lane.engine));
    if (!m_data.hasSeveralCores() || lane.engine == Engine::Host) return engine;
    return tr("%1, core %2").arg(engine).arg(lane.core);
}

double TimelineView::busyTime(const Lane& lane) {
    double busy = 0;
    for (const LaneEvent& event : lane.events)
        busy += event.end - event.start;
    return busy;
}

void TimelineView::paintLane(QPainter& painter, std::size_t index) const {
    const Lane& lane = m_data.lanes[index];
    const QRectF row = laneRect(index);
    painter.fillRect(row.adjusted(kGutter, 0, 0, 0), m_theme.color(Token::Window));
    const QColor colour = m_theme.engine(lane.engine), accent = m_theme.color(Token::Accent);
    const auto first =
        std::lower_bound(lane.events.begin(), lane.events.end(), m_scale.begin(), [](const LaneEvent& e, double t) { return e.end < t; });
    double drawnTo = -1;
    painter.save();
    painter.setClipRect(row.adjusted(kGutter, 0, 0, 0));
    for (auto event = first; event != lane.events.end() && event->start <= m_scale.end(); ++event) {
        const std::int32_t layer = m_data.program->instructions[static_cast<std::size_t>(event->instruction)].layer;
        const bool isSelected = m_selected.contains(layer);
        const double left = toX(event->start), right = std::max(left + 1, toX(event->end));
        // Many events share a pixel when the whole run is shown; one of them is enough.
        if (right <= drawnTo && !isSelected) continue;
        drawnTo = right;
        const QRectF bar(left, row.top() + 4, right - left, row.height() - 8);
        QColor fill = layer % 2 ? colour.darker(m_theme.isDark() ? 118 : 112) : colour;
        if (!m_selected.empty() && !isSelected) fill.setAlpha(110);
        painter.fillRect(bar, fill);
        const bool isHovered =
            m_hovered.lane == static_cast<int>(index) && m_hovered.event == static_cast<int>(event - lane.events.begin());
        if (isSelected || isHovered) {
            painter.setPen(QPen(accent, 2));
            painter.drawRect(bar.adjusted(0.5, 0, -0.5, 0));
        }
        if (bar.width() < 56) continue;
        painter.setPen(textOn(fill));
        painter.drawText(bar.adjusted(6, 0, -4, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(qs(m_data.program->layers[static_cast<std::size_t>(layer)].name), Qt::ElideMiddle,
                                                          static_cast<int>(bar.width()) - 10));
    }
    painter.restore();
    const double share = m_data.duration() > 0 ? busyTime(lane) / m_data.duration() : 0;
    paintCaption(painter, row, titleOf(lane), tr("%1 busy").arg(formatPercent(share)));
}

void TimelineView::paintBandwidth(QPainter& painter) const {
    const QRectF row = bandwidthRect();
    painter.fillRect(row.adjusted(kGutter, 0, 0, 0), m_theme.color(Token::Window));
    painter.save();
    painter.setClipRect(row.adjusted(kGutter, 0, 0, 0));
    const QColor colour = m_theme.color(Token::Memory);
    // The highest use within each pixel column.
    std::map<int, double> columns;
    for (const BandwidthSample& sample : m_data.trace->ddr) {
        if (sample.end < m_scale.begin() || sample.start > m_scale.end() || m_data.peakBandwidth <= 0) continue;
        const int left = static_cast<int>(std::max(kGutter, toX(sample.start))),
                  right = static_cast<int>(std::min<double>(width(), toX(sample.end)));
        for (int x = left; x <= right; ++x)
            columns[x] = std::max(columns[x], sample.bytesPerSecond);
    }
    for (const auto& [x, use] : columns) {
        const double tall = use / m_data.peakBandwidth * (row.height() - 4);
        painter.fillRect(QRectF(x, row.bottom() - tall, 1, tall), colour);
    }
    painter.restore();
    paintCaption(painter, row, tr("DDR"), tr("peak %1").arg(formatRate(m_data.peakBandwidth)));
}

void TimelineView::paintMemory(QPainter& painter) const {
    const QRectF row = memoryRect();
    painter.fillRect(row.adjusted(kGutter, 0, 0, 0), m_theme.color(Token::Window));
    painter.save();
    painter.setClipRect(row.adjusted(kGutter, 0, 0, 0));
    const double top = static_cast<double>(std::max<std::int64_t>(1, m_data.peakMemory));
    for (std::size_t i = 0; i < m_data.memory.size(); ++i) {
        const double end = i + 1 < m_data.memory.size() ? m_data.memory[i + 1].time : m_data.duration();
        const double tall = static_cast<double>(m_data.memory[i].bytes) / top * (row.height() - 4);
        const double left = toX(m_data.memory[i].time);
        painter.fillRect(QRectF(left, row.bottom() - tall, std::max(1.0, toX(end) - left), tall), m_theme.color(Token::Store));
    }
    painter.restore();
    paintCaption(painter, row, tr("On-chip"), tr("peak %1").arg(formatBytes(static_cast<double>(m_data.peakMemory))));
}

QRectF TimelineView::startUpRect() const {
    const double left = std::max(kGutter, toX(0)), right = std::min<double>(width(), toX(m_data.startUp));
    if (m_data.startUp <= 0 || right <= left) return {};
    return {QPointF(left, laneRect(0).top()), QPointF(right, memoryRect().bottom())};
}

/// Hatched over all lanes, with its name and what the number rests on as far as there is room.
void TimelineView::paintStartUp(QPainter& painter) const {
    const QRectF block = startUpRect();
    if (block.isEmpty()) return;
    QColor hatch = m_theme.color(Token::Overhead);
    hatch.setAlpha(130);
    painter.fillRect(block, m_theme.color(Token::Raised));
    painter.fillRect(block, QBrush(hatch, Qt::BDiagPattern));
    painter.setPen(m_theme.color(Token::BorderStrong));
    painter.drawLine(block.topRight(), block.bottomRight());
    const QString status = m_data.target ? u" ("_s + statusText(m_data.target->fixedOverheadUs.status) + u')' : QString();
    const QString time = formatTime(m_data.startUp);
    const QFontMetricsF metrics(font());
    const auto place = [&](const QString& text, const QRectF& area) {
        const double wide = metrics.horizontalAdvance(text) + 12;
        if (wide > area.width() || area.height() < metrics.height() + 4) return false;
        const QRectF box(area.center().x() - wide / 2, area.center().y() - metrics.height() / 2 - 2, wide, metrics.height() + 4);
        painter.fillRect(box, m_theme.color(Token::Raised));
        painter.setPen(m_theme.color(Token::Text));
        painter.drawText(box, Qt::AlignCenter, text);
        return true;
    };
    const QString full = tr("start-up overhead %1").arg(time) + status;
    if (place(full, block) || place(tr("start-up %1").arg(time), block)) return;
    painter.save();
    painter.translate(block.center());
    painter.rotate(-90);
    place(full, QRectF(-block.height() / 2, -block.width() / 2, block.height(), block.width()));
    painter.restore();
}

void TimelineView::paintRange(QPainter& painter) const {
    if (m_rangeEnd <= m_rangeBegin) return;
    QColor fill = m_theme.color(Token::Accent);
    const QRectF band(std::max(kGutter, toX(m_rangeBegin)), kAxis, toX(m_rangeEnd) - std::max(kGutter, toX(m_rangeBegin)),
                      height() - kAxis);
    painter.setPen(QPen(fill, 1));
    painter.drawLine(band.topLeft(), band.bottomLeft());
    painter.drawLine(band.topRight(), band.bottomRight());
    fill.setAlpha(28);
    painter.fillRect(band, fill);
}

} // namespace lathe
