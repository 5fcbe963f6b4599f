#pragma once

#include "widgets/charts/chart.h"
#include "widgets/common/services.h"
#include "widgets/ip_report/time_bar.h"

#include "core/analysis/evaluation.h"

#include <QLabel>
#include <QStackedWidget>

namespace lathe {

/// IP evaluation: headline numbers, where the time goes, roofline, layers.
class IpReportPage : public QStackedWidget {
    Q_OBJECT
public:
    explicit IpReportPage(const Services& services, QWidget* parent = nullptr);

private:
    void buildUi(const Services& services);
    QWidget* headline();
    void refresh();
    void showNumbers(const Evaluation& evaluation);
    void showRoofline();
    void pickLayer(double x, double y);
    const LayerEvaluation* layerAt(double x, double y) const;
    QString readRoofline(double x, double y, double roof) const;
    /// The device that the figures were made for, which need not be the one that is chosen now.
    const Target* evaluatedTarget() const;
    void saveReport(const QString& suffix);

    ProjectDocument& m_document;
    Theme& m_theme;
    std::vector<QLabel*> m_values, m_titles;
    QLabel* m_notes = nullptr;
    TimeBar* m_timeBar = nullptr;
    Chart* m_roofline = nullptr;
};

} // namespace lathe
