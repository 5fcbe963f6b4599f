#pragma once

#include "core/config/build_config.h"

#include <QDialog>
#include <QLineEdit>

namespace lathe {

/// Asks for the folder that a build goes to; working_dir unless another one was chosen before.
class SaveBuildDialog : public QDialog {
    Q_OBJECT
public:
    SaveBuildDialog(const BuildConfig& config, const QString& lastFolder, QWidget* parent = nullptr);
    QString folder() const { return m_folder->text().trimmed(); }

private:
    void choose();

    QLineEdit* m_folder = nullptr;
};

} // namespace lathe
