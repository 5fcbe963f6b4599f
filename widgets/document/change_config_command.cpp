#include "widgets/document/change_config_command.h"

namespace lathe {

constexpr qint64 kTypingPauseMs = 1500;

ChangeConfigCommand::ChangeConfigCommand(ProjectDocument& document, ProjectDocument::ConfigState after, const QString& label, bool isTyping)
    : QUndoCommand(label), m_document(document), m_before{document.m_config, document.m_yaml}, m_after(std::move(after)),
      m_isTyping(isTyping) {
    m_sinceTyped.start();
}

bool ChangeConfigCommand::mergeWith(const QUndoCommand* other) {
    const auto* next = dynamic_cast<const ChangeConfigCommand*>(other);
    if (!next || m_sinceTyped.elapsed() > kTypingPauseMs) return false;
    m_after = next->m_after;
    m_sinceTyped.restart();
    return true;
}

} // namespace lathe
