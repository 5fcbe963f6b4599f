#include "tests/support/test_main.h"

#include <QApplication>

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    return lathe::test::runAll(argc, argv);
}
