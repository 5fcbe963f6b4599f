#include "core/calibration/table_formats.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <fstream>
#include <sstream>

using namespace lathe;

namespace {

template <class Row>
std::string markdownRows(std::span<const Row> rows) {
    std::string text;
    for (const Row& row : rows)
        text += "| `" + std::string(row.name) + "` | " + std::string(row.sentence) + " |\n";
    return text;
}

} // namespace

class CalibrationDocsTest : public QObject {
    Q_OBJECT
private slots:
    void tablesStandInTheDocumentation_data() {
        QTest::addColumn<std::string>("rows");
        QTest::newRow("methods") << markdownRows(thresholdMethods());
        QTest::newRow("formats") << markdownRows(tableFormats());
    }
    void tablesStandInTheDocumentation() {
        QFETCH(std::string, rows);
        std::ifstream file(test::sourceFile("docs/calibration.md"));
        std::stringstream text;
        text << file.rdbuf();
        QVERIFY2(text.str().find("|---|---|\n" + rows + "\n") != std::string::npos, ("docs/calibration.md should have\n" + rows).c_str());
    }
};

LATHE_TEST(CalibrationDocsTest)
#include "calibration_docs_test.moc"
