#include "widgets/common/strings.h"
#include "widgets/theme/theme.h"

#include <QFile>

namespace lathe {

QPalette Theme::palette() const {
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, Token token) { palette.setColor(role, color(token)); };
    set(QPalette::Window, Token::Window);
    set(QPalette::WindowText, Token::Text);
    set(QPalette::Base, Token::Panel);
    set(QPalette::AlternateBase, Token::Window);
    set(QPalette::Text, Token::Text);
    set(QPalette::Button, Token::Raised);
    set(QPalette::ButtonText, Token::Text);
    set(QPalette::BrightText, Token::Error);
    set(QPalette::ToolTipBase, Token::Panel);
    set(QPalette::ToolTipText, Token::Text);
    set(QPalette::PlaceholderText, Token::TextMuted);
    set(QPalette::Highlight, Token::Accent);
    set(QPalette::HighlightedText, Token::AccentText);
    set(QPalette::Link, Token::Accent);
    set(QPalette::Light, Token::Panel);
    set(QPalette::Midlight, Token::Raised);
    set(QPalette::Mid, Token::Border);
    set(QPalette::Dark, Token::BorderStrong);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, color(Token::BorderStrong));
    return palette;
}

QString Theme::styleSheet() const {
    QFile file(u":/themes/lathe.qss"_s);
    if (!file.open(QIODevice::ReadOnly)) return {};
    QString sheet = QString::fromUtf8(file.readAll());
    sheet.replace(u"@scheme@"_s, m_isDark ? u"dark"_s : u"light"_s);
    for (const TokenRow& row : tokenTable())
        sheet.replace(u"@"_s + QLatin1String(row.name) + u"@"_s, color(row.token).name());
    return sheet;
}

} // namespace lathe
