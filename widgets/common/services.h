#pragma once

namespace lathe {

class ProjectDocument;
class Theme;
class Settings;

/// What every page is given. Owned by the composition root, outlives all widgets.
struct Services {
    ProjectDocument& document;
    Theme& theme;
    Settings& settings;
};

} // namespace lathe
