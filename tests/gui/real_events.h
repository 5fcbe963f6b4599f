#pragma once

#include <QKeySequence>
#include <QPoint>
#include <QString>

class QWidget;

namespace lathe::test {

/// Events that come through the X server like a person's, not through Qt's event queue.
void clickAt(const QWidget& widget, QPoint position);
void clickOn(const QWidget& widget);
/// One key with its modifiers ("Ctrl+O", "F7", "Return").
void pressKeys(const char* keys);
void typeText(const QString& text);

} // namespace lathe::test
