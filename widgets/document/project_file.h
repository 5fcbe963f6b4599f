#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace lathe {

/// What a .latheproj holds: text that a person can read and diff. The configuration stands in it word for word.
struct ProjectFile {
    QString configYaml;
    QString tab; ///< the centre view that was shown
    QStringList selection;
    QString colourMode; ///< of the graph
    bool operator==(const ProjectFile&) const = default;
};

/// YAML: `lathe_project: 1`, `view:` keys as JSON values, `config: |` with the configuration indented by two spaces.
QString printProject(const ProjectFile& project);
/// An Input error with the line for what is no project.
Result<ProjectFile> parseProject(const QString& text, const QString& file);

} // namespace lathe
