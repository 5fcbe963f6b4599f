#include "widgets/ip_report/time_bar.h"
#include "widgets/common/strings.h"
#include "widgets/format/number_format.h"
#include "widgets/format/provenance.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace lathe {

constexpr int kLegendGap = 40;

TimeBar::TimeBar(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(u"timeBar"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TimeBar::setShares(std::vector<TimeShare> shares) {
    m_shares = std::move(shares);
    update();
}

double TimeBar::total() const {
    double sum = 0;
    for (const TimeShare& share : m_shares)
        sum += share.seconds;
    return sum;
}

QString TimeBar::tipAt(QPointF place) const {
    const double sum = total();
    double end = 0;
    for (const TimeShare& share : m_shares) {
        if (share.seconds <= 0) continue;
        end += width() * share.seconds / sum;
        if (place.x() > end) continue;
        return wrappedTip(u"%1: %2 ÷ %3 = %4\n%5"_s.arg(share.name, formatTime(share.seconds), formatTime(sum),
                                                        formatPercent(share.seconds / sum), share.meaning));
    }
    return {};
}

bool TimeBar::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);
    return true;
}

void TimeBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double sum = total();
    if (sum <= 0) return;
    double x = 0, legendX = 0;
    const int detail = legendDetail(painter.fontMetrics());
    for (const TimeShare& share : m_shares) {
        if (share.seconds <= 0) continue;
        const double wide = width() * share.seconds / sum;
        painter.fillRect(QRectF(x, 0, std::max(1.0, wide - 1), 24), m_theme.color(share.token));
        x += wide;
        const QString text = legendText(share, detail);
        painter.fillRect(QRectF(legendX, 37, 10, 10), m_theme.color(share.token));
        painter.setPen(m_theme.color(Token::Text));
        painter.drawText(QPointF(legendX + 16, 46), text);
        legendX += kLegendGap + painter.fontMetrics().horizontalAdvance(text);
    }
}

QString TimeBar::legendText(const TimeShare& share, int detail) const {
    QString text = share.name;
    if (detail > 0) text += u"  "_s + formatTime(share.seconds);
    if (detail > 1) text += u"  ("_s + formatPercent(share.seconds / total()) + u')';
    return text;
}

/// How much of the legend there is room for: 0 names, 1 with times, 2 with shares.
int TimeBar::legendDetail(const QFontMetrics& metrics) const {
    for (const int detail : {2, 1}) {
        double wide = 0;
        for (const TimeShare& share : m_shares)
            if (share.seconds > 0) wide += kLegendGap + metrics.horizontalAdvance(legendText(share, detail));
        if (wide <= width() + kLegendGap) return detail;
    }
    return 0;
}

} // namespace lathe
