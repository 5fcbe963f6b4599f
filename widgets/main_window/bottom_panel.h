#pragma once

#include "widgets/jobs/job_runner.h"
#include "widgets/log/log_model.h"
#include "widgets/tables/column_model.h"
#include "widgets/tables/data_table.h"

#include <QTabWidget>

namespace lathe {

std::vector<Column<Diagnostic>> problemColumns(const Theme& theme);
std::vector<Column<JobInfo>> jobColumns();

/// Problems, log, jobs and the table of layers under the centre.
class BottomPanel : public QTabWidget {
    Q_OBJECT
public:
    BottomPanel(const Services& services, LogModel& log, QWidget* parent = nullptr);
    void showProblems() { setCurrentIndex(0); }
    /// The page comes after the own ones.
    void addPage(QWidget* page, const QString& title) { addTab(page, title); }

signals:
    /// A problem in the configuration was opened. `column` may be 0: not known.
    void configPlaceAsked(int line, int column);

private:
    void reload();

    ProjectDocument& m_document;
    ColumnModel<Diagnostic> m_problems;
    ColumnModel<JobInfo> m_jobs;
    DataTable* m_problemTable = nullptr;
};

} // namespace lathe
