#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"
#include "widgets/main_window/banner.h"
#include "widgets/main_window/main_window.h"
#include "widgets/main_window/save_build_dialog.h"

#include <QDesktopServices>

namespace lathe {
namespace {

/// "486 µs (O1) · 2,060 frames/s · output cosine 0.99870 · same top-1 98.4 %".
QString figuresOf(const BuildResult& result) {
    const Evaluation& evaluation = *result.evaluation;
    QStringList parts{u"%1 (%2)"_s.arg(formatTime(evaluation.latency), qs(result.config.optimizeLevel)),
                      MainWindow::tr("%1 frames/s").arg(significant(evaluation.fps))};
    if (result.comparison && result.calibration && result.calibration->isRandom)
        parts << MainWindow::tr("accuracy unknown: calibrated on random data");
    else if (result.comparison) {
        double cosine = 1;
        for (const TensorError& output : result.comparison->outputs)
            cosine = std::min(cosine, output.cosine);
        parts << MainWindow::tr("output cosine %1").arg(QString::number(cosine, 'f', 5));
        if (result.comparison->hasLabels)
            parts << MainWindow::tr("top-1 float %1, quantized %2")
                         .arg(formatPercent(result.comparison->floatTop1), formatPercent(result.comparison->quantizedTop1));
        else if (result.comparison->isClassifier)
            parts << MainWindow::tr("same top-1 %1").arg(formatPercent(result.comparison->agreement));
    }
    return parts.join(u"  ·  "_s);
}

} // namespace

/// The end of a build, in one line that stays until it is dismissed or no longer true.
void MainWindow::showBuildNews() {
    const QString head = tr("Built in %1").arg(formatTime(m_document.buildSeconds()));
    if (!m_document.isBuilt()) return m_banner->showNews(head, {}, {});
    std::vector<Banner::Offer> offers;
    const auto offer = [&](const char* name, Stage stage, const QString& text) {
        offers.push_back({name, text, [this, stage] { goToStage(stage); }});
    };
    offer("newsIpReport", Stage::Compile, tr("IP evaluation"));
    if (m_document.result().comparison) offer("newsAccuracy", Stage::Compare, tr("Accuracy"));
    m_banner->showNews(head, figuresOf(m_document.result()), offers);
}

void MainWindow::askAndSaveBuild() {
    if (!m_document.isBuilt()) return;
    SaveBuildDialog dialog(m_document.config(), m_document.outputFolder(), this);
    if (dialog.exec() != QDialog::Accepted) return;
    m_document.saveBuild(dialog.folder());
    updateActions();
}

void MainWindow::openOutputFolder() {
    const QString folder = m_document.outputFolder();
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        m_banner->showMessage(tr("This desktop has no program that shows folders"), tr("The build is in %1").arg(folder));
}

} // namespace lathe
