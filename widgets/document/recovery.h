#pragma once

#include "widgets/document/project_document.h"

#include <QTimer>

namespace lathe {

/// Writes the document to a file every few seconds while it has unsaved changes; the file goes when the program ends well.
/// A file whose process is gone is what a crash left.
class Recovery : public QObject {
    Q_OBJECT
public:
    Recovery(ProjectDocument& document, QString folder, QObject* parent = nullptr);
    ~Recovery() override;

    /// Opens what a crashed session left, if anything; true when there was something.
    bool restore();
    void saveNow();
    QString file() const;

private:
    ProjectDocument& m_document;
    QString m_folder;
    QTimer m_timer;
};

} // namespace lathe
