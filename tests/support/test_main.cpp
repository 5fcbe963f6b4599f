#include "tests/support/test_main.h"

#include <QCoreApplication>

#include <vector>

namespace lathe::test {
namespace {

std::vector<std::function<std::unique_ptr<QObject>()>>& registry() {
    static std::vector<std::function<std::unique_ptr<QObject>()>> tests;
    return tests;
}

} // namespace

Registration::Registration(std::function<std::unique_ptr<QObject>()> make) {
    registry().push_back(std::move(make));
}

int runAll(int argc, char** argv) {
    int failures = registry().empty() ? 1 : 0;
    for (const auto& make : registry())
        failures += QTest::qExec(make().get(), argc, argv);
    return failures == 0 ? 0 : 1;
}

} // namespace lathe::test

/// Core tests run under this main; widget tests bring their own with a QApplication and call runAll.
__attribute__((weak)) int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    return lathe::test::runAll(argc, argv);
}
