#include "core/passes/kneron_options.h"

#include "core/graph/text_format.h"
#include "core/passes/pipelines.h"
#include "tests/support/test_main.h"

#include <algorithm>

using namespace lathe;

namespace {

/// The passes that a pipeline has with these options.
std::vector<std::string> passesWith(OptimizeOptions options) {
    auto graph = parseGraph("graph opset 13\ninput x: float[1]\nn: y = Relu(x)\noutput y\n");
    JobContext context;
    std::vector<std::string> names;
    if (const auto reports = optimize(*graph, context, options))
        for (const PassReport& report : *reports)
            names.push_back(report.name);
    return names;
}

} // namespace

class KneronOptionsTest : public QObject {
    Q_OBJECT
private slots:
    void usualValuesAreThePipeline() {
        OptimizeOptions options;
        options.pipeline = "kneron";
        const auto plain = passesWith(options);
        QVERIFY(plain.size() > 20);
        for (const KneronOption& option : kneronOptions()) {
            VERIFY_OK(applyKneronOption(options, std::string(option.name), option.usual));
            QVERIFY2(passesWith(options) == plain, option.name.data());
        }
    }

    void everyOtherValueChangesIt() {
        OptimizeOptions options;
        options.pipeline = "kneron";
        const auto plain = passesWith(options);
        for (const KneronOption& option : kneronOptions())
            for (std::int64_t value = 0; value <= option.most; ++value) {
                OptimizeOptions changed = options;
                VERIFY_OK(applyKneronOption(changed, std::string(option.name), value));
                QVERIFY2((passesWith(changed) != plain) == (value != option.usual), option.name.data());
            }
    }

    void wrongNamesAndValuesAreRefused() {
        OptimizeOptions options;
        QCOMPARE(applyKneronOption(options, "skip_fuse_qvk", 1).error().kind, ErrorKind::Usage);
        const Status wrong = applyKneronOption(options, "duplicate_shared_weights", 3);
        QCOMPARE(wrong.error().kind, ErrorKind::Usage);
        QVERIFY(wrong.error().remedy.find("0 to 2") != std::string::npos);
    }

    void clearedShapes() {
        auto graph = parseGraph("graph opset 13\ninput x: float[1]\nn: a: float[1] = Relu(x)\nm: y: float[1] = Neg(a)\noutput y\n");
        VERIFY_OK(graph);
        clearShapes(*graph);
        QVERIFY(!graph->value(graph->findValue("a")).shape);
        QVERIFY(graph->value(graph->findValue("x")).shape && graph->value(graph->findValue("y")).shape);
    }
};

LATHE_TEST(KneronOptionsTest)
#include "kneron_options_test.moc"
