#include "widgets/common/strings.h"
#include "widgets/format/number_format.h"
#include "widgets/format/provenance.h"
#include "widgets/profiler/timeline_view.h"

namespace lathe {

QString TimelineView::tipAt(QPointF place) const {
    if (!m_data.program || !m_data.trace) return {};
    const Hit hit = hitAt(place);
    if (hit.event >= 0) return describe(hit);
    if (place.x() >= kGutter && startUpRect().contains(place)) return describeStartUp();
    for (std::size_t lane = 0; place.x() < kGutter && lane < m_data.lanes.size(); ++lane)
        if (laneRect(lane).contains(place)) return describeLane(m_data.lanes[lane]);
    if (bandwidthRect().contains(place)) return describeBandwidth(place);
    if (memoryRect().contains(place)) return describeMemory(place);
    return {};
}

QString TimelineView::describe(const Hit& hit) const {
    const LaneEvent& bar = m_data.lanes[static_cast<std::size_t>(hit.lane)].events[static_cast<std::size_t>(hit.event)];
    const Instruction& instruction = m_data.program->instructions[static_cast<std::size_t>(bar.instruction)];
    const TraceEvent& event = m_data.trace->events[static_cast<std::size_t>(bar.instruction)];
    const Layer& layer = m_data.program->layers[static_cast<std::size_t>(instruction.layer)];
    QString text = u"<b>%1</b> · %2"_s.arg(qs(layer.name).toHtmlEscaped(), qs(toName(instruction.engine)));
    text += u"<br>"_s + tr("tile %1, %2 at %3").arg(instruction.tile).arg(formatTime(bar.end - bar.start), formatTime(bar.start));
    if (instruction.cycles > 0) text += u"<br>"_s + tr("%1 cycles").arg(formatInteger(instruction.cycles));
    if (instruction.ddrBytes > 0)
        text += u"<br>"_s + tr("%1 through DDR at %2")
                                .arg(formatBytes(static_cast<double>(instruction.ddrBytes)),
                                     formatRate(static_cast<double>(instruction.ddrBytes) / std::max(1e-12, bar.end - bar.start)));
    if (instruction.macs > 0) text += u"<br>"_s + tr("%1 MACs").arg(formatCount(static_cast<double>(instruction.macs)));
    if (event.wait != Wait::None) {
        text += u"<br>"_s + tr("waited %1 for %2").arg(formatTime(event.waited), qs(toName(event.wait)));
        if (event.waitedFor >= 0) {
            const Instruction& cause = m_data.program->instructions[static_cast<std::size_t>(event.waitedFor)];
            text += u": "_s + qs(toName(cause.engine)) + u' ' +
                    qs(m_data.program->layers[static_cast<std::size_t>(cause.layer)].name).toHtmlEscaped();
        }
    }
    return text;
}

QString TimelineView::describeStartUp() const {
    QString text = tr("Start-up overhead: %1, %2 of the run.")
                       .arg(formatTime(m_data.startUp), formatPercent(m_data.startUp / std::max(1e-12, m_data.duration()))) +
                   u'\n' + tr("Once per inference, before the first instruction: runtime call and task switch. No engine works in it.");
    if (m_data.target) text += u'\n' + figureTip(m_data.target->fixedOverheadUs);
    return wrappedTip(text);
}

QString TimelineView::describeLane(const Lane& lane) const {
    const double busy = busyTime(lane);
    return wrappedTip(tr("%1: %2 busy = %3 of bars ÷ %4 of the whole run, start-up overhead included")
                          .arg(titleOf(lane), formatPercent(m_data.duration() > 0 ? busy / m_data.duration() : 0), formatTime(busy),
                               formatTime(m_data.duration())));
}

QString TimelineView::describeBandwidth(QPointF place) const {
    QString text;
    if (place.x() >= kGutter)
        text = tr("DDR at %1: %2").arg(formatTime(toTime(place)), formatRate(m_data.bandwidthAt(toTime(place)))) + u'\n';
    text += tr("All transfers under way together; the plot shows the most in each pixel, up to the peak of this run, %1")
                .arg(formatRate(m_data.peakBandwidth));
    if (m_data.target)
        text += u'\n' + tr("The device gives at most %1 = ddr_gbps × ddr_efficiency").arg(formatRate(m_data.target->ddrBytesPerSecond())) +
                u'\n' + figureTip(m_data.target->ddrGBps) + u'\n' + figureTip(m_data.target->ddrEfficiency);
    return wrappedTip(text);
}

QString TimelineView::describeMemory(QPointF place) const {
    QString text;
    if (place.x() >= kGutter)
        text = tr("On-chip memory at %1: %2")
                   .arg(formatTime(toTime(place)), formatBytes(static_cast<double>(m_data.memoryAt(toTime(place))))) +
               u'\n';
    text += tr("Sum of the buffers alive, each from the start of its first layer to the end of its last; peak %1")
                .arg(formatBytes(static_cast<double>(m_data.peakMemory)));
    if (m_data.target) text += u'\n' + figureTip(m_data.target->onChipBytes);
    return wrappedTip(text);
}

} // namespace lathe
