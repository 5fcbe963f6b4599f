#include "widgets/main_window/bottom_panel.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"
#include "widgets/theme/theme.h"

#include <QFileInfo>

namespace lathe {
namespace {

QString severityName(Severity severity) {
    static constexpr std::array names{QT_TRANSLATE_NOOP("BottomPanel", "info"), QT_TRANSLATE_NOOP("BottomPanel", "warning"),
                                      QT_TRANSLATE_NOOP("BottomPanel", "error")};
    return QCoreApplication::translate("BottomPanel", names[static_cast<std::size_t>(severity)]);
}

QString placeText(const Diagnostic& d) {
    if (d.place.file.empty() && d.place.line == 0) return {};
    const QString file = QFileInfo(qs(d.place.file)).fileName();
    if (d.place.line <= 0) return file;
    const QString line = file.isEmpty() ? QString::number(d.place.line) : file + u':' + QString::number(d.place.line);
    return d.place.column > 0 ? line + u':' + QString::number(d.place.column) : line;
}

} // namespace

std::vector<Column<Diagnostic>> problemColumns(const Theme& theme) {
    std::vector<Column<Diagnostic>> columns(6);
    columns[0] = {BottomPanel::tr("Severity"), [](const Diagnostic& d) { return severityName(d.severity); },
                  [](const Diagnostic& d) { return QVariant(-static_cast<int>(d.severity)); }};
    columns[0].badge = [&theme](const Diagnostic& d) {
        constexpr std::array tokens{Token::Overhead, Token::Warning, Token::Error};
        return theme.color(tokens[static_cast<std::size_t>(d.severity)]);
    };
    columns[1] = {BottomPanel::tr("Code"), [](const Diagnostic& d) { return qs(d.code); }};
    columns[2] = {BottomPanel::tr("Problem"), [](const Diagnostic& d) { return qs(d.message); }};
    columns[3] = {BottomPanel::tr("Node"), [](const Diagnostic& d) { return qs(d.node); }};
    columns[3].isName = true;
    columns[4] = {BottomPanel::tr("Place"), placeText};
    columns[5] = {BottomPanel::tr("What to do"), [](const Diagnostic& d) { return qs(d.remedy); }};
    return columns;
}

std::vector<Column<JobInfo>> jobColumns() {
    std::vector<Column<JobInfo>> columns(3);
    columns[0] = {BottomPanel::tr("Job"), [](const JobInfo& j) { return j.title; }};
    columns[1] = {BottomPanel::tr("Progress"),
                  [](const JobInfo& j) { return j.isStopping ? BottomPanel::tr("stopping…") : formatPercent(j.progress); },
                  [](const JobInfo& j) { return QVariant(j.progress); }, true};
    columns[1].bar = [](const JobInfo& j) { return j.progress; };
    columns[2] = {BottomPanel::tr("Activity"), [](const JobInfo& j) { return j.activity; }};
    return columns;
}

BottomPanel::BottomPanel(const Services& services, LogModel& log, QWidget* parent)
    : QTabWidget(parent), m_document(services.document),
      m_problems(
          problemColumns(services.theme), [](const Diagnostic& d) { return d.node.empty() ? QStringList() : QStringList{qs(d.node)}; },
          this),
      m_jobs(jobColumns(), nullptr, this) {
    setObjectName(u"bottomPanel"_s);
    setDocumentMode(true);
    m_problemTable = new DataTable(services, &m_problems);
    m_problemTable->setObjectName(u"problemTable"_s);
    m_problemTable->setEmptyText(tr("No problems"));
    m_problemTable->setStretchColumn(2);
    auto* logTable = new DataTable(services, &log);
    logTable->setObjectName(u"logTable"_s);
    logTable->setStretchColumn(2);
    logTable->setEmptyText(tr("The log is empty"));
    auto* jobTable = new DataTable(services, &m_jobs);
    jobTable->setObjectName(u"jobTable"_s);
    jobTable->setEmptyText(tr("Nothing is running"));
    addTab(m_problemTable, tr("Problems"));
    addTab(logTable, tr("Log"));
    addTab(jobTable, tr("Jobs"));
    connect(jobTable, &DataTable::opened, this, [this](const QModelIndex& index) { m_document.jobs().stop(m_jobs.row(index).id); });
    connect(&log, &QAbstractItemModel::rowsInserted, logTable, &QTableView::scrollToBottom);
    connect(m_problemTable, &DataTable::opened, this, [this](const QModelIndex& index) {
        const SourcePlace& place = m_problems.row(index).place;
        if (place.line > 0) emit configPlaceAsked(place.line, place.column);
    });
    connect(&m_document, &ProjectDocument::problemsChanged, this, &BottomPanel::reload);
    connect(&m_document.jobs(), &JobRunner::changed, this, [this] { m_jobs.setRows(m_document.jobs().jobs()); });
}

void BottomPanel::reload() {
    std::vector<Diagnostic> problems = m_document.problems();
    std::stable_sort(problems.begin(), problems.end(), [](const Diagnostic& a, const Diagnostic& b) { return a.severity > b.severity; });
    const auto count = problems.size();
    m_problems.setRows(std::move(problems));
    setTabText(0, count ? tr("Problems (%1)").arg(count) : tr("Problems"));
}

} // namespace lathe
