#pragma once

#include "widgets/common/services.h"

#include <QWidget>

class QVBoxLayout;

namespace lathe {

/// Shown while nothing is open: where to drop a file, what was open lately, the sample, what can be opened.
class StartPage : public QWidget {
    Q_OBJECT
public:
    explicit StartPage(const Services& services, QWidget* parent = nullptr);

    void refresh();

signals:
    void openAsked();
    void fileAsked(const QString& path);

private:
    void buildUi();
    QWidget* dropZone();

    Settings& m_settings;
    Theme& m_theme;
    QVBoxLayout* m_recent = nullptr;
};

} // namespace lathe
