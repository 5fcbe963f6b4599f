#pragma once

#include "widgets/theme/theme.h"

#include "core/base/error.h"

#include <QPlainTextEdit>
#include <QSyntaxHighlighter>

#include <functional>
#include <string>

namespace lathe {

/// Keys, values, comments and quoted text of YAML, in the theme's colours.
class YamlHighlighter : public QSyntaxHighlighter {
    Q_OBJECT
public:
    YamlHighlighter(QTextDocument* document, const Theme& theme);

protected:
    void highlightBlock(const QString& text) override;

private:
    const Theme& m_theme;
};

/// A text editor with line numbers, problems underlined and told on hover.
class YamlEditor : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit YamlEditor(const Theme& theme, QWidget* parent = nullptr);

    void setProblems(std::vector<Diagnostic> problems);
    /// Both count from 1; column 0 is the beginning of the line.
    void goTo(int line, int column = 0);
    /// What a key means, shown on hover; empty for unknown keys.
    void setKeyHelp(std::function<std::string(std::string_view key)> help) { m_keyHelp = std::move(help); }

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    friend class LineNumbers;
    int gutterWidth() const;
    void paintGutter(QPaintEvent* event);
    QString problemAt(int line) const;
    void underline();

    const Theme& m_theme;
    QWidget* m_gutter = nullptr;
    std::vector<Diagnostic> m_problems;
    std::function<std::string(std::string_view)> m_keyHelp;
};

} // namespace lathe
