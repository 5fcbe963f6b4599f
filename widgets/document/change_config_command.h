#pragma once

#include "widgets/document/project_document.h"

#include <QElapsedTimer>
#include <QUndoCommand>

namespace lathe {

/// Every change of the configuration is this command: the state before and after. Typing merges while it goes on.
class ChangeConfigCommand : public QUndoCommand {
public:
    ChangeConfigCommand(ProjectDocument& document, ProjectDocument::ConfigState after, const QString& label, bool isTyping);

    void redo() override { m_document.applyConfig(m_after); }
    void undo() override { m_document.applyConfig(m_before); }
    int id() const override { return m_isTyping ? 1 : -1; }
    bool mergeWith(const QUndoCommand* other) override;

private:
    ProjectDocument& m_document;
    ProjectDocument::ConfigState m_before, m_after;
    bool m_isTyping;
    QElapsedTimer m_sinceTyped;
};

} // namespace lathe
