#include "tests/support/test_main.h"
#include "widgets/actions/action_table.h"

#include <QMainWindow>

#include <set>

using namespace lathe;

class ActionsTest : public QObject {
    Q_OBJECT
private slots:
    void noKeyMeansTwoThings() {
        QMainWindow window;
        const Actions actions(window);
        std::set<QString> keys, names;
        for (const ActionRow& row : actionTable()) {
            QVERIFY2(names.insert(QLatin1String(row.name)).second, row.name);
            const QList<QKeySequence> shortcuts = actions[row.id].shortcuts();
            QVERIFY2(!*row.keys || !shortcuts.isEmpty(), row.name);
            for (const QKeySequence& key : shortcuts) {
                QVERIFY2(!key.isEmpty(), row.name);
                QVERIFY2(keys.insert(key.toString()).second, qPrintable(key.toString()));
            }
        }
    }

    void theKeyListNamesEveryKey() {
        const QString html = keyListHtml();
        for (const ActionRow& row : actionTable())
            if (*row.keys)
                QVERIFY2(html.contains(QString::fromLatin1(row.keys).section(QStringLiteral("; "), 0, 0).toHtmlEscaped()), row.name);
    }
};

LATHE_TEST(ActionsTest)
#include "actions_test.moc"
