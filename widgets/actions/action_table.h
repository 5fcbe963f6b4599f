#pragma once

#include <QAction>
#include <QMainWindow>

#include <map>
#include <span>
#include <string>

namespace lathe {

/// Every command of the program, once: menus, tool tips and the key list read this table.
enum class ActionId {
    Open,
    Save,
    SaveAs,
    ExportConfig,
    SavePicture,
    SaveBuild,
    OpenOutput,
    Quit,
    Undo,
    Redo,
    CopyName,
    Find,
    FindNext,
    FindPrevious,
    ZoomIn,
    ZoomOut,
    ZoomActual,
    FitAll,
    FitSelection,
    GoBack,
    GoForward,
    LightUpstream,
    LightDownstream,
    ShowAttributes,
    ShowWeights,
    ShowNames,
    GraphToTheRight,
    WheelZooms,
    Build,
    BuildQuantise,
    Cancel,
    Int8,
    Int16,
    Float,
    ResetPrecision,
    Devices,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    ResetLayout,
    Keys,
    About
};

struct ActionRow {
    ActionId id;
    const char* name; ///< objectName: "actionOpen"
    const char* menu; ///< untranslated menu title; '-' before it starts a new section
    const char* text;
    const char* keys; ///< several separated by "; "
    const char* icon = "";
    bool isCheckable = false;
};
std::span<const ActionRow> actionTable();

/// The table's rows as QActions of a window, with its menus.
class Actions {
public:
    explicit Actions(QMainWindow& window);
    QAction& operator[](ActionId id) const { return *m_actions.at(id); }
    /// Titles and menus in the language of now.
    void retranslate();
    QMenu* menu(const char* title) const { return m_menus.at(title); }

private:
    std::map<ActionId, QAction*> m_actions;
    std::map<std::string, QMenu*> m_menus;
};

/// Key list as HTML, by menu.
QString keyListHtml();

} // namespace lathe
