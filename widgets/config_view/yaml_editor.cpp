#include "widgets/config_view/yaml_editor.h"
#include "widgets/common/strings.h"

#include <QFontDatabase>
#include <QHelpEvent>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>

namespace lathe {

class LineNumbers : public QWidget {
public:
    explicit LineNumbers(YamlEditor& editor) : QWidget(&editor), m_editor(editor) {}
    QSize sizeHint() const override { return {m_editor.gutterWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent* event) override { m_editor.paintGutter(event); }

private:
    YamlEditor& m_editor;
};

YamlHighlighter::YamlHighlighter(QTextDocument* document, const Theme& theme) : QSyntaxHighlighter(document), m_theme(theme) {
    connect(&theme, &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void YamlHighlighter::highlightBlock(const QString& text) {
    static const QRegularExpression key(u"^\\s*(- )?([\\w./-]+|\"[^\"]*\"|'[^']*')(?=\\s*:)"_s), quoted(u"\"[^\"]*\"|'[^']*'"_s),
        number(u"(?<=[:\\s\\[,])-?\\d[\\d.eE+-]*(?=[\\s,\\];]|$)"_s), comment(u"(^|\\s)#.*$"_s);
    const auto colour = [&](const QRegularExpression& pattern, const QTextCharFormat& format, int group) {
        for (auto matches = pattern.globalMatch(text); matches.hasNext();) {
            const auto match = matches.next();
            setFormat(static_cast<int>(match.capturedStart(group)), static_cast<int>(match.capturedLength(group)), format);
        }
    };
    QTextCharFormat format;
    format.setForeground(m_theme.color(Token::Series2));
    colour(number, format, 0);
    format.setForeground(m_theme.color(Token::Series3));
    colour(quoted, format, 0);
    format.setForeground(m_theme.color(Token::Accent));
    colour(key, format, 2);
    format.setForeground(m_theme.color(Token::TextMuted));
    format.setFontItalic(true);
    colour(comment, format, 0);
}

YamlEditor::YamlEditor(const Theme& theme, QWidget* parent) : QPlainTextEdit(parent), m_theme(theme) {
    setObjectName(u"yamlEditor"_s);
    setAccessibleName(tr("Configuration"));
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setLineWrapMode(NoWrap);
    setTabChangesFocus(true);
    new YamlHighlighter(document(), theme);
    m_gutter = new LineNumbers(*this);
    connect(this, &QPlainTextEdit::blockCountChanged, this, [this] { setViewportMargins(gutterWidth(), 0, 0, 0); });
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& area, int dy) {
        dy ? m_gutter->scroll(0, dy) : m_gutter->update(0, area.y(), m_gutter->width(), area.height());
    });
    connect(&theme, &Theme::changed, this, [this] { underline(); });
    setViewportMargins(gutterWidth(), 0, 0, 0);
}

int YamlEditor::gutterWidth() const {
    return 24 + fontMetrics().horizontalAdvance(u'9') * static_cast<int>(QString::number(std::max(100, blockCount())).size());
}

void YamlEditor::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    m_gutter->setGeometry(contentsRect().left(), contentsRect().top(), gutterWidth(), contentsRect().height());
}

void YamlEditor::paintGutter(QPaintEvent* event) {
    QPainter painter(m_gutter);
    painter.fillRect(event->rect(), m_theme.color(Token::Window));
    painter.setFont(font());
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF area = blockBoundingGeometry(block).translated(contentOffset());
        if (area.top() > event->rect().bottom()) break;
        const int line = block.blockNumber() + 1;
        const bool isWrong = !problemAt(line).isEmpty();
        painter.setPen(m_theme.color(isWrong ? Token::Error : Token::TextMuted));
        painter.drawText(QRectF(0, area.top(), m_gutter->width() - 10, area.height()), Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(line));
        if (isWrong) painter.fillRect(QRectF(0, area.top(), 3, area.height()), m_theme.color(Token::Error));
    }
}

QString YamlEditor::problemAt(int line) const {
    QStringList texts;
    for (const Diagnostic& problem : m_problems)
        if (problem.place.line == line) texts << qs(problem.message) + (problem.remedy.empty() ? QString() : u" – "_s + qs(problem.remedy));
    return texts.join(u'\n');
}

void YamlEditor::setProblems(std::vector<Diagnostic> problems) {
    m_problems = std::move(problems);
    underline();
    m_gutter->update();
}

void YamlEditor::underline() {
    QList<QTextEdit::ExtraSelection> marks;
    for (const Diagnostic& problem : m_problems) {
        const QTextBlock block = document()->findBlockByNumber(problem.place.line - 1);
        if (problem.place.line <= 0 || !block.isValid()) continue;
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(block);
        mark.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(m_theme.color(problem.severity == Severity::Error ? Token::Error : Token::Warning));
        marks << mark;
    }
    setExtraSelections(marks);
}

void YamlEditor::goTo(int line, int column) {
    QTextCursor cursor(document()->findBlockByNumber(line - 1));
    if (column > 1) cursor.movePosition(QTextCursor::Right, QTextCursor::MoveAnchor, std::min(column, cursor.block().length()) - 1);
    setTextCursor(cursor);
    centerCursor();
    setFocus();
}

bool YamlEditor::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QPlainTextEdit::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    QTextCursor cursor = cursorForPosition(viewport()->mapFrom(this, help->pos()));
    QString text = problemAt(cursor.blockNumber() + 1);
    const QString line = cursor.block().text().trimmed();
    const std::string key = line.section(u':', 0, 0).toStdString();
    if (const QString meaning = m_keyHelp ? qs(m_keyHelp(key)) : QString(); !meaning.isEmpty())
        text += (text.isEmpty() ? QString() : u"\n\n"_s) + meaning;
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace lathe
