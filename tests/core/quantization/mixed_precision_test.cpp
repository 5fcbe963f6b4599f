#include "core/quantization/mixed_precision.h"

#include "tests/core/quantization/quantization_support.h"

#include <cmath>

using namespace lathe;
using namespace lathe::test;

namespace {

/// Four convolutions of equal work; the histograms make the input of c2 the worst, then those of c0, c3 and c1.
Graph makeGraph() {
    return graphOf("graph \"g\" opset 13\ninput x: float[1, 2, 4, 4]\nconst w: float[2, 2, 1, 1] = random(1, -1, 1)\n"
                   "c0: a = Conv(x, w)\nc1: b = Conv(a, w)\nc2: d = Conv(b, w)\nc3: e = Conv(d, w)\noutput e");
}

/// Every value uniform in [0, 1]; thresholds as given.
CalibrationTable makeTable(const Graph& graph, const std::map<std::string, float>& thresholds) {
    CalibrationTable table = rangesOf(graph, thresholds);
    for (auto& [name, range] : table.tensors) {
        range.statistics.histogramLimit = 1;
        range.statistics.histogram.assign(2048, 1);
    }
    return table;
}

const std::map<std::string, float> kThresholds{{"x", 8}, {"a", 1}, {"b", 16}, {"d", 4}};

std::vector<std::string> chosen(const QuantizationOptions& options) {
    const Graph graph = makeGraph();
    std::vector<std::string> names;
    for (const MixedChoice& choice : chooseMixed(graph, makeTable(graph, kThresholds), options))
        names.push_back(graph.node(choice.node).name);
    return names;
}

using Names = std::vector<std::string>;

} // namespace

class MixedPrecisionTest : public QObject {
    Q_OBJECT
private slots:
    /// The prediction against the noise of really rounded inputs.
    void predictionMeetsMeasurement() {
        const Graph graph = makeGraph();
        const CalibrationTable table = makeTable(graph, {{"x", 8}});
        const auto predicted = predictSqnr(graph, table, graph.findNode("c0"));
        QVERIFY(predicted);
        const Tensor& weight = *graph.constantOf(graph.node(graph.findNode("c0")).input(1));
        double noise = 0, energy = 0;
        unsigned state = 1;
        const int rounds = 200000;
        for (int i = 0; i < rounds; ++i) {
            double error = 0;
            for (int k = 0; k < 2; ++k) {
                state = state * 1664525u + 1013904223u;
                const double x = double(state >> 8) / double(1 << 24), step = 8.0 / 127;
                error += double(weight.data<float>()[static_cast<std::size_t>(2 * (i % 2) + k)]) * (std::nearbyint(x / step) * step - x);
            }
            noise += error * error / rounds;
            energy += 1.0 / 3 / rounds; // E[y²] of the table: uniform in [0, 1]
        }
        const double measured = 10 * std::log10(energy / noise);
        QVERIFY2(std::abs(predicted->activationsDb - measured) < 0.3,
                 qPrintable(QString("%1 against %2 dB").arg(predicted->activationsDb).arg(measured)));
        QCOMPARE(predicted->macs, std::int64_t(2 * 2 * 16));
    }

    void budgets() {
        QuantizationOptions options;
        QCOMPARE(chosen(options), Names{});
        options.mixedDatapath = MixMode::Light;
        options.mixedBudget = 0.25;
        QCOMPARE(chosen(options), Names{"c2"});
        options.mixedBudget = 0.5;
        QCOMPARE(chosen(options), (Names{"c2", "c0"}));
        options.mixedBudget.reset();
        QCOMPARE(chosen(options), Names{}); // 20 % hold none of four equal nodes
        options.mixedDatapath = MixMode::Balance;
        QCOMPARE(chosen(options), (Names{"c2", "c0", "c3"}));
    }

    void choiceIsARuleThatOperatorsOverrule() {
        const Graph graph = makeGraph();
        QuantizationOptions options;
        options.mixedDatapath = MixMode::Light;
        options.mixedBudget = 0.25;
        JobContext context;
        const QuantizedGraph mixed = quantizedOf(graph, makeTable(graph, kThresholds), options, context);
        QCOMPARE(decisionOn(mixed, "c2").precision, Precision::Int16);
        QVERIFY2(decisionOn(mixed, "c2").reason.find("mix light: int16") == 0, decisionOn(mixed, "c2").reason.c_str());
        QCOMPARE(decisionOn(mixed, "c0").precision, Precision::Int8);
        options.rules = {{RuleScope::Operator, "Conv", DataType::Int8, {}}};
        const QuantizedGraph plain = quantizedOf(graph, makeTable(graph, kThresholds), options, context);
        QCOMPARE(decisionOn(plain, "c2").precision, Precision::Int8);
    }

    void nothingWithoutStatistics() {
        const Graph graph = makeGraph();
        QVERIFY(!predictSqnr(graph, rangesOf(graph), graph.findNode("c0")));
    }
};

LATHE_TEST(MixedPrecisionTest)
#include "mixed_precision_test.moc"
