#include "core/base/files.h"
#include "core/targets/constraints.h"
#include "core/targets/target.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

using namespace lathe;

namespace {

std::string kl720Text() {
    return readTextFile(resourceFolder() / "targets" / "kl720.yaml").value();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    return at == std::string::npos ? std::string() : text.replace(at, from.size(), to);
}

} // namespace

class TargetReaderTest : public QObject {
    Q_OBJECT
private slots:
    void everyDeviceFileIsComplete() {
        const auto targets = allTargets();
        VERIFY_OK(targets);
        QVERIFY(targets->size() >= 2);
        for (const Target& target : *targets) {
            QVERIFY(!target.validation.empty());
            for (const Figure* figure : target.figures()) {
                QVERIFY2(figure->status != FigureStatus::Unknown && figure->source.size() > 10, (target.name + " " + figure->name).c_str());
            }
            const double sides = target.arrayInputChannels.value * target.arrayOutputChannels.value;
            QVERIFY2(sides <= target.macsPerCycle.value, target.name.c_str());
            for (const OperatorRule& rule : target.rules) {
                for (const OperatorConstraint& constraint : rule.constraints)
                    QVERIFY(!constraint.sentence.empty());
            }
        }
    }

    void devicesAreFoundByNameAndAlias_data() {
        QTest::addColumn<QString>("spelling");
        QTest::addColumn<QString>("name");
        QTest::newRow("name") << "nash-e"
                              << "nash-e";
        QTest::newRow("alias in another case") << "j6e"
                                               << "nash-e";
        QTest::newRow("board") << "S100"
                               << "nash-e";
        QTest::newRow("number") << "720"
                                << "kl720";
        QTest::newRow("capitals") << "KL720"
                                  << "kl720";
    }
    void devicesAreFoundByNameAndAlias() {
        QFETCH(QString, spelling);
        QFETCH(QString, name);
        const auto target = findTarget(spelling.toStdString());
        VERIFY_OK(target);
        QCOMPARE(QString::fromStdString(target->name), name);
    }

    void anUnknownDeviceNamesTheNearest() {
        const auto target = findTarget("nash-r");
        QVERIFY(!target);
        QCOMPARE(target.error().kind, ErrorKind::Usage);
        QVERIFY(target.error().text().find("nash-e") != std::string::npos);
        QVERIFY(target.error().message.find("kl720") != std::string::npos);
    }

    void aWrongFileShowsAllProblemsWithTheirPlace() {
        std::string text = kl720Text();
        text = replaced(text, "clock_mhz: {value: 700", "clock_mhz: {value: fast");
        text = replaced(text, "status: assumed, source: \"Gives", "status: guessed, source: \"Gives");
        text = replaced(text, "kind: block-is", "kind: blok-is");
        text = replaced(text, "vendor: Kneron", "vendr: Kneron");
        QVERIFY(!text.empty());
        QTemporaryDir folder;
        const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "wrong.yaml";
        VERIFY_OK(writeFileAtomically(file, text));
        const auto target = readTarget(file);
        QVERIFY(!target);
        const std::string all = target.error().text();
        for (const char* part : {"must be a number", "'guessed' is not one of", "did you mean 'block-is'", "did you mean 'vendor'",
                                 "the key 'vendor' is missing"}) {
            QVERIFY2(all.find(part) != std::string::npos, (std::string(part) + "\n" + all).c_str());
        }
        for (const Diagnostic& problem : target.error().details)
            QVERIFY(problem.place.line > 0 && problem.place.column > 0);
    }

    void brokenFilesAreErrorsNotCrashes_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("scalar") << QByteArray("hello");
        QTest::newRow("list") << QByteArray("- a\n- b\n");
        QTest::newRow("syntax") << QByteArray("name: [a\nfigures: }");
        QTest::newRow("figures are a list") << QByteArray("name: x\nfigures: [1, 2]\noperators: {a: b}\n");
        QTest::newRow("rule is text") << QByteArray("name: x\noperators: [Conv]\n");
        QTest::newRow("constraints are text") << QByteArray("name: x\noperators: [{op: Conv, constraints: small}]\n");
        QTest::newRow("map as key") << QByteArray("? {a: b}\n: c\n");
    }
    void brokenFilesAreErrorsNotCrashes() {
        QFETCH(QByteArray, text);
        QTemporaryDir folder;
        const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "broken.yaml";
        VERIFY_OK(writeFileAtomically(file, text.toStdString()));
        const auto target = readTarget(file);
        QVERIFY(!target);
        QCOMPARE(target.error().kind, ErrorKind::Input);
    }

    void constraintKindsAreSorted() {
        const auto table = constraintTable();
        for (std::size_t i = 1; i < table.size(); ++i)
            QVERIFY2(table[i - 1].kind < table[i].kind, std::string(table[i].kind).c_str());
    }
};

LATHE_TEST(TargetReaderTest)
#include "target_reader_test.moc"
