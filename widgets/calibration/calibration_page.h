#pragma once

#include "widgets/calibration/sample_grid.h"
#include "widgets/calibration/sample_model.h"
#include "widgets/charts/chart.h"
#include "widgets/common/services.h"
#include "widgets/tables/column_model.h"
#include "widgets/tables/data_table.h"

#include "core/calibration/calibration.h"

#include <QLabel>
#include <QStackedWidget>

namespace lathe {

struct RangeRow {
    QString tensor;
    TensorRange range;
    QStringList lineage;
};
std::vector<RangeRow> rangeRows(const CalibrationTable& table, const Graph& graph);
std::vector<Column<RangeRow>> rangeColumns();

/// The calibration samples, the range of every tensor, and the histogram of the selected one with its threshold.
class CalibrationPage : public QStackedWidget {
    Q_OBJECT
public:
    explicit CalibrationPage(const Services& services, QWidget* parent = nullptr);

private:
    void buildUi(const Services& services);
    void refresh();
    void listSamples();
    QWidget* head();
    QString summary() const;
    QString summaryTip() const;
    QStringList sampleProblems() const;
    void followSelection();
    void drawHistogram();

    ProjectDocument& m_document;
    Theme& m_theme;
    ColumnModel<RangeRow> m_ranges;
    DataTable* m_table = nullptr;
    SampleModel m_samples;
    SampleGrid* m_grid = nullptr;
    QLabel* m_summary = nullptr;
    Chart* m_chart = nullptr;
    int m_row = 0;
};

} // namespace lathe
