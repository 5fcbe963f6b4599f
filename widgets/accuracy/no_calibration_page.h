#pragma once

#include "widgets/common/services.h"

#include <QLabel>
#include <QPushButton>

namespace lathe {

/// Stands for the accuracy of a build on random data, which has none to tell: says so and offers what helps.
class NoCalibrationPage : public QWidget {
    Q_OBJECT
public:
    explicit NoCalibrationPage(const Services& services, QWidget* parent = nullptr);
    /// True when the next build has nothing to measure accuracy with.
    static bool isNeeded(const ProjectDocument& document);

private:
    void refresh();

    ProjectDocument& m_document;
    QLabel* m_text = nullptr;
    QPushButton *m_choose = nullptr, *m_kl = nullptr, *m_max = nullptr;
};

} // namespace lathe
