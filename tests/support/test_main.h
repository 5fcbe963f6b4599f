#pragma once

#include <QObject>
#include <QtTest>

#include <functional>
#include <memory>

namespace lathe::test {

/// Registers a test class; one executable runs all that its sources register.
struct Registration {
    explicit Registration(std::function<std::unique_ptr<QObject>()> make);
};

/// Runs every registered class; 0 when all pass.
int runAll(int argc, char** argv);

} // namespace lathe::test

#define LATHE_TEST(Class) static const lathe::test::Registration registered##Class([] { return std::make_unique<Class>(); });

/// Fails the test with the error's text when a Result or Status is not ok.
#define VERIFY_OK(expression)                                                                                                              \
    do {                                                                                                                                   \
        const auto& lathe_outcome = (expression);                                                                                          \
        if (!lathe_outcome) QFAIL(lathe_outcome.error().text().c_str());                                                                   \
    } while (false)
