#pragma once

#include "widgets/charts/chart.h"
#include "widgets/common/services.h"
#include "widgets/tables/column_model.h"
#include "widgets/tables/data_table.h"

#include "core/analysis/comparison.h"

#include <QComboBox>
#include <QLabel>
#include <QStackedWidget>

namespace lathe {

/// A way to measure the distance between a float and a quantized tensor.
enum class ErrorMetric { Cosine, Sqnr, Mse, MaxError };
double valueOf(const TensorError& error, ErrorMetric metric);
/// How the number is computed, for hovers.
QString formulaOf(ErrorMetric metric);
/// True when `a` is further from float than `b`.
bool isWorse(const TensorError& a, const TensorError& b, ErrorMetric metric);

struct ErrorRow {
    int index = 0;
    TensorError error;
};
std::vector<Column<ErrorRow>> errorColumns();
std::vector<Column<SampleResult>> sampleColumns();

/// Float against quantized: error along the network, worst layers, results per sample.
class AccuracyPage : public QStackedWidget {
    Q_OBJECT
public:
    explicit AccuracyPage(const Services& services, QWidget* parent = nullptr);

private:
    void buildUi(const Services& services);
    void refresh();
    void showState();
    void drawChart();
    void showSummary(const Comparison& comparison);
    ErrorMetric metric() const { return static_cast<ErrorMetric>(m_metric->currentIndex()); }

    ProjectDocument& m_document;
    Theme& m_theme;
    ColumnModel<ErrorRow> m_layers;
    ColumnModel<SampleResult> m_samples;
    QComboBox* m_metric = nullptr;
    QLabel* m_summary = nullptr;
    Chart* m_chart = nullptr;
};

} // namespace lathe
