#include "widgets/document/project_file.h"
#include "widgets/common/strings.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace lathe {
namespace {

QString quoted(const QStringList& texts) {
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(texts)).toJson(QJsonDocument::Compact));
}

QString quoted(const QString& text) {
    return quoted(QStringList{text}).mid(1).chopped(1);
}

QStringList unquoted(QStringView json) {
    const QString text = json.trimmed().startsWith(u'[') ? json.toString() : u'[' + json.toString() + u']';
    QStringList texts;
    const QJsonArray array = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const QJsonValue& value : array)
        texts << value.toString();
    return texts;
}

Error wrongLine(const QString& file, qsizetype line, const char* message) {
    Error error = Error::input(message, file.toStdString(), "open a file that Lathe saved as a project");
    error.place.line = static_cast<int>(line) + 1;
    return error;
}

} // namespace

QString printProject(const ProjectFile& project) {
    QString text = u"# Lathe project: the configuration below is what `lathe build --config` reads.\nlathe_project: 1\n"_s;
    text += u"view:\n  tab: "_s + quoted(project.tab) + u"\n  colour_mode: "_s + quoted(project.colourMode) + u"\n  selection: "_s +
            quoted(project.selection) + u"\nconfig: |2\n"_s;
    QStringList lines = project.configYaml.split(u'\n');
    for (QString& line : lines)
        line.prepend(u"  "_s);
    return text + lines.join(u'\n') + u'\n';
}

Result<ProjectFile> parseProject(const QString& text, const QString& file) {
    ProjectFile project;
    const QStringList lines = text.split(u'\n');
    bool hasHeader = false;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString& line = lines[i];
        const auto valueOf = [&](QStringView key) { return QStringView(line).mid(key.size()); };
        if (line.startsWith(u"lathe_project:"_s)) {
            hasHeader = true;
            if (valueOf(u"lathe_project:").trimmed() != u"1"_s) return wrongLine(file, i, "this project was saved by a newer Lathe");
        } else if (line.startsWith(u"  tab: "_s))
            project.tab = unquoted(valueOf(u"  tab: ")).value(0);
        else if (line.startsWith(u"  colour_mode: "_s))
            project.colourMode = unquoted(valueOf(u"  colour_mode: ")).value(0);
        else if (line.startsWith(u"  selection: "_s))
            project.selection = unquoted(valueOf(u"  selection: "));
        else if (line.startsWith(u"config: |"_s)) {
            if (!hasHeader) break;
            QStringList config;
            for (const QString& configLine : lines.mid(i + 1))
                config << configLine.mid(2);
            config.removeLast(); // the file's own final newline
            project.configYaml = config.join(u'\n');
            return project;
        }
    }
    return wrongLine(file, 0, hasHeader ? "the project has no configuration" : "not a Lathe project");
}

} // namespace lathe
