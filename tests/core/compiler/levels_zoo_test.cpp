#include "core/compiler/compile.h"
#include "core/simulator/timing/timing.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"
#include "tests/support/zoo_models.h"

using namespace lathe;
using namespace lathe::test;

namespace {

struct Cost {
    double seconds = 0;
    std::int64_t ddrBytes = 0;
};

Result<Cost> costOf(const QuantizedGraph& network, const Target& target, const char* level, const char* mode, std::int32_t cores = 1) {
    CompileOptions options;
    options.cores.count = cores;
    options.optimizeLevel = level;
    options.compileMode = mode;
    JobContext context;
    LATHE_TRY(const Program program, compile(network, target, options, context));
    LATHE_TRY(const Trace trace, simulateTiming(program, target, context));
    Cost cost{trace.latency, 0};
    for (const Instruction& instruction : program.instructions)
        cost.ddrBytes += instruction.ddrBytes;
    return cost;
}

} // namespace

/// Every model of the zoo on every device: more effort never makes a slower program, and the modes keep their promises.
class LevelsZooTest : public QObject {
    Q_OBJECT
private slots:
    void higherLevelsAreNeverSlower_data() {
        QTest::addColumn<int>("model");
        const auto zoo = zooFolder();
        if (!zoo) return;
        m_models = zooModels(*zoo);
        for (std::size_t i = 0; i < m_models.size(); ++i)
            QTest::newRow(m_models[i].name.c_str()) << int(i);
    }
    void higherLevelsAreNeverSlower() {
        REQUIRE_ZOO(zoo);
        QFETCH(int, model);
        JobContext context;
        const auto prepared = prepareModel(m_models[static_cast<std::size_t>(model)], context);
        if (!prepared) QSKIP(prepared.error().text().c_str());
        const QuantizedGraph network = asInt8(prepared->graph, {"Softmax"});
        const auto targets = allTargets();
        VERIFY_OK(targets);
        for (const Target& target : *targets) {
            double before = std::numeric_limits<double>::infinity();
            for (const char* level : {"O0", "O1", "O2"}) {
                const auto cost = costOf(network, target, level, "latency");
                if (!cost && cost.error().kind == ErrorKind::Unsupported) break;
                VERIFY_OK(cost);
                QVERIFY2(cost->seconds <= before, qPrintable(QString("%1 on %2: %3 after %4")
                                                                 .arg(QLatin1String(level), QString::fromStdString(target.name))
                                                                 .arg(cost->seconds * 1e6)
                                                                 .arg(before * 1e6)));
                before = cost->seconds;
            }
            const auto latency = costOf(network, target, "O2", "latency"), bandwidth = costOf(network, target, "O2", "bandwidth");
            if (!latency || !bandwidth) continue;
            QVERIFY2(latency->seconds <= bandwidth->seconds, target.name.c_str());
            QVERIFY2(bandwidth->ddrBytes <= latency->ddrBytes, target.name.c_str());
            if (target.coreCounts.back() == 1) continue;
            const auto shared = costOf(network, target, "O2", "latency", target.coreCounts.back());
            VERIFY_OK(shared);
            QVERIFY2(shared->seconds <= latency->seconds, target.name.c_str());
        }
    }

private:
    std::vector<ZooModel> m_models;
};

LATHE_TEST(LevelsZooTest)
#include "levels_zoo_test.moc"
