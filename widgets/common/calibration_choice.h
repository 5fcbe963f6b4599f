#pragma once

#include <QString>

class QWidget;

namespace lathe {

class ProjectDocument;

/// Asks for the folder of samples of every input and puts them into the configuration; what calibrated on random data calibrates on them
/// from then on, with thresholds by KL divergence. False when the person went back.
bool chooseCalibrationData(ProjectDocument& document, QWidget* parent);
/// calibration_type: "kl", "max" …
void setCalibrationType(ProjectDocument& document, const QString& type);
/// Every input has a folder of samples, whether or not calibration_type lets them be used.
bool hasCalibrationData(const ProjectDocument& document);

} // namespace lathe
