#pragma once

#include "widgets/theme/theme.h"

#include <QWidget>

namespace lathe {

struct TimeShare {
    QString name;
    Token token;
    double seconds = 0;
    QString meaning; ///< for the hover
};

/// Where the time goes: one stacked bar with its parts named below.
class TimeBar : public QWidget {
    Q_OBJECT
public:
    explicit TimeBar(const Theme& theme, QWidget* parent = nullptr);
    void setShares(std::vector<TimeShare> shares);
    QSize sizeHint() const override { return {400, 56}; }
    QSize minimumSizeHint() const override { return {240, 56}; }

    /// What a hover says at a place; empty beside the bar.
    QString tipAt(QPointF place) const;

protected:
    void paintEvent(QPaintEvent*) override;
    bool event(QEvent* event) override;

private:
    double total() const;
    QString legendText(const TimeShare& share, int detail) const;
    int legendDetail(const QFontMetrics& metrics) const;

    const Theme& m_theme;
    std::vector<TimeShare> m_shares;
};

} // namespace lathe
