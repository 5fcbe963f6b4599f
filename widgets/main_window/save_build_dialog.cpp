#include "widgets/main_window/save_build_dialog.h"
#include "widgets/common/strings.h"

#include <QBoxLayout>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>

namespace lathe {

SaveBuildDialog::SaveBuildDialog(const BuildConfig& config, const QString& lastFolder, QWidget* parent) : QDialog(parent) {
    setObjectName(u"saveBuildDialog"_s);
    setWindowTitle(tr("Save build"));
    auto* about =
        new QLabel(tr("Writes what <b>lathe build</b> writes, under names that begin with <b>%1</b>: the program, the models of all "
                      "stages, the reports and the log. Files of the same names are replaced.")
                       .arg(qs(config.prefix).toHtmlEscaped()));
    about->setWordWrap(true);
    m_folder = new QLineEdit(lastFolder.isEmpty() ? QDir::toNativeSeparators(qs(config.workingDir)) : lastFolder);
    m_folder->setObjectName(u"saveBuildFolder"_s);
    m_folder->setAccessibleName(tr("Folder"));
    m_folder->setToolTip(tr("working_dir of the configuration; made when it is not there"));
    auto* browse = new QPushButton(tr("Choose…"));
    browse->setObjectName(u"saveBuildChoose"_s);
    browse->setAutoDefault(false);
    connect(browse, &QPushButton::clicked, this, &SaveBuildDialog::choose);
    auto* row = new QHBoxLayout;
    row->addWidget(new QLabel(tr("Folder")));
    row->addWidget(m_folder, 1);
    row->addWidget(browse);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_folder, &QLineEdit::textChanged, buttons,
            [this, buttons] { buttons->button(QDialogButtonBox::Save)->setEnabled(!folder().isEmpty()); });
    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addWidget(about);
    column->addLayout(row);
    column->addWidget(buttons);
    m_folder->setFocus();
    resize(560, sizeHint().height());
}

void SaveBuildDialog::choose() {
    const QString chosen = QFileDialog::getExistingDirectory(this, tr("Save build in"), folder());
    if (!chosen.isEmpty()) m_folder->setText(chosen);
}

} // namespace lathe
