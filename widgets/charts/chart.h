#pragma once

#include "widgets/charts/custom_plot.h"
#include "widgets/theme/theme.h"

namespace lathe {

/// A QCustomPlot in Lathe's colours: wheel zooms, double click shows all, right click saves as PNG, SVG or CSV, a crosshair
/// reads values.
class Chart : public QCustomPlot {
    Q_OBJECT
public:
    explicit Chart(const Theme& theme, QWidget* parent = nullptr);

    void setAxisTitles(const QString& x, const QString& y);
    /// The ranges that a double click returns to.
    void showAll();
    void setHome(const QCPRange& x, const QCPRange& y);
    /// What the crosshair says at a place; by default the two coordinates.
    void setReader(std::function<QString(double x, double y)> reader) { m_reader = std::move(reader); }

    /// Shown instead of empty axes while there is no graph.
    void setEmptyText(const QString& text) { m_emptyText = text; }

signals:
    void restyled();
    void clicked(double x, double y);

protected:
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void restyle();
    void saveAs(const QString& suffix);
    QString csv() const;

    const Theme& m_theme;
    QCPItemStraightLine* m_cross = nullptr;
    QCPItemText* m_reading = nullptr;
    QCPRange m_homeX{0, 1}, m_homeY{0, 1};
    std::function<QString(double, double)> m_reader;
    QPoint m_pressed;
    QString m_emptyText;
};

} // namespace lathe
