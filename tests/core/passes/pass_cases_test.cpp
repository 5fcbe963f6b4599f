#include "core/passes/pass.h"
#include "tests/core/passes/pass_cases.h"
#include "tests/support/test_main.h"

using namespace lathe;

class PassCasesTest : public QObject {
    Q_OBJECT
private slots:
    void rewrites_data() {
        QTest::addColumn<int>("index");
        const auto& cases = test::registeredCases();
        for (int i = 0; i < int(cases.size()); ++i)
            QTest::newRow((cases[std::size_t(i)].pass + ": " + cases[std::size_t(i)].test.name).c_str()) << i;
    }

    void rewrites() {
        QFETCH(int, index);
        const std::string failure = test::failureOf(test::registeredCases()[std::size_t(index)]);
        QVERIFY2(failure.empty(), failure.c_str());
    }

    void everyPassHasCasesOfBothKinds() {
        for (const PassRow& row : passTable()) {
            int positive = 0, negative = 0;
            for (const auto& registered : test::registeredCases())
                if (registered.pass == row.name) ++(registered.test.after ? positive : negative);
            QVERIFY2(positive > 0 && negative > 0, std::string(row.name).c_str());
        }
    }
};

LATHE_TEST(PassCasesTest)
#include "pass_cases_test.moc"
