#include "widgets/config_view/config_page.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QPushButton>
#include <QScrollBar>

namespace lathe {

constexpr int kTypingMs = 150;

ConfigPage::ConfigPage(const Services& services, QWidget* parent) : QWidget(parent), m_document(services.document) {
    setObjectName(u"configPage"_s);
    m_editor = new YamlEditor(services.theme);
    m_editor->setKeyHelp(m_document.backend().keyHelp);
    setFocusProxy(m_editor);
    m_state = new QLabel;
    m_state->setObjectName(u"configState"_s);
    auto* copy = new QPushButton(tr("Copy command line"));
    copy->setObjectName(u"copyCommandLine"_s);
    copy->setToolTip(tr("lathe build --config … does the same without a window; it reads the file that was opened or exported last"));
    auto* save = new QPushButton(tr("Export…"));
    save->setObjectName(u"configExport"_s);
    auto* strip = new QWidget;
    strip->setProperty("toolbar", true);
    strip->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(12, 4, 8, 4);
    row->addWidget(m_state, 1);
    row->addWidget(copy);
    row->addWidget(save);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(strip);
    column->addWidget(m_editor, 1);

    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    connect(m_editor, &QPlainTextEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(&m_typing, &QTimer::timeout, this, [this] { m_document.editYaml(m_editor->toPlainText()); });
    connect(&m_document, &ProjectDocument::configChanged, this, &ConfigPage::followDocument);
    connect(save, &QPushButton::clicked, this, &ConfigPage::exportAs);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(commandLine()); });
    connect(&m_document, &ProjectDocument::opened, this, [this] {
        m_exported.clear();
        // Typed into another text; a draft that became a document keeps what is being typed.
        const QString place = m_document.configPath() + u'\n' + m_document.projectPath();
        if (std::exchange(m_place, place) != place || m_document.isDraft()) m_typing.stop();
    });
}

void ConfigPage::followDocument() {
    if (!m_typing.isActive() && m_editor->toPlainText() != m_document.yaml()) {
        const QSignalBlocker blocker(m_editor);
        const int place = m_editor->textCursor().blockNumber(), scrolled = m_editor->verticalScrollBar()->value();
        m_editor->setPlainText(m_document.yaml());
        QTextCursor cursor(m_editor->document()->findBlockByNumber(place));
        m_editor->setTextCursor(cursor);
        m_editor->verticalScrollBar()->setValue(scrolled);
    }
    const std::vector<Diagnostic>& problems = m_document.configProblems();
    m_editor->setProblems(problems);
    const auto errors = std::count_if(problems.begin(), problems.end(), [](const Diagnostic& d) { return d.severity == Severity::Error; });
    m_state->setText(errors             ? tr("%n error(s)", nullptr, static_cast<int>(errors))
                     : problems.empty() ? tr("Valid")
                                        : tr("Valid, %n note(s)", nullptr, static_cast<int>(problems.size())));
}

void ConfigPage::exportAs() {
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export configuration"), m_document.title() + u".yaml"_s, tr("Configuration (*.yaml)"));
    if (!path.isEmpty() && m_document.exportConfig(path)) m_exported = path;
}

QString ConfigPage::commandLine() const {
    const QFileInfo opened(m_document.configPath());
    const bool isThere = opened.isFile() && opened.suffix().startsWith(u'y');
    QString file = !m_exported.isEmpty() ? m_exported : isThere ? opened.filePath() : m_document.title() + u".yaml"_s;
    static const QRegularExpression special(u"[^\\w./-]"_s);
    if (file.contains(special)) file = u"'%1'"_s.arg(file.replace(u"'"_s, u"'\\''"_s));
    return u"lathe build --config "_s + file;
}

} // namespace lathe
