#include "widgets/ip_report/time_bar.h"
#include "widgets/common/strings.h"
#include "widgets/format/number_format.h"

#include <QPainter>

namespace lathe {

TimeBar::TimeBar(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(u"timeBar"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TimeBar::setShares(std::vector<TimeShare> shares) {
    m_shares = std::move(shares);
    update();
}

void TimeBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    double sum = 0;
    for (const TimeShare& share : m_shares)
        sum += share.seconds;
    if (sum <= 0) return;
    double x = 0, legendX = 0;
    for (const TimeShare& share : m_shares) {
        if (share.seconds <= 0) continue;
        const double wide = width() * share.seconds / sum;
        painter.fillRect(QRectF(x, 0, std::max(1.0, wide - 1), 24), m_theme.color(share.token));
        x += wide;
        const QString text = u"%1  %2  (%3)"_s.arg(share.name, formatTime(share.seconds), formatPercent(share.seconds / sum));
        painter.fillRect(QRectF(legendX, 37, 10, 10), m_theme.color(share.token));
        painter.setPen(m_theme.color(Token::Text));
        painter.drawText(QPointF(legendX + 16, 46), text);
        legendX += 40 + painter.fontMetrics().horizontalAdvance(text);
    }
}

} // namespace lathe
