#include "widgets/main_window/banner.h"
#include "widgets/common/strings.h"

#include <QBoxLayout>
#include <QToolButton>

namespace lathe {

Banner::Banner(const Theme& theme, QWidget* parent) : QWidget(parent) {
    setObjectName(u"banner"_s);
    setProperty("banner", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* icon = new QLabel;
    const auto draw = [icon, &theme] { icon->setPixmap(theme.icon(u"error"_s, Token::Error).pixmap(16, 16)); };
    draw();
    connect(&theme, &Theme::changed, icon, draw);
    m_text = new QLabel;
    m_text->setObjectName(u"bannerText"_s);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* close = new QToolButton;
    close->setObjectName(u"bannerClose"_s);
    setThemedIcon(*close, theme, u"close"_s);
    close->setToolTip(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss"));
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 8, 6);
    row->setSpacing(8);
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    row->addWidget(close, 0, Qt::AlignTop);
    hide();
}

void Banner::showMessage(const QString& message, const QString& detail) {
    m_text->setText(detail.isEmpty() ? message.toHtmlEscaped()
                                     : u"<b>"_s + message.toHtmlEscaped() + u"</b><br>"_s + detail.toHtmlEscaped());
    show();
}

} // namespace lathe
