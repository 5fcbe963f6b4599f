#pragma once

#include "widgets/common/services.h"
#include "widgets/document/project_document.h"
#include "widgets/settings/settings.h"
#include "widgets/theme/theme.h"

#include <QTemporaryDir>

namespace lathe::test {

/// x -> conv1 -> relu1 -> add1(+ conv1) -> y, all float [1,4,8,8].
Graph smallGraph();
/// A build of it as a compiler might make it: two layers, three instructions.
BuildResult smallResult();
/// Functions that need no files: readModel gives smallGraph(); a configuration is "march: NAME", "calibration: TYPE",
/// "samples: FOLDER" and "NODE: TYPE" lines; "broken" does not parse.
Backend fakeBackend();

/// A document with everything that a page needs.
struct Workbench {
    Workbench()
        : settings(folder.filePath(QStringLiteral("settings.ini"))), document(fakeBackend(), jobs), services{document, theme, settings} {}
    void open();
    void build();

    QTemporaryDir folder;
    Theme theme;
    Settings settings;
    JobRunner jobs;
    ProjectDocument document;
    Services services;
};

} // namespace lathe::test
