#include "core/analysis/divergence.h"
#include "core/simulator/functional/functional.h"
#include "tests/core/analysis/analysis_support.h"

#include <nlohmann/json.hpp>

namespace lathe::test {

namespace {

Result<Divergence> divergenceOf(const QuantizedGraph& network, const DivergenceOptions& options = {}) {
    JobContext context;
    return findDivergence(programOf(network), 2, randomSamples(network.graph), options, context);
}

/// The program's own integers of one tensor on the first sample.
Tensor integersOf(const QuantizedGraph& network, const std::string& name) {
    JobContext context;
    auto simulator = FunctionalSimulator::create(programOf(network), context);
    Tensor found;
    const auto inputs = randomSamples(network.graph)(0);
    const auto run = simulator->run(*inputs, context, [&](ValueId id, const Tensor& value) -> Status {
        if (network.graph.value(id).name == name) found = value.clone();
        return {};
    });
    return run ? found : Tensor();
}

} // namespace

class DivergenceTest : public QObject {
    Q_OBJECT
private slots:
    void rowsAreTheRoundedTensorsInOrder() {
        const auto result = divergenceOf(quantizedNetwork(graphOf(kSmallNetwork)));
        VERIFY_OK(result);
        std::vector<std::string> names;
        for (const DivergenceRow& row : result->rows)
            names.push_back(row.quantization.name);
        QCOMPARE(names, (std::vector<std::string>{"b", "c", "d", "f", "g", "y"}));
        QVERIFY(!result->firstQuantization);
        QCOMPARE(result->rows[0].integers.elements, std::int64_t(2 * 8 * 64));
    }

    void theFirstTensorBelowTheLimitIsNamed() {
        const Graph graph = graphOf(kSmallNetwork);
        CalibrationTable table = measuredRanges(graph);
        table.tensors.at("d").threshold /= 50;
        JobContext context;
        const auto result = divergenceOf(quantizedOf(graph, table, {}, context), {.minimumSqnrDb = 15, .dumps = {}});
        VERIFY_OK(result);
        QVERIFY(result->firstQuantization.has_value());
        QCOMPARE(result->rows[*result->firstQuantization].quantization.name, std::string("d"));
    }

    /// Floor rounding of the device is what float simulation does not do.
    void otherRoundingIsADifferenceOfIntegers() {
        QuantizationOptions floor;
        floor.numerics.rounding = Rounding::Floor;
        const auto result = divergenceOf(quantizedNetwork(graphOf(kSmallNetwork), floor));
        VERIFY_OK(result);
        QCOMPARE(result->firstInteger, std::optional<std::size_t>(0));
        QCOMPARE(result->rows[0].integers.maxOffBy, std::int64_t(1));
    }

    void dumpsAreHeldAgainstTheProgram() {
        const QuantizedGraph network = quantizedNetwork(graphOf(kSmallNetwork));
        DivergenceOptions options;
        options.dumps["b"] = integersOf(network, "b");
        options.dumps["d"] = dequantizeTensor(integersOf(network, "d"), *paramsOf(network, "d")); // floats are rounded first
        const auto equal = divergenceOf(network, options);
        VERIFY_OK(equal);
        QVERIFY(!equal->firstDump);
        QVERIFY(equal->rows[0].dump && equal->rows[0].dump->isEqual());
        options.dumps["d"].mutableData<float>()[7] += 3 * paramsOf(network, "d")->scales[0];
        const auto changed = divergenceOf(network, options);
        VERIFY_OK(changed);
        QCOMPARE(changed->firstDump, std::optional<std::size_t>(2));
        QCOMPARE(changed->rows[2].dump->differing, std::int64_t(1));
        QCOMPARE(changed->rows[2].dump->maxOffBy, std::int64_t(3));
        const auto json = nlohmann::json::parse(toJson(*changed));
        QCOMPARE(json["first"]["program_to_dump"]["name"].get<std::string>(), std::string("d"));
        QVERIFY(json["first"]["float_to_fake_quantized"].is_null());
    }

    void dumpsThatCannotBe() {
        const QuantizedGraph network = quantizedNetwork(graphOf(kSmallNetwork));
        DivergenceOptions unknown;
        unknown.dumps["nothing"] = Tensor::makeZeros(DataType::Float, {1});
        QCOMPARE(divergenceOf(network, unknown).error().kind, ErrorKind::Usage);
        DivergenceOptions small;
        small.dumps["b"] = Tensor::makeZeros(DataType::Float, {1});
        QVERIFY(divergenceOf(network, small).error().text().find("shape") != std::string::npos);
    }
};

} // namespace lathe::test

using lathe::test::DivergenceTest;
LATHE_TEST(DivergenceTest)
#include "divergence_test.moc"
