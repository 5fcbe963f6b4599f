#include "widgets/common/calibration_choice.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"

#include <QCoreApplication>
#include <QFileDialog>

namespace lathe {
namespace {

QString text(const char* source) {
    return QCoreApplication::translate("CalibrationChoice", source);
}

} // namespace

bool chooseCalibrationData(ProjectDocument& document, QWidget* parent) {
    BuildConfig config = document.config();
    if (config.inputs.empty()) return false;
    for (InputConfig& input : config.inputs) {
        const QString title = config.inputs.size() == 1
                                  ? text(QT_TRANSLATE_NOOP("CalibrationChoice", "Calibration samples"))
                                  : text(QT_TRANSLATE_NOOP("CalibrationChoice", "Calibration samples of input “%1”")).arg(qs(input.name));
        const QString folder = QFileDialog::getExistingDirectory(parent, title, qs(input.calDataDir));
        if (folder.isEmpty()) return false;
        input.calDataDir = folder.toStdString();
    }
    if (config.calibrationType == "skip") config.calibrationType = "kl";
    document.editConfig(std::move(config), text(QT_TRANSLATE_NOOP("CalibrationChoice", "Choose calibration samples")));
    return true;
}

void setCalibrationType(ProjectDocument& document, const QString& type) {
    BuildConfig config = document.config();
    config.calibrationType = type.toStdString();
    document.editConfig(std::move(config), text(QT_TRANSLATE_NOOP("CalibrationChoice", "Calibrate with %1")).arg(type));
}

bool hasCalibrationData(const ProjectDocument& document) {
    const auto& inputs = document.config().inputs;
    return !inputs.empty() && std::ranges::none_of(inputs, &std::string::empty, &InputConfig::calDataDir);
}

} // namespace lathe
