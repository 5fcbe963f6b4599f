#pragma once

#include "core/ops/op_table.h"
#include "core/program/program.h"

#include <QColor>
#include <QIcon>
#include <QObject>
#include <QPalette>

#include <span>

class QAbstractButton;
class QApplication;

namespace lathe {

/// Every colour that Lathe paints with. Light and dark are two columns of one table (theme.cpp); nothing else names a colour.
enum class Token {
    Window,
    Panel,
    Raised,
    Hover,
    Border,
    BorderStrong,
    Text,
    TextMuted,
    Accent,
    AccentText,
    AccentSoft,
    Error,
    Warning,
    Success,
    Canvas,
    Grid,
    Edge,
    NodeText,
    NodeBody,
    NodeBodyText,
    Int8,
    Int16,
    Float,
    Compute,
    Memory,
    Host,
    Overhead,
    Load,
    Weights,
    Mac,
    Vector,
    Store,
    Series1,
    Series2,
    Series3,
    Count
};

enum class ThemeMode { System, Light, Dark };

/// The palette in use; says so when it changes.
class Theme : public QObject {
    Q_OBJECT
public:
    explicit Theme(QObject* parent = nullptr);

    void setMode(ThemeMode mode);
    ThemeMode mode() const { return m_mode; }
    bool isDark() const { return m_isDark; }
    QColor color(Token token) const;
    QColor category(OpCategory category) const;
    QColor precision(Precision precision) const;
    QColor engine(lathe::Engine engine) const;
    /// Cividis at t in [0, 1]: readable with any colour vision.
    static QColor sequential(double t);
    /// A line icon of resources/icons in the colour of text (`token`), drawn for each size it is asked for.
    QIcon icon(const QString& name, Token token = Token::Text) const;

    /// Palette and style sheet of the whole program.
    void apply(QApplication& application) const;

signals:
    void changed();

private:
    QPalette palette() const;
    QString styleSheet() const;

    ThemeMode m_mode = ThemeMode::System;
    bool m_isDark = false;
};

/// Gives a button an icon that follows the theme.
void setThemedIcon(QAbstractButton& button, const Theme& theme, const QString& name, Token token = Token::Text);

/// "#1668dc" for both columns, for the contrast check.
struct TokenRow {
    Token token;
    const char* name;
    QRgb light, dark;
};
std::span<const TokenRow> tokenTable();

/// Contrast ratio of WCAG 2: 1 … 21.
double contrastRatio(const QColor& a, const QColor& b);

} // namespace lathe
