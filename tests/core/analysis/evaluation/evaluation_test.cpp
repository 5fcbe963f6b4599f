#include "core/analysis/evaluation.h"
#include "core/compiler/compile.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"

#include <nlohmann/json.hpp>

using namespace lathe;

namespace {

constexpr const char* kNetwork = R"(graph "mixed" opset 13
input x: float[1, 16, 28, 28]
const w: float[32, 16, 3, 3] = random(1, -1, 1)
const d: float[32, 1, 3, 3] = random(2, -1, 1)
a = Conv(x, w) {pads: [1, 1, 1, 1]}
r = Relu(a)
e = Erf(r)
y = Conv(e, d) {pads: [1, 1, 1, 1], group: 32}
output y
)";

struct Made {
    Program program;
    Target target;
    Trace trace;
    Evaluation evaluation;
};

Made evaluated(const char* level) {
    Made made;
    made.target = findTarget("nash-e").value();
    CompileOptions options;
    options.optimizeLevel = level;
    JobContext context;
    made.program = compile(test::asInt8(test::graphOf(kNetwork), {"Erf"}), made.target, options, context).value();
    made.trace = simulateTiming(made.program, made.target, context).value();
    made.evaluation = evaluateProgram(made.program, made.target, made.trace);
    return made;
}

} // namespace

class EvaluationTest : public QObject {
    Q_OBJECT
private slots:
    void layersAddUpToTheLatency_data() {
        QTest::addColumn<QByteArray>("level");
        for (const char* level : {"O0", "O1", "O2"})
            QTest::newRow(level) << QByteArray(level);
    }
    void layersAddUpToTheLatency() {
        QFETCH(QByteArray, level);
        const Made made = evaluated(level.constData());
        double sum = made.evaluation.overheadTime;
        std::int64_t read = 0, written = 0, macs = 0;
        for (const LayerEvaluation& layer : made.evaluation.layers) {
            QVERIFY(layer.latency >= 0 && layer.utilization >= 0 && layer.utilization <= 1 && layer.start <= layer.end);
            sum += layer.latency, read += layer.ddrReadBytes, written += layer.ddrWriteBytes, macs += layer.macs;
        }
        QVERIFY(std::abs(sum - made.evaluation.latency) < 1e-12);
        QCOMPARE(made.evaluation.latency, made.trace.latency);
        QCOMPARE(made.evaluation.ddrReadBytes, read);
        QCOMPARE(made.evaluation.ddrWriteBytes, written);
        QCOMPARE(made.evaluation.macs, macs);
        QCOMPARE(macs, std::int64_t(28 * 28 * 32 * (16 * 9 + 9)));
        std::int64_t transferred = 0;
        for (const Instruction& instruction : made.program.instructions)
            transferred += instruction.ddrBytes;
        QCOMPARE(read + written, transferred);
    }

    void hostNodesAreListedWithTheirReason() {
        const Made made = evaluated("O2");
        QCOMPARE(made.evaluation.hostNodes, std::int64_t(1));
        QCOMPARE(made.evaluation.acceleratorNodes, std::int64_t(3));
        QCOMPARE(made.evaluation.unsupported.size(), std::size_t(1));
        QCOMPARE(made.evaluation.unsupported[0].op, std::string("Erf"));
        QVERIFY(!made.evaluation.unsupported[0].reason.empty());
        QCOMPARE(made.evaluation.layers[1].bound, Bound::Host);
    }

    void assumptionsNameEveryFigureThatIsNotPublished() {
        const Made made = evaluated("O0");
        for (const Figure* figure : made.target.figures()) {
            const bool isKnown = figure->status == FigureStatus::Published || figure->status == FigureStatus::Derived;
            const bool isListed = std::any_of(made.evaluation.assumptions.begin(), made.evaluation.assumptions.end(),
                                              [&](const std::string& sentence) { return sentence.starts_with(figure->name + " = "); });
            QVERIFY2(isListed != isKnown, figure->name.c_str());
        }
    }

    void jsonHasThePromisedKeys() {
        const auto document = nlohmann::json::parse(toJson(evaluated("O1").evaluation));
        QCOMPARE(document["schema"].get<std::string>(), std::string("lathe.evaluation/1"));
        for (const char* key :
             {"target", "latency_ms", "fps", "macs", "params", "mac_utilization", "ddr_read_bytes", "ddr_write_bytes", "sram_peak_bytes",
              "host_nodes", "accelerator_nodes", "unsupported", "layers", "assumptions", "validation"}) {
            QVERIFY2(document.contains(key), key);
        }
        for (const char* key : {"name", "ops", "engine", "cycles", "latency_ms", "macs", "utilization", "ddr_read_bytes", "ddr_write_bytes",
                                "bound", "source_nodes"}) {
            QVERIFY2(document["layers"][0].contains(key), key);
        }
        for (const char* key : {"node", "op", "reason"})
            QVERIFY2(document["unsupported"][0].contains(key), key);
        QVERIFY(std::abs(document["fps"].get<double>() * document["latency_ms"].get<double>() - 1000) < 1e-6);
    }
};

LATHE_TEST(EvaluationTest)
#include "evaluation_test.moc"
