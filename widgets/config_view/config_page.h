#pragma once

#include "widgets/common/services.h"
#include "widgets/config_view/yaml_editor.h"

#include <QLabel>
#include <QTimer>

namespace lathe {

/// The configuration as text, live in both directions.
class ConfigPage : public QWidget {
    Q_OBJECT
public:
    explicit ConfigPage(const Services& services, QWidget* parent = nullptr);
    void goTo(int line, int column) { m_editor->goTo(line, column); }

private:
    void followDocument();
    void exportAs();
    QString commandLine() const;

    ProjectDocument& m_document;
    YamlEditor* m_editor = nullptr;
    QLabel* m_state = nullptr;
    QTimer m_typing;
    QString m_exported; ///< file of the last export
    QString m_place;    ///< of the document that is shown
};

} // namespace lathe
