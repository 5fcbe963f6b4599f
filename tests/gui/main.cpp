#include "tests/support/test_main.h"

#include <QApplication>

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("lathe-gui-test"));
    // The toolkit's own file dialog, so that typed paths mean the same everywhere.
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    return lathe::test::runAll(argc, argv);
}
