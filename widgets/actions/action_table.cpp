#include "widgets/actions/action_table.h"
#include "widgets/common/strings.h"

#include <QCoreApplication>
#include <QMenuBar>

#include <array>
#include <cstring>

namespace lathe {
namespace {

constexpr std::array kRows{
    ActionRow{ActionId::Open, "actionOpen", QT_TRANSLATE_NOOP("Actions", "&File"), QT_TRANSLATE_NOOP("Actions", "&Open…"), "Ctrl+O",
              "open"},
    ActionRow{ActionId::Save, "actionSave", "-&File", QT_TRANSLATE_NOOP("Actions", "&Save project"), "Ctrl+S", "save"},
    ActionRow{ActionId::SaveAs, "actionSaveAs", "&File", QT_TRANSLATE_NOOP("Actions", "Save project &as…"), "Ctrl+Shift+S"},
    ActionRow{ActionId::ExportConfig, "actionExportConfig", "&File", QT_TRANSLATE_NOOP("Actions", "&Export configuration…"), "Ctrl+Shift+E",
              "export"},
    ActionRow{ActionId::SavePicture, "actionSavePicture", "&File", QT_TRANSLATE_NOOP("Actions", "Save &picture of the graph…"),
              "Ctrl+Alt+E", "export"},
    ActionRow{ActionId::SaveBuild, "actionSaveBuild", "-&File", QT_TRANSLATE_NOOP("Actions", "Save &build…"), "Ctrl+Shift+B", "chip"},
    ActionRow{ActionId::OpenOutput, "actionOpenOutput", "&File", QT_TRANSLATE_NOOP("Actions", "Open output &folder"), "Ctrl+Shift+O",
              "open"},
    ActionRow{ActionId::Quit, "actionQuit", "-&File", QT_TRANSLATE_NOOP("Actions", "&Quit"), "Ctrl+Q"},
    ActionRow{ActionId::Undo, "actionUndo", QT_TRANSLATE_NOOP("Actions", "&Edit"), QT_TRANSLATE_NOOP("Actions", "&Undo"), "Ctrl+Z", "undo"},
    ActionRow{ActionId::Redo, "actionRedo", "&Edit", QT_TRANSLATE_NOOP("Actions", "&Redo"), "Ctrl+Shift+Z; Ctrl+Y", "redo"},
    ActionRow{ActionId::CopyName, "actionCopyName", "-&Edit", QT_TRANSLATE_NOOP("Actions", "&Copy names of the selected nodes"),
              "Ctrl+Shift+C", "copy"},
    ActionRow{ActionId::Find, "actionFind", "&Edit", QT_TRANSLATE_NOOP("Actions", "&Find…"), "Ctrl+F; /", "search"},
    ActionRow{ActionId::FindNext, "actionFindNext", "&Edit", QT_TRANSLATE_NOOP("Actions", "Find &next"), "F3"},
    ActionRow{ActionId::FindPrevious, "actionFindPrevious", "&Edit", QT_TRANSLATE_NOOP("Actions", "Find pre&vious"), "Shift+F3"},
    ActionRow{ActionId::Int8, "actionInt8", "-&Edit", QT_TRANSLATE_NOOP("Actions", "Set precision to int&8"), "Alt+8"},
    ActionRow{ActionId::Int16, "actionInt16", "&Edit", QT_TRANSLATE_NOOP("Actions", "Set precision to int&16"), "Alt+6"},
    ActionRow{ActionId::Float, "actionFloat", "&Edit", QT_TRANSLATE_NOOP("Actions", "Keep in f&loat"), "Alt+0"},
    ActionRow{ActionId::ResetPrecision, "actionResetPrecision", "&Edit",
              QT_TRANSLATE_NOOP("Actions", "Precision by default or quant_&config"), "Alt+Backspace"},
    ActionRow{ActionId::ZoomIn, "actionZoomIn", QT_TRANSLATE_NOOP("Actions", "&View"), QT_TRANSLATE_NOOP("Actions", "Zoom &in"),
              "Ctrl++; Ctrl+=", "zoom-in"},
    ActionRow{ActionId::ZoomOut, "actionZoomOut", "&View", QT_TRANSLATE_NOOP("Actions", "Zoom &out"), "Ctrl+-", "zoom-out"},
    ActionRow{ActionId::ZoomActual, "actionZoomActual", "&View", QT_TRANSLATE_NOOP("Actions", "&Actual size"), "Ctrl+0; Shift+Backspace"},
    ActionRow{ActionId::FitAll, "actionFitAll", "&View", QT_TRANSLATE_NOOP("Actions", "Fit a&ll"), "Ctrl+Home", "fit"},
    ActionRow{ActionId::FitSelection, "actionFitSelection", "&View", QT_TRANSLATE_NOOP("Actions", "Fit &selection"), "Ctrl+Shift+F",
              "focus"},
    ActionRow{ActionId::GoBack, "actionGoBack", "-&View", QT_TRANSLATE_NOOP("Actions", "&Back to where the view was"), "Alt+Left"},
    ActionRow{ActionId::GoForward, "actionGoForward", "&View", QT_TRANSLATE_NOOP("Actions", "F&orward again"), "Alt+Right"},
    ActionRow{ActionId::LightUpstream, "actionLightUpstream", "&View", QT_TRANSLATE_NOOP("Actions", "Light &up what the selection needs"),
              "Ctrl+Up"},
    ActionRow{ActionId::LightDownstream, "actionLightDownstream", "&View",
              QT_TRANSLATE_NOOP("Actions", "Light up &what needs the selection"), "Ctrl+Down"},
    ActionRow{ActionId::ShowAttributes, "actionShowAttributes", "-&View", QT_TRANSLATE_NOOP("Actions", "Show a&ttributes"), "Ctrl+D", "",
              true},
    ActionRow{ActionId::ShowWeights, "actionShowWeights", "&View", QT_TRANSLATE_NOOP("Actions", "Show &weights"), "Ctrl+I", "", true},
    ActionRow{ActionId::ShowNames, "actionShowNames", "&View", QT_TRANSLATE_NOOP("Actions", "Show &names"), "Ctrl+U", "", true},
    ActionRow{ActionId::GraphToTheRight, "actionGraphToTheRight", "&View", QT_TRANSLATE_NOOP("Actions", "Graph from left to righ&t"),
              "Ctrl+K", "", true},
    ActionRow{ActionId::WheelZooms, "actionWheelZooms", "&View", QT_TRANSLATE_NOOP("Actions", "Wheel &zooms"), "Ctrl+M", "", true},
    ActionRow{ActionId::ThemeSystem, "actionThemeSystem", "-&View", QT_TRANSLATE_NOOP("Actions", "Colours of the s&ystem"), "", "", true},
    ActionRow{ActionId::ThemeLight, "actionThemeLight", "&View", QT_TRANSLATE_NOOP("Actions", "&Light"), "", "", true},
    ActionRow{ActionId::ThemeDark, "actionThemeDark", "&View", QT_TRANSLATE_NOOP("Actions", "&Dark"), "", "", true},
    ActionRow{ActionId::ResetLayout, "actionResetLayout", "-&View", QT_TRANSLATE_NOOP("Actions", "&Reset window layout"), ""},
    ActionRow{ActionId::Build, "actionBuild", QT_TRANSLATE_NOOP("Actions", "&Build"), QT_TRANSLATE_NOOP("Actions", "&Build what is stale"),
              "F7", "build"},
    ActionRow{ActionId::BuildQuantise, "actionBuildQuantise", "&Build", QT_TRANSLATE_NOOP("Actions", "Build up to &quantisation"),
              "Ctrl+F7"},
    ActionRow{ActionId::Cancel, "actionCancel", "&Build", QT_TRANSLATE_NOOP("Actions", "&Cancel"), "Shift+Esc", "stop"},
    ActionRow{ActionId::Devices, "actionDevices", "-&Build", QT_TRANSLATE_NOOP("Actions", "Compare &devices"), "Ctrl+Shift+D", "chip"},
    ActionRow{ActionId::Keys, "actionKeys", QT_TRANSLATE_NOOP("Actions", "&Help"), QT_TRANSLATE_NOOP("Actions", "&Keys"), "?"},
    ActionRow{ActionId::About, "actionAbout", "&Help", QT_TRANSLATE_NOOP("Actions", "&About Lathe"), "", "info"},
};

struct ExtraKey {
    const char *view, *text, *keys;
};
constexpr std::array kViewKeys{
    ExtraKey{QT_TRANSLATE_NOOP("Actions", "In the graph"), QT_TRANSLATE_NOOP("Actions", "Fit all"), "Home · Space"},
    ExtraKey{QT_TRANSLATE_NOOP("Actions", "In the graph"), QT_TRANSLATE_NOOP("Actions", "Pan"), "Drag · Space + drag"},
    ExtraKey{QT_TRANSLATE_NOOP("Actions", "In the graph"), QT_TRANSLATE_NOOP("Actions", "Zoom to an area"), "Ctrl + drag"},
    ExtraKey{QT_TRANSLATE_NOOP("Actions", "In the graph"), QT_TRANSLATE_NOOP("Actions", "Back to where the view was"), "Backspace"},
    ExtraKey{QT_TRANSLATE_NOOP("Actions", "In the graph"), QT_TRANSLATE_NOOP("Actions", "Fit selection"), "F"},
    ExtraKey{QT_TRANSLATE_NOOP("Actions", "In the graph"), QT_TRANSLATE_NOOP("Actions", "Walk along the data"), "↑ ↓"},
    ExtraKey{QT_TRANSLATE_NOOP("Actions", "In the graph"), QT_TRANSLATE_NOOP("Actions", "Walk among siblings"), "← →"},
    ExtraKey{QT_TRANSLATE_NOOP("Actions", "In the graph"), QT_TRANSLATE_NOOP("Actions", "Select an area"), "Shift + drag"},
    ExtraKey{QT_TRANSLATE_NOOP("Actions", "In the graph"), QT_TRANSLATE_NOOP("Actions", "Clear selection"), "Esc"},
    ExtraKey{QT_TRANSLATE_NOOP("Actions", "In the timeline"), QT_TRANSLATE_NOOP("Actions", "Zoom, pan"), "W S · A D"},
    ExtraKey{QT_TRANSLATE_NOOP("Actions", "In the timeline"), QT_TRANSLATE_NOOP("Actions", "Next, previous event"), ". ,"},
    ExtraKey{QT_TRANSLATE_NOOP("Actions", "In the timeline"), QT_TRANSLATE_NOOP("Actions", "Fit selection"), "F"},
    ExtraKey{QT_TRANSLATE_NOOP("Actions", "In the timeline"), QT_TRANSLATE_NOOP("Actions", "Selection becomes range"), "R"},
};

QString translated(const char* text) {
    return QCoreApplication::translate("Actions", text);
}

const char* menuTitle(const ActionRow& row) {
    return row.menu[0] == '-' ? row.menu + 1 : row.menu;
}

QList<QKeySequence> keysOf(const ActionRow& row) {
    QList<QKeySequence> keys;
    const QStringList parts = QString::fromLatin1(row.keys).split(u"; "_s, Qt::SkipEmptyParts);
    for (const QString& part : parts)
        keys << QKeySequence(part);
    return keys;
}

} // namespace

std::span<const ActionRow> actionTable() {
    return kRows;
}

Actions::Actions(QMainWindow& window) {
    for (const ActionRow& row : kRows) {
        QMenu*& menu = m_menus[menuTitle(row)];
        if (!menu) menu = window.menuBar()->addMenu(QString());
        if (row.menu[0] == '-') menu->addSeparator();
        QAction* action = menu->addAction(QString());
        action->setObjectName(QLatin1String(row.name));
        action->setShortcuts(keysOf(row));
        action->setCheckable(row.isCheckable);
        m_actions[row.id] = action;
    }
    retranslate();
}

void Actions::retranslate() {
    for (auto& [title, menu] : m_menus)
        menu->setTitle(translated(title.c_str()));
    for (const ActionRow& row : kRows)
        m_actions.at(row.id)->setText(translated(row.text));
}

QString keyListHtml() {
    QString html;
    const char* group = "";
    const auto add = [&](const char* title, const QString& text, const QString& keys) {
        if (std::strcmp(group, title) != 0) html += u"<tr><td colspan=2><b>"_s + translated(title).remove(u'&') + u"</b></td></tr>"_s;
        group = title;
        html += u"<tr><td style='padding-right:24px'>"_s + text.toHtmlEscaped() + u"</td><td>"_s + keys.toHtmlEscaped() + u"</td></tr>"_s;
    };
    for (const ActionRow& row : kRows)
        if (*row.keys) add(menuTitle(row), translated(row.text).remove(u'&'), QString::fromLatin1(row.keys).replace(u"; "_s, u" · "_s));
    for (const ExtraKey& row : kViewKeys)
        add(row.view, translated(row.text), QString::fromUtf8(row.keys));
    return u"<table cellpadding=3>"_s + html + u"</table>"_s;
}

} // namespace lathe
