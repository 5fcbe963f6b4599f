#include "core/edit/edit_docs.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace lathe;

class EditDocsTest : public QObject {
    Q_OBJECT
private slots:
    void docsAreThoseOfTheTable() {
        const std::string path = test::sourceFile("docs/editing.md").string();
        if (std::getenv("LATHE_WRITE_GOLDEN")) std::ofstream(path) << editingMarkdown();
        std::ifstream file(path);
        std::stringstream text;
        text << file.rdbuf();
        QVERIFY2(text.str() == editingMarkdown(), "docs/editing.md is not what the table says: run edit_test with LATHE_WRITE_GOLDEN=1");
    }
};

LATHE_TEST(EditDocsTest)
#include "edit_docs_test.moc"
