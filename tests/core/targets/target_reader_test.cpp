#include "core/base/files.h"
#include "core/targets/constraints.h"
#include "core/targets/target.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <QTemporaryDir>

#include <algorithm>
#include <set>

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
        std::set<std::string> names;
        for (const Target& target : *targets)
            names.insert(target.name);
        for (const char* name : {"xh1", "xh1-m30", "xh2", "J7", "J721S2", "AM62A", "nash-e", "nash-m", "aic100", "aic100-pro16", "kl520",
                                 "kl530", "kl630", "kl720", "kl730"})
            QVERIFY2(names.contains(name), name);
        for (const Target& target : *targets) {
            QVERIFY(!target.validation.empty());
            QVERIFY2(target.numericsProvenance.source.size() > 10 && target.zeroPointsProvenance.source.size() > 10, target.name.c_str());
            QVERIFY2(std::ranges::is_sorted(target.coreCounts) && target.coreCounts.back() <= target.cores, target.name.c_str());
            QVERIFY2(std::ranges::find(target.activationTypes, DataType::Int8) != target.activationTypes.end(), target.name.c_str());
            const bool hasInt16 = std::ranges::find(target.activationTypes, DataType::Int16) != target.activationTypes.end();
            for (const Figure* figure : target.figures()) {
                QVERIFY2(figure->status != FigureStatus::Unknown && figure->source.size() > 10, (target.name + " " + figure->name).c_str());
            }
            const double sides = target.arrayInputChannels.value * target.arrayOutputChannels.value;
            QVERIFY2(sides <= target.macsPerCycle.value, target.name.c_str());
            for (const OperatorRule& rule : target.rules) {
                QVERIFY2(hasInt16 || !rule.supportsInt16, (target.name + " has no int16 but " + rule.op + " has").c_str());
                for (const OperatorConstraint& constraint : rule.constraints)
                    QVERIFY(!constraint.sentence.empty());
            }
        }
    }

    void devicesAreFoundByNameAndAlias_data() {
        QTest::addColumn<QString>("spelling");
        QTest::addColumn<QString>("name");
        const std::pair<const char*, const char*> spellings[] = {
            {"xh1", "xh1"},
            {"H30", "xh1"},
            {"xh1-m30", "xh1-m30"},
            {"M30", "xh1-m30"},
            {"xh2", "xh2"},
            {"M50", "xh2"},
            {"J7", "J7"},
            {"j7", "J7"},
            {"TDA4VM", "J7"},
            {"J721E", "J7"},
            {"am68pa", "J7"},
            {"J721S2", "J721S2"},
            {"AM68A", "J721S2"},
            {"AM62A", "AM62A"},
            {"am62a", "AM62A"},
            {"nash-e", "nash-e"},
            {"j6e", "nash-e"},
            {"S100", "nash-e"},
            {"NASH-M", "nash-m"},
            {"J6M", "nash-m"},
            {"S100P", "nash-m"},
            {"2.0", "aic100"},
            {"ai100", "aic100"},
            {"aic100", "aic100"},
            {"aic100-std14", "aic100"},
            {"aic100-pro16", "aic100-pro16"},
            {"520", "kl520"},
            {"KL520", "kl520"},
            {"530", "kl530"},
            {"kl530", "kl530"},
            {"630", "kl630"},
            {"KL630", "kl630"},
            {"720", "kl720"},
            {"KL720", "kl720"},
            {"730", "kl730"},
            {"kl730", "kl730"},
        };
        for (const auto& [spelling, name] : spellings)
            QTest::newRow(spelling) << spelling << name;
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

    void examplesOfTheDocsAreDevices() {
        const auto device = readTarget(test::sourceFile("docs/examples/my_device.yaml"));
        VERIFY_OK(device);
        QCOMPARE(device->name, std::string("my-npu"));
        const auto variant = readTarget(test::sourceFile("docs/examples/my_variant.yaml"));
        VERIFY_OK(variant);
        QCOMPARE(variant->name, std::string("my-npu-dual"));
        QCOMPARE(variant->base, std::string("my_device"));
        QCOMPARE(variant->vendor, std::string("Example Silicon"));
        QVERIFY(variant->aliases.empty());
        QCOMPARE(variant->ddrGBps.value, 25.6);
        QCOMPARE(variant->clockMHz.value, 1000.0);
        QCOMPARE(variant->coreCounts, (std::vector<std::int32_t>{1, 2}));
        QCOMPARE(variant->rules.size(), device->rules.size());
        QCOMPARE(variant->findRule("TopK")->engine, EngineClass::Accelerator);
        QCOMPARE(variant->findRule("TopK")->constraints.size(), std::size_t(1)); // the general one
        QCOMPARE(variant->findRule("Conv")->constraints.size(), device->findRule("Conv")->constraints.size());
    }

    void wrongVariantsShowTheirProblems_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("part");
        const QByteArray head = "name: x\nsummary: s\nvalidation: not validated yet\n";
        QTest::newRow("unknown base") << head + "extends: nothing\n" << QByteArray("there is no file nothing.yaml");
        QTest::newRow("itself") << head + "extends: variant\n" << QByteArray("there is no file variant.yaml");
        QTest::newRow("cores") << head + "extends: xh1\ncores: 2\n" << QByteArray("state core_counts");
        QTest::newRow("core counts") << head + "extends: xh1\ncore_counts: [1, 5]\n" << QByteArray("whole numbers from 1 to 4");
        QTest::newRow("general constraints") << head + "extends: xh1\ngeneral_constraints: []\n" << QByteArray("without extends");
        QTest::newRow("source") << head + "extends: xh1\nfigures: {clock_mhz: {value: 1, status: assumed, source: me}}\n"
                                << QByteArray("too short");
        QTest::newRow("operator") << head + "extends: xh1\noperators: [{op: Cnov}]\n" << QByteArray("did you mean 'Conv'");
        QTest::newRow("twice") << head + "extends: xh1\noperators: [{op: Conv}, {op: Conv}]\n" << QByteArray("has a rule already");
        QTest::newRow("key twice") << head + "extends: xh1\nsummary: t\n" << QByteArray("stands twice");
        QTest::newRow("array") << head + "extends: xh1\nfigures: {macs_per_cycle: {value: 64, status: assumed, source: a sentence}}\n"
                               << QByteArray("is more than macs_per_cycle");
        QTest::newRow("scales") << head + "extends: xh1\nnumerics: {power_of_two_scales: false, status: assumed, source: a sentence}\n"
                                << QByteArray("needs power_of_two_scales");
        QTest::newRow("memory") << head + "extends: xh1\ncore_memory: own\n" << QByteArray("per_core, shared");
        QTest::newRow("no validation") << QByteArray("name: x\nsummary: s\nextends: xh1\n") << QByteArray("'validation' is missing");
    }
    void wrongVariantsShowTheirProblems() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, part);
        QTemporaryDir folder;
        const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "variant.yaml";
        VERIFY_OK(writeFileAtomically(file, text.toStdString()));
        const auto target = readTarget(file);
        QVERIFY(!target);
        QCOMPARE(target.error().details.size(), std::size_t(1)); // that problem and no other
        QVERIFY2(target.error().text().find(part.toStdString()) != std::string::npos, target.error().text().c_str());
        QVERIFY(target.error().details.front().place.line > 0);
    }

    void extendingInACircleIsAnError() {
        QTemporaryDir folder;
        const std::filesystem::path root(folder.path().toStdString());
        for (const auto& [name, base] : {std::pair("a", "b"), std::pair("b", "a")})
            VERIFY_OK(writeFileAtomically(root / (std::string(name) + ".yaml"),
                                          std::string("name: ") + name + "\nextends: " + base + "\nsummary: s\nvalidation: none\n"));
        const auto target = readTarget(root / "a.yaml");
        QVERIFY(!target);
        QVERIFY2(target.error().text().find("extend each other") != std::string::npos, target.error().text().c_str());
    }

    void aFolderOfOnesOwnAddsDevices() {
        const std::string folder = test::sourceFile("docs/examples").string();
        qputenv("LATHE_TARGETS", folder.c_str());
        const auto own = findTarget("9000"), built = findTarget("kl720");
        qunsetenv("LATHE_TARGETS");
        VERIFY_OK(own);
        QCOMPARE(own->name, std::string("my-npu"));
        VERIFY_OK(built);
        QVERIFY(!findTarget("9000"));
    }

    void noTwoDevicesShareASpelling() {
        QTemporaryDir folder;
        std::string text = readTextFile(test::sourceFile("docs/examples/my_device.yaml")).value();
        text = replaced(text, "\"9000\"", "\"s100p\"");
        VERIFY_OK(writeFileAtomically(std::filesystem::path(folder.path().toStdString()) / "mine.yaml", text));
        qputenv("LATHE_TARGETS", folder.path().toUtf8());
        const auto all = allTargets();
        qunsetenv("LATHE_TARGETS");
        QVERIFY(!all);
        QVERIFY2(all.error().text().find("nash-m") != std::string::npos, all.error().text().c_str());
    }

    void docsAreThoseOfTheFiles() {
        const auto targets = allTargets();
        VERIFY_OK(targets);
        const std::filesystem::path file = test::sourceFile("docs/targets.md");
        if (std::getenv("LATHE_WRITE_GOLDEN")) VERIFY_OK(writeFileAtomically(file, targetsMarkdown(*targets)));
        const auto text = readTextFile(file);
        VERIFY_OK(text);
        QVERIFY2(*text == targetsMarkdown(*targets),
                 "docs/targets.md is not what the device files say: run targets_test with LATHE_WRITE_GOLDEN=1");
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
