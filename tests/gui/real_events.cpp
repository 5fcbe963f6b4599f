#include "tests/gui/real_events.h"

#include <QTest>
#include <QWidget>

// Xlib defines None, Bool and KeyPress as macros: after Qt, and only here.
#include <X11/XKBlib.h>
#include <X11/Xlib.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>

namespace lathe::test {
namespace {

constexpr int kSettleMs = 40;

Display* display() {
    static Display* const opened = XOpenDisplay(nullptr);
    return opened;
}

void sendKey(KeyCode code, bool isPress) {
    XTestFakeKeyEvent(display(), code, isPress, 0);
    XFlush(display());
}

void strike(KeySym symbol, const std::vector<KeySym>& modifiers) {
    for (const KeySym modifier : modifiers)
        sendKey(XKeysymToKeycode(display(), modifier), true);
    const KeyCode code = XKeysymToKeycode(display(), symbol);
    sendKey(code, true);
    sendKey(code, false);
    for (const KeySym modifier : modifiers)
        sendKey(XKeysymToKeycode(display(), modifier), false);
    QTest::qWait(kSettleMs);
}

} // namespace

void clickAt(const QWidget& widget, QPoint position) {
    const QPoint global = widget.mapToGlobal(position);
    XTestFakeMotionEvent(display(), -1, global.x(), global.y(), 0);
    XFlush(display());
    QTest::qWait(kSettleMs);
    for (const bool isPress : {true, false}) {
        XTestFakeButtonEvent(display(), 1, isPress, 0);
        XFlush(display());
        QTest::qWait(kSettleMs);
    }
}

void clickOn(const QWidget& widget) {
    clickAt(widget, widget.rect().center());
}

void pressKeys(const char* keys) {
    QStringList parts = QString::fromLatin1(keys).split(QLatin1Char('+'));
    const QByteArray last = parts.takeLast().toLatin1();
    std::vector<KeySym> modifiers;
    for (const QString& part : parts) {
        if (part == QLatin1String("Ctrl")) modifiers.push_back(XK_Control_L);
        if (part == QLatin1String("Shift")) modifiers.push_back(XK_Shift_L);
        if (part == QLatin1String("Alt")) modifiers.push_back(XK_Alt_L);
    }
    const QByteArray name = last.size() == 1 ? last.toLower() : last;
    strike(XStringToKeysym(name.constData()), modifiers);
}

void typeText(const QString& text) {
    for (const QChar character : text) {
        const KeySym symbol = character.toLatin1(); // Latin-1 key symbols are the characters themselves
        const KeyCode code = XKeysymToKeycode(display(), symbol);
        const bool isShifted = XkbKeycodeToKeysym(display(), code, 0, 0) != symbol;
        strike(symbol, isShifted ? std::vector<KeySym>{XK_Shift_L} : std::vector<KeySym>{});
    }
}

} // namespace lathe::test
