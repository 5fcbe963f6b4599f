#include "core/ops/op_table.h"
#include "tests/support/test_main.h"

using namespace lathe;

class OpTableTest : public QObject {
    Q_OBJECT
private slots:
    void rowsAreCompleteSortedAndUnique() {
        const auto rows = opTable();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const OpRow& row = rows[i];
            const std::string name(row.name);
            QVERIFY2(row.infer && row.evaluate && row.work, name.c_str());
            QVERIFY2(row.sinceOpset >= 1 && !row.summary.empty() && row.summary.back() == '.', name.c_str());
            QCOMPARE(findOp(row.domain, row.name), &row);
            if (i > 0) QVERIFY2(std::pair(rows[i - 1].domain, rows[i - 1].name) < std::pair(row.domain, row.name), name.c_str());
        }
    }

    void unknownOperatorsAreNotFound() {
        QCOMPARE(findOp("", "NoSuchOperator"), nullptr);
        QCOMPARE(findOp("com.example", "Conv"), nullptr);
    }
};

LATHE_TEST(OpTableTest)
#include "op_table_test.moc"
