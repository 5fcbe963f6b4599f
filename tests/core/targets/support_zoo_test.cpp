#include "core/formats/model_file.h"
#include "core/ops/inference.h"
#include "core/targets/target.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"
#include "tests/support/zoo_models.h"

using namespace lathe;

class SupportZooTest : public QObject {
    Q_OBJECT
private slots:
    void everyNodeOfTheZooHasAVerdictOnEveryDevice() {
        REQUIRE_ZOO(zoo);
        const auto targets = allTargets();
        VERIFY_OK(targets);
        std::size_t verdicts = 0;
        for (const test::ZooModel& model : test::zooModels(zoo)) {
            JobContext context;
            auto graph = readModel(model.files, context);
            if (!graph) continue; // damaged on purpose, or beyond the reader: its own tests say so
            (void)inferShapes(*graph, context);
            for (const Target& target : *targets)
                for (const NodeId id : graph->nodes()) {
                    const Support support = supportOf(target, *graph, id);
                    const std::string where = model.name + " " + graph->node(id).opType + " on " + target.name;
                    const bool isPlain = support.kind == Support::Kind::Accelerator;
                    QVERIFY2(isPlain ? support.reason.empty() : support.reason.size() > 10, where.c_str());
                    QVERIFY2(isPlain || support.reason.starts_with(support.rule), where.c_str());
                    ++verdicts;
                }
        }
        QVERIFY(verdicts > 10000);
    }
};

LATHE_TEST(SupportZooTest)
#include "support_zoo_test.moc"
