#include "widgets/main_window/status_panel.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"
#include "widgets/theme/theme.h"

#include "core/ops/inference.h"

#include <QBoxLayout>

namespace lathe {

StatusPanel::StatusPanel(const Services& services, QWidget* parent) : QWidget(parent), m_document(services.document) {
    m_facts = new ElidedLabel;
    m_facts->setObjectName(u"statusFacts"_s);
    m_estimate = new ElidedLabel;
    m_estimate->setObjectName(u"statusEstimate"_s);
    m_selection = new QLabel;
    m_selection->setProperty("muted", true);
    m_job = new ElidedLabel;
    m_job->setObjectName(u"statusJob"_s);
    m_progress = new QProgressBar;
    m_progress->setFixedWidth(120);
    m_progress->setTextVisible(false);
    m_progress->setRange(0, 1000);
    m_stop = new QToolButton;
    m_stop->setObjectName(u"statusStop"_s);
    setThemedIcon(*m_stop, services.theme, u"close"_s);
    m_stop->setToolTip(tr("Stop (Shift+Esc)"));
    connect(m_stop, &QToolButton::clicked, this, [this] {
        const std::vector<JobInfo> jobs = m_document.jobs().jobs();
        if (!jobs.empty()) m_document.jobs().stop(jobs.front().id);
    });
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(24);
    row->addWidget(m_facts);
    row->addWidget(m_estimate);
    row->addStretch(1);
    row->addWidget(m_selection);
    row->addWidget(m_job);
    row->addWidget(m_progress);
    row->addWidget(m_stop);
    connect(&m_document, &ProjectDocument::opened, this, &StatusPanel::showFacts);
    connect(&m_document, &ProjectDocument::estimateChanged, this, &StatusPanel::showEstimate);
    connect(&m_document, &ProjectDocument::resultChanged, this, &StatusPanel::showEstimate);
    connect(&m_document, &ProjectDocument::stagesChanged, this, &StatusPanel::showEstimate);
    connect(&m_document, &ProjectDocument::buildFinished, this, &StatusPanel::showEstimate);
    connect(&m_document.jobs(), &JobRunner::changed, this, &StatusPanel::showJobs);
    connect(&m_document.selection(), &Selection::changed, this, [this] {
        const auto count = static_cast<int>(m_document.selection().names().size());
        m_selection->setText(count ? tr("%n node(s) selected", nullptr, count) : QString());
    });
    showJobs();
}

void StatusPanel::showFacts() {
    const auto graph = m_document.original();
    if (!graph) return m_facts->clear();
    QStringList facts{m_document.modelName(), tr("%n node(s)", nullptr, static_cast<int>(graph->nodeCount())),
                      tr("%1 parameters").arg(formatCount(static_cast<double>(parameterCount(*graph))))};
    if (const Work work = totalWork(*graph); work.macs > 0) facts << formatCount(static_cast<double>(work.macs)) + u"MAC"_s;
    m_facts->setText(facts.join(u"  ·  "_s));
}

/// What was simulated, as long as it holds; else the estimate.
void StatusPanel::showEstimate() {
    const auto& evaluation = m_document.result().evaluation;
    const QString level = qs(m_document.result().config.optimizeLevel);
    const QString simulated =
        evaluation ? tr("%1 on %2 (%3)").arg(formatTime(evaluation->latency), qs(evaluation->target), level) : QString();
    if (m_document.isBuilt()) {
        m_estimate->setText(simulated);
        m_estimate->setToolTip(tr("Simulated latency of the build, with optimize_level %1. After an edit an estimate stands here until "
                                  "the next build.")
                                   .arg(level));
        return;
    }
    const auto estimate = m_document.estimate();
    if (!estimate) return m_estimate->clear();
    const QString device = m_document.target() ? qs(m_document.target()->name) : QString();
    m_estimate->setText(tr("est. %1 on %2").arg(formatTime(*estimate), device));
    m_estimate->setToolTip(
        tr("Analytical estimate: per node the larger of compute and memory time, plus overheads. A build simulates it.") +
        (simulated.isEmpty() ? QString() : u'\n' + tr("The last build, before the edits: %1").arg(simulated)));
}

void StatusPanel::showJobs() {
    const std::vector<JobInfo> jobs = m_document.jobs().jobs();
    m_progress->setVisible(!jobs.empty());
    m_stop->setVisible(!jobs.empty());
    m_job->setVisible(!jobs.empty());
    if (jobs.empty()) return;
    const JobInfo& first = jobs.front();
    m_job->setText(first.activity.isEmpty() ? first.title : first.title + u" – "_s + first.activity);
    m_progress->setValue(static_cast<int>(first.progress * 1000));
}

} // namespace lathe
