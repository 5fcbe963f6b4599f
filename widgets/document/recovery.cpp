#include "widgets/document/recovery.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_file.h"

#include "core/base/files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace lathe {

constexpr int kIntervalMs = 4000;

Recovery::Recovery(ProjectDocument& document, QString folder, QObject* parent)
    : QObject(parent), m_document(document), m_folder(std::move(folder)) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(kIntervalMs);
    connect(&m_timer, &QTimer::timeout, this, &Recovery::saveNow);
    connect(&document, &ProjectDocument::configChanged, this, [this] {
        if (!m_timer.isActive()) m_timer.start();
    });
}

Recovery::~Recovery() {
    QFile::remove(file());
}

QString Recovery::file() const {
    return m_folder + u"/%1.latheproj"_s.arg(QCoreApplication::applicationPid());
}

void Recovery::saveNow() {
    if (!m_document.isOpen() || !m_document.isModified()) {
        QFile::remove(file());
        return;
    }
    if (!makeFolder(m_folder.toStdString())) return;
    // A full disk must not disturb the work; the next change tries again.
    if (!writeFileAtomically(file().toStdString(), printProject(m_document.project(file())).toStdString())) return;
}

bool Recovery::restore() {
    const QFileInfoList left = QDir(m_folder).entryInfoList({u"*.latheproj"_s}, QDir::Files, QDir::Time);
    for (const QFileInfo& info : left) {
        const bool isAlive = QFileInfo::exists(u"/proc/"_s + info.completeBaseName());
        if (isAlive) continue;
        const auto text = readTextFile(info.filePath().toStdString());
        QFile::remove(info.filePath());
        if (!text) continue;
        const auto project = parseProject(qs(*text), info.filePath());
        if (!project) continue;
        m_document.openProject(*project, {});
        emit m_document.failed(tr("The last session ended unexpectedly"), tr("Your unsaved work was restored. Save it to keep it."));
        return true;
    }
    return false;
}

} // namespace lathe
