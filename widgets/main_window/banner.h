#pragma once

#include "widgets/theme/theme.h"

#include <QLabel>
#include <QWidget>

namespace lathe {

/// The strip above the centre that says what could not be done, without standing in the way.
class Banner : public QWidget {
    Q_OBJECT
public:
    explicit Banner(const Theme& theme, QWidget* parent = nullptr);
    void showMessage(const QString& message, const QString& detail);

private:
    QLabel* m_text = nullptr;
};

} // namespace lathe
