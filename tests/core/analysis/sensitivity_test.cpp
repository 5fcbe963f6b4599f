#include "core/analysis/sensitivity.h"
#include "core/simulator/functional/functional.h"
#include "tests/core/analysis/analysis_support.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace lathe::test {

namespace {

Sensitivity measured(const QuantizedGraph& network, int threads, SensitivityOptions options = {}) {
    JobContext context({}, threads);
    auto result = measureSensitivity(network, 4, randomSamples(network.graph), options, context);
    if (!result) qFatal("%s", result.error().text().c_str());
    return std::move(result).value();
}

const UnitSensitivity& unitOf(const Sensitivity& sensitivity, const std::string& name) {
    for (const UnitSensitivity& unit : sensitivity.units)
        if (unit.name == name) return unit;
    qFatal("no unit %s", name.c_str());
}

} // namespace

class SensitivityTest : public QObject {
    Q_OBJECT
private slots:
    void unitsAreWhatRounds() {
        const QuantizedGraph network = quantizedNetwork(graphOf(kSmallNetwork));
        std::vector<std::string> names;
        for (const QuantizedUnit& unit : quantizedUnits(network))
            names.push_back(nameOfUnit(network, unit));
        // The Relu saturates with the convolution before it; Flatten only moves.
        QCOMPARE(names, (std::vector<std::string>{"rounding of x", "c1", "c2", "s1", "g1", "m1"}));
        QCOMPARE(quantizedUnits(network)[1].nodes.size(), std::size_t(2));
        QCOMPARE(network.graph.value(quantizedUnits(network)[1].output).name, std::string("b"));
    }

    void aFloatNodeIsNoUnit() {
        QuantizationOptions options;
        options.nodePrecision["s1"] = Precision::Float;
        const QuantizedGraph network = quantizedNetwork(graphOf(kSmallNetwork), options);
        std::vector<std::string> names;
        for (const QuantizedUnit& unit : quantizedUnits(network))
            names.push_back(nameOfUnit(network, unit));
        QCOMPARE(names, (std::vector<std::string>{"rounding of x", "c1", "c2", "rounding of d", "g1", "m1"}));
    }

    /// The last node behind exact inputs: its effect on the output is its own error.
    void theLastNodesEffectIsItsOwnError() {
        const Sensitivity result = measured(quantizedNetwork(graphOf(kSmallNetwork)), 1);
        const UnitSensitivity& last = unitOf(result, "m1");
        QCOMPARE(last.effect(RoundedPart::Node).sqnrDb, last.isolated.sqnrDb);
        QVERIFY(last.isolated.sqnrDb > 10 && last.isolated.sqnrDb < 80);
    }

    /// Weights that are multiples of their scale lose nothing when rounded.
    void weightsThatFitTheirScaleAreNotSensitive() {
        Graph graph = graphOf(kSmallNetwork);
        const Tensor& old = *graph.constantOf(graph.findValue("u"));
        Tensor grid = old.clone();
        for (std::int64_t i = 0; i < grid.elementCount(); ++i) // by channel the largest is 127 / 128
            grid.mutableData<float>()[static_cast<std::size_t>(i)] = i % 72 == 0 ? 127.0f / 128 : static_cast<float>(i % 17 - 8) / 128;
        graph.setConstant(graph.findValue("u"), grid);
        const Sensitivity result = measured(quantizedNetwork(graph), 1);
        QVERIFY(unitOf(result, "c2").effect(RoundedPart::Weights).sqnrDb > 100);
        QVERIFY(unitOf(result, "c2").effect(RoundedPart::Activations).sqnrDb < 100);
        QVERIFY(unitOf(result, "c1").effect(RoundedPart::Weights).sqnrDb < 100);
    }

    /// A range cut to a hundredth ruins the node that makes it, and the ranking says so.
    void aBadScaleComesFirst() {
        const Graph graph = graphOf(kSmallNetwork);
        CalibrationTable table = measuredRanges(graph);
        table.tensors.at("c").threshold /= 100;
        JobContext context;
        const Sensitivity result = measured(quantizedOf(graph, table, {}, context), 1);
        QCOMPARE(result.units[rankedBy(result.units, RoundedPart::Node).front()].name, std::string("c2"));
        QVERIFY(unitOf(result, "c2").isolated.integers->saturationRatio() > 0.5);
        QCOMPARE(result.units[rankedBy(result.units, RoundedPart::Activations).front()].name, std::string("c2"));
    }

    void threadsDoNotChangeTheOutcome() {
        const QuantizedGraph network = quantizedNetwork(graphOf(kSmallNetwork));
        QCOMPARE(toJson(measured(network, 1)), toJson(measured(network, 3)));
    }

    void partsAndChannelsAsAsked() {
        const QuantizedGraph network = quantizedNetwork(graphOf(kSmallNetwork));
        const Sensitivity plain = measured(network, 1, {.parts = false, .channels = false});
        QCOMPARE(unitOf(plain, "c2").effect(RoundedPart::Weights).noiseRatio, 0.0);
        QVERIFY(unitOf(plain, "c2").isolated.integers->channels().empty());
        const Sensitivity full = measured(network, 1, {.parts = true, .channels = true});
        QCOMPARE(unitOf(full, "c2").isolated.integers->channels().size(), std::size_t(8));
        QCOMPARE(unitOf(full, "c2").effect(RoundedPart::Node).sqnrDb, unitOf(plain, "c2").effect(RoundedPart::Node).sqnrDb);
    }

    void jsonSaysWhatAndHow() {
        const QuantizedGraph network = quantizedNetwork(graphOf(kSmallNetwork));
        Sensitivity result = measured(network, 1);
        JobContext context;
        ComparisonOptions options;
        options.layers = true;
        auto comparison = compareProgram(network.graph, programOf(network), 4, randomSamples(network.graph), options, context);
        VERIFY_OK(comparison);
        addComparison(result, std::move(comparison).value());
        const auto json = nlohmann::json::parse(toJson(result));
        QCOMPARE(json["schema"].get<std::string>(), std::string("lathe.sensitivity/1"));
        QCOMPARE(json["units"].size(), std::size_t(6));
        QCOMPARE(json["ranking"]["node"].size(), std::size_t(6));
        const auto& unit = json["units"][2];
        for (const char* key :
             {"cosine", "sqnr_db", "mse", "max_abs_error", "mean_relative_error", "off_by_lsb", "saturation_ratio", "distinct_values"}) {
            QVERIFY2(unit["isolated"].contains(key), key);
            QVERIFY2(unit["accumulated"].contains(key), key);
        }
        QVERIFY(unit["outputs_with_rounded"]["weights"].contains("agreement"));
        // What stands before a node adds to its own error.
        QVERIFY(unit["accumulated"]["mse"].get<double>() > unit["isolated"]["mse"].get<double>());
    }

    void noSamplesAndAStop() {
        const QuantizedGraph network = quantizedNetwork(graphOf(kSmallNetwork));
        JobContext context;
        QCOMPARE(measureSensitivity(network, 0, randomSamples(network.graph), {}, context).error().kind, ErrorKind::Usage);
        std::stop_source stop;
        stop.request_stop();
        JobContext stopped(stop.get_token());
        QCOMPARE(measureSensitivity(network, 4, randomSamples(network.graph), {}, stopped).error().kind, ErrorKind::Stopped);
    }
};

} // namespace lathe::test

using lathe::test::SensitivityTest;
LATHE_TEST(SensitivityTest)
#include "sensitivity_test.moc"
