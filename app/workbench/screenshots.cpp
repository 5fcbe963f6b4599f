#include "app/workbench/screenshots.h"

#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/graph_view/graph_page.h"
#include "widgets/main_window/main_window.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTextStream>
#include <QTimer>

namespace lathe {
namespace {

// Until nothing runs and what was posted has been handled.
void settle(ProjectDocument& document) {
    QElapsedTimer quiet;
    quiet.start();
    while (quiet.elapsed() < 120) {
        QApplication::processEvents(QEventLoop::AllEvents, 20);
        if (!document.jobs().jobs().empty()) quiet.restart();
    }
}

bool grab(MainWindow& window, const QDir& folder, const QString& name) {
    QApplication::processEvents();
    const QString file = folder.filePath(name + u".png"_s);
    if (window.grab().save(file)) return true;
    QTextStream(stderr) << "cannot write " << file << Qt::endl;
    return false;
}

bool grabAll(MainWindow& window, ProjectDocument& document, const QDir& folder, const QString& theme) {
    if (document.isDraft()) return grab(window, folder, u"draft-"_s + theme);
    if (document.isEmpty()) return grab(window, folder, u"start-"_s + theme);
    bool isFine = true;
    for (int i = 0; i < window.tabs().count(); ++i) {
        window.tabs().setCurrentIndex(i);
        settle(document);
        const QString title = window.tabs().widget(i)->objectName();
        isFine &= grab(window, folder, title + u'-' + theme);
    }
    window.tabs().setCurrentIndex(0);
    window.graphPage().setColourMode(ColourMode::Latency);
    isFine &= grab(window, folder, u"graphLatency-"_s + theme);
    window.graphPage().setColourMode(ColourMode::Type);
    window.showDevices();
    isFine &= grab(window, folder, u"devices-"_s + theme);
    window.showTabs();
    return isFine;
}

// A node in the middle, so that the pictures show what a selection looks like everywhere.
void selectSomething(ProjectDocument& document) {
    if (document.isEmpty()) return;
    const auto nodes = document.original()->topologicalOrder();
    if (!nodes.empty()) document.selection().set({qs(document.original()->node(nodes[nodes.size() / 3]).name)});
}

QtMessageHandler g_otherMessages = nullptr;

void sayUnlessKnown(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    if (message == u"This plugin does not support propagateSizeHints()"_s) return;
    if (message.startsWith(u"QStandardPaths: XDG_RUNTIME_DIR not set"_s)) return;
    g_otherMessages(type, context, message);
}

} // namespace

void silenceOffscreenMessages() {
    g_otherMessages = qInstallMessageHandler(sayUnlessKnown);
}

int takeScreenshots(MainWindow& window, ProjectDocument& document, Theme& theme, const QString& folder, bool build) {
    const QDir target(folder);
    if (!target.mkpath(u"."_s)) return 5;
    settle(document);
    bool built = true;
    if (build && !document.isEmpty()) {
        QObject::connect(&document, &ProjectDocument::buildFinished, &window, [&](bool success) { built = success; });
        document.build();
        settle(document);
        for (const Diagnostic& problem : document.problems())
            if (problem.severity == Severity::Error) QTextStream(stderr) << qs(toText(problem)) << Qt::endl;
    }
    selectSomething(document);
    bool isFine = true;
    for (const auto& [mode, name] : {std::pair{ThemeMode::Light, u"light"_s}, std::pair{ThemeMode::Dark, u"dark"_s}}) {
        theme.setMode(mode);
        theme.apply(*qApp);
        settle(document);
        isFine &= grabAll(window, document, target, name);
    }
    return !isFine ? 5 : built ? 0 : 1;
}

} // namespace lathe
