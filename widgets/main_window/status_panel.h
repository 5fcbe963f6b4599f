#pragma once

#include "widgets/common/elided_label.h"
#include "widgets/common/services.h"

#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QWidget>

namespace lathe {

/// What the status bar holds: facts of the model, the live estimate, the running job with its stop.
class StatusPanel : public QWidget {
    Q_OBJECT
public:
    explicit StatusPanel(const Services& services, QWidget* parent = nullptr);

private:
    void showFacts();
    void showEstimate();
    void showJobs();

    ProjectDocument& m_document;
    ElidedLabel* m_facts = nullptr;
    ElidedLabel* m_estimate = nullptr;
    QLabel* m_selection = nullptr;
    ElidedLabel* m_job = nullptr;
    QProgressBar* m_progress = nullptr;
    QToolButton* m_stop = nullptr;
};

} // namespace lathe
