#include "core/passes/pass_docs.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace lathe;

class PassDocsTest : public QObject {
    Q_OBJECT
private slots:
    void docsAreThoseOfTheTables() {
        const std::string path = test::sourceFile("docs/passes.md").string();
        if (std::getenv("LATHE_WRITE_GOLDEN")) std::ofstream(path) << passesMarkdown();
        std::ifstream file(path);
        std::stringstream text;
        text << file.rdbuf();
        QVERIFY2(text.str() == passesMarkdown(), "docs/passes.md is not what the tables say: run passes_test with LATHE_WRITE_GOLDEN=1");
    }
};

LATHE_TEST(PassDocsTest)
#include "pass_docs_test.moc"
