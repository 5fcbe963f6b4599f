// window_pauses FILE: opens a model, configuration or project in the window, builds it, visits every view in both themes,
// and prints the longest pauses of the GUI thread in milliseconds with what it was asked to do. Offscreen.

#include "app/workbench/real_backend.h"
#include "widgets/document/project_document.h"
#include "widgets/log/log_model.h"
#include "widgets/main_window/main_window.h"
#include "widgets/settings/settings.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTabBar>
#include <QTabWidget>
#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <map>
#include <mutex>
#include <thread>

using namespace lathe;

namespace {

/// Asks the GUI thread for an answer every few milliseconds and notes how long each took, by what was going on.
class Heartbeat {
public:
    Heartbeat() : m_thread([this](const std::stop_token& stop) { beat(stop); }) {}

    void enter(const char* phase) {
        const std::lock_guard lock(m_mutex);
        m_phase = phase;
    }

    /// The longest pause of each phase, longest first.
    std::vector<std::pair<double, std::string>> longest() const {
        const std::lock_guard lock(m_mutex);
        std::vector<std::pair<double, std::string>> rows;
        for (const auto& [phase, milliseconds] : m_longest)
            rows.emplace_back(milliseconds, phase);
        std::ranges::sort(rows, std::greater<>());
        return rows;
    }

private:
    using Clock = std::chrono::steady_clock;

    void beat(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            if (!m_isAsked.exchange(true))
                QMetaObject::invokeMethod(
                    qApp, [this, asked = Clock::now()] { answer(asked); }, Qt::QueuedConnection);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }

    void answer(Clock::time_point asked) {
        const double waited = std::chrono::duration<double, std::milli>(Clock::now() - asked).count();
        {
            const std::lock_guard lock(m_mutex);
            double& longest = m_longest[m_phase];
            longest = std::max(longest, waited);
        }
        m_isAsked = false;
    }

    mutable std::mutex m_mutex;
    std::string m_phase = "start";
    std::map<std::string, double> m_longest;
    std::atomic<bool> m_isAsked = false;
    std::jthread m_thread; // last: uses the others
};

/// Lets the window work until no job runs and nothing was waiting for a while.
void settle(ProjectDocument& document) {
    QElapsedTimer quiet;
    quiet.start();
    while (quiet.elapsed() < 200) {
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
        if (!document.jobs().jobs().empty()) quiet.restart();
    }
}

void visitTabs(MainWindow& window, ProjectDocument& document, Heartbeat& heart, std::vector<std::string>& names) {
    for (int i = 0; i < window.tabs().count(); ++i) {
        names.push_back("view " + window.tabs().widget(i)->objectName().toStdString());
        heart.enter(names.back().c_str());
        window.tabs().setCurrentIndex(i);
        settle(document);
    }
}

} // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    if (argc != 2) {
        std::fputs("usage: window_pauses FILE\n", stderr);
        return 2;
    }
    QTemporaryDir folder;
    Settings settings(folder.filePath(QStringLiteral("settings.ini")));
    Theme theme;
    theme.setMode(ThemeMode::Light);
    theme.apply(application);
    LogModel log;
    log.attach();
    JobRunner jobs;
    ProjectDocument document(makeRealBackend(folder.filePath(QStringLiteral("cache")).toStdString()), jobs);
    MainWindow window(Services{document, theme, settings}, log);
    window.resize(1440, 900);
    window.show();
    settle(document);

    Heartbeat heart;
    std::vector<std::string> names;
    heart.enter("open");
    document.openFile(QString::fromLocal8Bit(argv[1]));
    settle(document);
    heart.enter("build");
    document.build();
    settle(document);
    visitTabs(window, document, heart, names);
    heart.enter("dark theme");
    theme.setMode(ThemeMode::Dark);
    theme.apply(application);
    settle(document);
    visitTabs(window, document, heart, names);
    heart.enter("end");
    for (const auto& [milliseconds, phase] : heart.longest())
        std::printf("%8.1f ms  %s\n", milliseconds, phase.c_str());
    return document.isEmpty() ? 1 : 0;
}
