#include "widgets/main_window/banner.h"
#include "widgets/common/strings.h"

#include <QPushButton>
#include <QStyle>

namespace lathe {

Banner::Banner(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(u"banner"_s);
    setProperty("banner", true);
    setAttribute(Qt::WA_StyledBackground);
    m_icon = new QLabel;
    connect(&theme, &Theme::changed, this, &Banner::draw);
    m_text = new QLabel;
    m_text->setObjectName(u"bannerText"_s);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    // A long name without spaces must not widen the window.
    m_text->setMinimumWidth(40);
    auto* close = new QToolButton;
    close->setObjectName(u"bannerClose"_s);
    setThemedIcon(*close, theme, u"close"_s);
    close->setToolTip(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss"));
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    m_offers = new QHBoxLayout;
    m_offers->setSpacing(8);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 8, 6);
    row->setSpacing(8);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    row->addLayout(m_offers);
    row->addWidget(close);
    hide();
}

void Banner::draw() {
    m_icon->setPixmap(m_theme.icon(m_isNews ? u"done"_s : u"error"_s, m_isNews ? Token::Accent : Token::Error).pixmap(16, 16));
}

void Banner::showText(const QString& html, bool isNews) {
    m_isNews = isNews;
    setProperty("news", isNews);
    style()->unpolish(this);
    style()->polish(this);
    while (QLayoutItem* item = m_offers->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    m_text->setText(html);
    draw();
    show();
}

void Banner::showMessage(const QString& message, const QString& detail) {
    showText(detail.isEmpty() ? message.toHtmlEscaped() : u"<b>"_s + message.toHtmlEscaped() + u"</b><br>"_s + detail.toHtmlEscaped(),
             false);
}

void Banner::showNews(const QString& message, const QString& figures, const std::vector<Offer>& offers) {
    showText(u"<b>"_s + message.toHtmlEscaped() + u"</b>&nbsp; "_s + figures.toHtmlEscaped(), true);
    for (const Offer& offer : offers) {
        auto* button = new QPushButton(offer.text);
        button->setObjectName(QLatin1String(offer.name));
        button->setProperty("link", true);
        connect(button, &QPushButton::clicked, this, offer.action);
        m_offers->addWidget(button);
    }
}

} // namespace lathe
