#include "app/workbench/real_backend.h"
#include "app/workbench/screenshots.h"

#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/document/recovery.h"
#include "widgets/log/log_model.h"
#include "widgets/main_window/main_window.h"
#include "widgets/settings/settings.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QLocale>
#include <QStandardPaths>
#include <QTextStream>
#include <QTranslator>

#include <algorithm>
#include <string_view>

using namespace lathe;

namespace {

struct Options {
    QStringList files;
    QString screenshotFolder, theme, language, settings, size;
    bool build = true;
};

Options parseOptions(const QApplication& application) {
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Convert trained networks for NPUs, and see how fast and how accurate they will be."_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(u"FILE"_s, u"model (.onnx, .prototxt), configuration (.yaml) or project (.latheproj) to open"_s,
                                 u"[FILE…]"_s);
    const QCommandLineOption screenshot(u"screenshot"_s, u"Build, render every view to PNG in DIR and exit."_s, u"DIR"_s);
    const QCommandLineOption noBuild(u"no-build"_s, u"With --screenshot: render without building."_s);
    const QCommandLineOption theme(u"theme"_s, u"light, dark or system."_s, u"NAME"_s);
    const QCommandLineOption language(u"language"_s, u"en or zh_CN; default: the system's."_s, u"NAME"_s);
    const QCommandLineOption settings(u"settings"_s, u"Keep settings in FILE instead of the user's."_s, u"FILE"_s);
    const QCommandLineOption size(u"size"_s, u"Size of the window."_s, u"1440x900"_s);
    parser.addOptions({screenshot, noBuild, theme, language, settings, size});
    parser.process(application);
    return {parser.positionalArguments(), parser.value(screenshot), parser.value(theme),   parser.value(language),
            parser.value(settings),       parser.value(size),       !parser.isSet(noBuild)};
}

void setTheme(Theme& theme, const QString& name) {
    const qsizetype mode = QStringList{u"system"_s, u"light"_s, u"dark"_s}.indexOf(name);
    theme.setMode(static_cast<ThemeMode>(std::max<qsizetype>(mode, 0)));
    theme.apply(*qApp);
}

// A file of settings that no run leaves behind: pictures must not depend on who takes them.
QString settingsFile(const Options& options) {
    if (!options.settings.isEmpty() || options.screenshotFolder.isEmpty()) return options.settings;
    return QDir::temp().filePath(u"lathe-screenshot-%1.ini"_s.arg(QCoreApplication::applicationPid()));
}

} // namespace

int main(int argc, char** argv) {
    // Before there is an application that could parse them.
    const auto takesPictures = [](const char* argument) { return std::string_view(argument).starts_with("--screenshot"); };
    if (std::any_of(argv + 1, argv + argc, takesPictures)) silenceOffscreenMessages();
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"lathe-workbench"_s);
    QApplication::setOrganizationName(u"lathe"_s);
    QApplication::setApplicationVersion(u"0.1.0"_s);
    QApplication::setDesktopFileName(u"lathe-workbench"_s);
    const Options options = parseOptions(application);
    Settings settings(settingsFile(options));

    // English first, for its plurals: what another language does not say stays English.
    QTranslator english, translator;
    if (english.load(u":/translations/lathe_en.qm"_s)) QApplication::installTranslator(&english);
    const QString language = options.language.isEmpty() ? settings.value(SettingKey::Language).toString() : options.language;
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    if (translator.load(locale, u"lathe"_s, u"_"_s, u":/translations"_s)) QApplication::installTranslator(&translator);

    Theme theme;
    setTheme(theme, options.theme.isEmpty() ? settings.value(SettingKey::Theme).toString() : options.theme);
    QApplication::setWindowIcon(theme.icon(u"lathe"_s, Token::Accent));

    LogModel log;
    log.attach();
    const QString cache = QStandardPaths::writableLocation(QStandardPaths::CacheLocation);
    JobRunner jobs;
    ProjectDocument document(makeRealBackend(cache.toStdString()), jobs);
    const Services services{document, theme, settings};
    MainWindow window(services, log);
    if (const QStringList size = options.size.split(u'x'); size.size() == 2) window.resize(size[0].toInt(), size[1].toInt());
    window.show();

    if (!options.files.isEmpty()) document.openFile(options.files.first());
    if (!options.screenshotFolder.isEmpty()) {
        const int status = takeScreenshots(window, document, theme, options.screenshotFolder, options.build);
        if (options.settings.isEmpty()) QFile::remove(settingsFile(options));
        return status;
    }
    Recovery recovery(document, QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + u"/recovery"_s);
    if (options.files.isEmpty()) recovery.restore();
    return QApplication::exec();
}
