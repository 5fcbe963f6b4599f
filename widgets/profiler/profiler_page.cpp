#include "widgets/profiler/profiler_page.h"
#include "widgets/common/empty_page.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"
#include "widgets/format/provenance.h"

#include "core/base/files.h"

#include <QBoxLayout>
#include <QFileDialog>
#include <QScrollArea>

namespace lathe {

ProfilerPage::ProfilerPage(const Services& services, QWidget* parent) : QStackedWidget(parent), m_document(services.document) {
    setObjectName(u"profilerPage"_s);
    addWidget(new EmptyPage(services, tr("Where does the time go?"),
                            tr("Build to see every engine at work: transfers, multiplications, vector operations, waits and their causes."),
                            tr("Build (F7)"), [this] { m_document.build(); }));
    m_view = new TimelineView(services.theme);
    m_statistics = new QLabel;
    m_statistics->setObjectName(u"rangeStatistics"_s);
    m_statistics->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_statistics->setWordWrap(true);
    m_statistics->setToolTip(
        wrappedTip(tr("Share of the span in which each engine works. Instructions and DDR bytes count whole when any part "
                      "of them lies in the span. Drag over the timeline to choose a span; a click lets it go.")));
    auto* fit = new QPushButton(tr("Whole run"));
    fit->setObjectName(u"timelineFit"_s);
    fit->setToolTip(tr("From start-up to the last event (Home)"));
    connect(fit, &QPushButton::clicked, m_view, &TimelineView::fitAll);
    auto* engines = new QPushButton(tr("Without start-up"));
    engines->setObjectName(u"timelineEngines"_s);
    engines->setToolTip(tr("From the first instruction on"));
    connect(engines, &QPushButton::clicked, m_view, &TimelineView::fitEngines);
    auto* save = new QPushButton(tr("Export trace…"));
    save->setObjectName(u"exportTrace"_s);
    save->setToolTip(tr("For Perfetto and chrome://tracing"));
    connect(save, &QPushButton::clicked, this, &ProfilerPage::exportTrace);
    auto* strip = new QWidget;
    strip->setProperty("toolbar", true);
    strip->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(12, 4, 8, 4);
    row->addWidget(m_statistics, 1);
    row->addWidget(fit);
    row->addWidget(engines);
    row->addWidget(save);
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(strip);
    auto* scroll = new QScrollArea; // lanes of many cores
    scroll->setWidget(m_view);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    column->addWidget(scroll, 1);
    addWidget(body);
    connect(&m_document, &ProjectDocument::resultChanged, this, &ProfilerPage::refresh);
    connect(&m_document.selection(), &Selection::changed, this, &ProfilerPage::followSelection);
    connect(m_view, &TimelineView::layerPicked, this, &ProfilerPage::pickLayer);
    connect(m_view, &TimelineView::rangeChanged, this, &ProfilerPage::showRange);
}

void ProfilerPage::refresh() {
    const BuildResult& result = m_document.result();
    const bool hasTrace = result.program && result.trace;
    setCurrentIndex(hasTrace ? 1 : 0);
    if (!hasTrace) return m_view->setData({});
    if (m_view->data().trace == result.trace) return;
    m_view->setData(makeTimeline(result.program, result.trace, targetOf(*result.program)));
    showRange(0, 0);
    followSelection(nullptr);
}

/// The device that the program was built for, which need not be the one that is chosen now.
std::shared_ptr<const Target> ProfilerPage::targetOf(const Program& program) const {
    for (const Target& target : m_document.targets())
        if (target.name == program.target) return std::make_shared<const Target>(target);
    return nullptr;
}

void ProfilerPage::pickLayer(int layer) {
    if (layer < 0) return m_document.selection().clear();
    const Layer& picked = m_view->data().program->layers[static_cast<std::size_t>(layer)];
    m_view->setSelectedLayers({layer}, true);
    m_document.selection().set(qs(picked.origins), this);
}

void ProfilerPage::followSelection(const QObject* source) {
    const auto& program = m_view->data().program;
    if (source == this || !program) return;
    std::set<std::int32_t> layers;
    if (!m_document.selection().isEmpty())
        for (std::size_t i = 0; i < program->layers.size(); ++i)
            if (m_document.selection().contains(qs(program->layers[i].origins))) layers.insert(static_cast<std::int32_t>(i));
    m_view->setSelectedLayers(std::move(layers), true);
}

void ProfilerPage::showRange(double begin, double end) {
    const TimelineData& shown = m_view->data();
    if (!shown.trace) return;
    const bool isWhole = end <= begin;
    const RangeStatistics statistics = shown.statistics(isWhole ? 0 : begin, isWhole ? shown.duration() : end);
    const double span = isWhole ? shown.duration() : end - begin;
    QStringList parts{isWhole ? tr("Whole run: %1").arg(formatTime(span))
                              : tr("Range: %1 from %2").arg(formatTime(span), formatTime(begin)),
                      tr("%1 instructions").arg(formatInteger(statistics.instructions))};
    if (isWhole && shown.startUp > 0) parts.insert(1, tr("start-up %1").arg(formatTime(shown.startUp)));
    for (std::size_t lane = 0; lane < shown.lanes.size() && !shown.hasSeveralCores(); ++lane)
        parts << m_view->titleOf(shown.lanes[lane]) + u' ' + formatPercent(span > 0 ? statistics.busy[lane] / span : 0);
    parts << tr("DDR %1").arg(formatBytes(static_cast<double>(statistics.ddrBytes)));
    m_statistics->setText(parts.join(u"  ·  "_s));
}

void ProfilerPage::exportTrace() {
    const BuildResult& result = m_document.result();
    if (!result.program || !result.trace) return;
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export trace"), m_document.title() + u"_trace.json"_s, tr("Trace (*.json)"));
    if (path.isEmpty()) return;
    if (const Status written = writeFileAtomically(path.toStdString(), toChromeTrace(*result.program, *result.trace)); !written)
        emit m_document.failed(qs(written.error().message), path);
}

} // namespace lathe
