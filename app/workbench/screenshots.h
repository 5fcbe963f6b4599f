#pragma once

#include <QString>

namespace lathe {

class MainWindow;
class ProjectDocument;
class Theme;

/// Keeps quiet what Qt says of every window without a screen and nobody can mend; all other messages come as always.
void silenceOffscreenMessages();

/// Renders every view of the opened project to PNG files in `folder`, light and dark; builds first where there is a project.
/// Returns the exit status.
int takeScreenshots(MainWindow& window, ProjectDocument& document, Theme& theme, const QString& folder, bool build);

} // namespace lathe
