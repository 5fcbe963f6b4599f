#pragma once

#include "widgets/common/services.h"
#include "widgets/profiler/timeline_view.h"

#include <QLabel>
#include <QStackedWidget>

namespace lathe {

/// The timeline of the simulated inference with statistics of the chosen range.
class ProfilerPage : public QStackedWidget {
    Q_OBJECT
public:
    explicit ProfilerPage(const Services& services, QWidget* parent = nullptr);

private:
    void refresh();
    std::shared_ptr<const Target> targetOf(const Program& program) const;
    void pickLayer(int layer);
    void followSelection(const QObject* source);
    void showRange(double begin, double end);
    void exportTrace();

    ProjectDocument& m_document;
    TimelineView* m_view = nullptr;
    QLabel* m_statistics = nullptr;
};

} // namespace lathe
