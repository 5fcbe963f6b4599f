#pragma once

#include "widgets/charts/chart.h"
#include "widgets/common/services.h"
#include "widgets/tables/column_model.h"
#include "widgets/tables/data_table.h"

#include "core/calibration/calibration.h"

#include <QLabel>
#include <QListWidget>
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
    void loadThumbnails(const QStringList& files);
    void followSelection();
    void drawHistogram();

    ProjectDocument& m_document;
    Theme& m_theme;
    ColumnModel<RangeRow> m_ranges;
    DataTable* m_table = nullptr;
    QListWidget* m_samples = nullptr;
    QLabel* m_summary = nullptr;
    Chart* m_chart = nullptr;
    int m_row = 0;
    int m_thumbnailJob = 0;
    QStringList m_shownFiles;
};

} // namespace lathe
