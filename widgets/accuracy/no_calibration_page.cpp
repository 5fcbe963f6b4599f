#include "widgets/accuracy/no_calibration_page.h"
#include "widgets/common/calibration_choice.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"

#include <QBoxLayout>
#include <QStyle>

namespace lathe {

NoCalibrationPage::NoCalibrationPage(const Services& services, QWidget* parent) : QWidget(parent), m_document(services.document) {
    setObjectName(u"noCalibrationPage"_s);
    auto* title = new QLabel(tr("Accuracy needs calibration data"));
    title->setProperty("title", true);
    m_text = new QLabel;
    m_text->setObjectName(u"noCalibrationText"_s);
    m_text->setProperty("muted", true);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setFixedWidth(480);
    m_choose = new QPushButton(tr("Choose calibration data…"));
    m_choose->setObjectName(u"chooseCalibrationData"_s);
    m_kl = new QPushButton(tr("Calibrate with KL"));
    m_kl->setObjectName(u"calibrateKl"_s);
    m_kl->setToolTip(tr("calibration_type: kl – thresholds that lose least information; the usual choice"));
    m_max = new QPushButton(tr("Calibrate with max"));
    m_max->setObjectName(u"calibrateMax"_s);
    m_max->setToolTip(tr("calibration_type: max – the largest value seen; nothing is clipped"));
    connect(m_choose, &QPushButton::clicked, this, [this] { chooseCalibrationData(m_document, this); });
    connect(m_kl, &QPushButton::clicked, this, [this] { setCalibrationType(m_document, u"kl"_s); });
    connect(m_max, &QPushButton::clicked, this, [this] { setCalibrationType(m_document, u"max"_s); });
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->setAlignment(Qt::AlignCenter);
    for (QPushButton* button : {m_kl, m_max, m_choose})
        buttons->addWidget(button);
    auto* column = new QVBoxLayout(this);
    column->setAlignment(Qt::AlignCenter);
    column->setSpacing(8);
    column->addWidget(title, 0, Qt::AlignHCenter);
    column->addWidget(m_text, 0, Qt::AlignHCenter);
    column->addSpacing(8);
    column->addLayout(buttons);
    connect(&m_document, &ProjectDocument::configChanged, this, &NoCalibrationPage::refresh);
    refresh();
}

bool NoCalibrationPage::isNeeded(const ProjectDocument& document) {
    return !document.isEmpty() && document.config().calibrationType == "skip";
}

void NoCalibrationPage::refresh() {
    const bool hasData = hasCalibrationData(m_document);
    m_text->setText(
        tr("calibration_type is skip: the ranges of all tensors come from random data. That is enough to judge speed; an accuracy "
           "measured so would say nothing about your network.") +
        u"\n\n"_s +
        (hasData ? tr("The samples are chosen already. Pick how thresholds come from them, then build.")
                 : tr("Choose a folder of samples like those that the network will see; a hundred pictures usually do. Then build.")));
    m_kl->setVisible(hasData);
    m_max->setVisible(hasData);
    for (QPushButton* button : {m_kl, m_choose}) {
        button->setProperty("primary", (button == m_kl) == hasData);
        button->style()->unpolish(button);
        button->style()->polish(button);
    }
}

} // namespace lathe
