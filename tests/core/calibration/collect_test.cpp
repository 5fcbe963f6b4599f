#include "core/calibration/statistics.h"
#include "core/formats/onnx_file.h"
#include "core/graph/text_format.h"
#include "core/ops/evaluator.h"
#include "core/ops/inference.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

using namespace lathe;

namespace {

const char* const kNetwork =
    "graph \"g\" opset 11\ninput x: float[1, 3, 8, 8]\nconst w: float[4, 3, 3, 3] = random(1, -1, 1)\n"
    "c: a = Conv(x, w) {pads: [1, 1, 1, 1]}\nr: b = Relu(a)\np: d = GlobalAveragePool(b)\ns: y = Shape(d)\nf: z = Flatten(d)\noutput z\noutput y";

Tensor sampleOf(std::vector<std::int64_t> dims, std::int64_t index) {
    Tensor tensor = Tensor::makeZeros(DataType::Float, std::move(dims));
    auto state = static_cast<std::uint32_t>(index + 1);
    for (float& x : tensor.mutableData<float>())
        x = static_cast<float>(index + 1) * (static_cast<float>((state = state * 1664525u + 1013904223u) >> 8) / 8388608.0f - 1);
    return tensor;
}

Graph parsed(const char* text) {
    Result<Graph> graph = parseGraph(text);
    if (!graph) qFatal("%s", graph.error().text().c_str());
    JobContext context;
    if (const Status status = inferShapes(*graph, context); !status) qFatal("%s", status.error().text().c_str());
    return std::move(graph).value();
}

} // namespace

class CollectTest : public QObject {
    Q_OBJECT
private slots:
    void seesWhatTheReferenceComputes() {
        const Graph graph = parsed(kNetwork);
        JobContext context({}, 2);
        const SampleSource source = [](std::int64_t index) -> Result<std::vector<Tensor>> {
            return std::vector{sampleOf({1, 3, 8, 8}, index)};
        };
        const Result<CalibrationTable> table = collectStatistics(graph, 5, source, context);
        VERIFY_OK(table);
        QCOMPARE(table->samples, std::int64_t(5));
        std::vector<std::string> names;
        for (const auto& [name, range] : table->tensors)
            names.push_back(name);
        QCOMPARE(names, (std::vector<std::string>{"b", "d", "x", "z"})); // no constants, no integers, not what Relu bounds
        StatisticsAccumulator input, last;
        for (std::int64_t i = 0; i < 5; ++i) {
            const std::vector<Tensor> inputs = source(i).value();
            input.add(inputs[0].data<float>());
            const Result<std::vector<Tensor>> outputs = evaluateGraph(graph, inputs, context);
            VERIFY_OK(outputs);
            last.add(outputs->front().data<float>());
        }
        QCOMPARE(table->tensors.at("x").statistics.histogram, input.finish().histogram);
        QVERIFY(std::fabs(table->tensors.at("z").statistics.max - last.finish().max) < 1e-4f);
        QCOMPARE(table->tensors.at("z").threshold, std::max(table->tensors.at("z").statistics.max, -table->tensors.at("z").statistics.min));
        QCOMPARE(table->tensors.at("b").statistics.min, 0.0f);
        QCOMPARE(table->tensors.at("b").statistics.count, std::int64_t(5 * 4 * 64));
        QVERIFY(table->tensors.at("b").statistics.negative.empty());
        QVERIFY(!table->tensors.at("x").statistics.negative.empty());
        QCOMPARE(findRange(graph, *table, graph.findValue("a")), &table->tensors.at("b"));
        QCOMPARE(findRange(graph, *table, graph.findValue("y")), nullptr);
    }

    void channelsGetStatisticsOfTheirOwn() {
        const Graph graph = parsed("graph \"g\" opset 11\ninput x: float[1, 3, 8, 8]\nn: y = Neg(x)\noutput y");
        const SampleSource source = [](std::int64_t index) -> Result<std::vector<Tensor>> {
            Tensor sample = sampleOf({1, 3, 8, 8}, index);
            for (std::size_t i = 0; i < 192; ++i)
                sample.mutableData<float>()[i] *= static_cast<float>(1 << (3 * (i / 64)));
            return std::vector{sample};
        };
        std::optional<std::string> first;
        for (const int threads : {1, 2, 4}) {
            JobContext context({}, threads);
            CollectOptions options;
            options.perChannel = true;
            Result<CalibrationTable> table = collectStatistics(graph, 7, source, context, options);
            VERIFY_OK(table);
            const std::vector<TensorStatistics>& channels = table->tensors.at("y").statistics.channels;
            QCOMPARE(channels.size(), std::size_t(3));
            StatisticsAccumulator middle(kChannelBinBits);
            for (std::int64_t i = 0; i < 7; ++i) {
                const Tensor sample = source(i).value()[0];
                std::vector<float> values;
                for (const float x : sample.data<float>().subspan(64, 64))
                    values.push_back(-x);
                middle.add(values);
            }
            QCOMPARE(channels[1].histogram, middle.finish().histogram);
            QCOMPARE(channels[1].negative, middle.finish().negative);
            QCOMPARE(channels[1].max, middle.finish().max);
            if (!first) first = toJson(*table);
            QVERIFY(toJson(*table) == *first);
            QCOMPARE(toJson(calibrationFromJson(*first, "t.json").value()), *first);
        }
    }

    void onlyWhatIsAskedForIsMeasured() {
        const Graph graph = parsed(kNetwork);
        const SampleSource source = [](std::int64_t index) -> Result<std::vector<Tensor>> {
            return std::vector{sampleOf({1, 3, 8, 8}, index)};
        };
        JobContext context({}, 2);
        const auto all = collectStatistics(graph, 5, source, context);
        CollectOptions options;
        options.only = std::set{graph.findValue("b")};
        const auto some = collectStatistics(graph, 5, source, context, options);
        VERIFY_OK(all);
        VERIFY_OK(some);
        QCOMPARE(some->tensors.size(), std::size_t(1));
        QCOMPARE(some->tensors.at("b").statistics.histogram, all->tensors.at("b").statistics.histogram);
    }

    void threadsShareTheThresholds() {
        const Graph graph = parsed(kNetwork);
        const SampleSource source = [](std::int64_t index) -> Result<std::vector<Tensor>> {
            return std::vector{sampleOf({1, 3, 8, 8}, index)};
        };
        JobContext context({}, 4);
        auto table = collectStatistics(graph, 5, source, context);
        VERIFY_OK(table);
        CalibrationTable alone = *table;
        chooseThresholds(alone, {ThresholdMethod::Kl});
        VERIFY_OK(chooseThresholds(*table, {ThresholdMethod::Kl}, context));
        QCOMPARE(toJson(*table), toJson(alone));
    }

    void failuresNameTheSample() {
        const Graph graph = parsed(kNetwork);
        JobContext context({}, 2);
        const auto broken = [](std::int64_t index) -> Result<std::vector<Tensor>> {
            if (index == 3) return Error::input("cannot read it", "cat.jpg");
            return std::vector{sampleOf({1, 3, 8, 8}, index)};
        };
        const Result<CalibrationTable> table = collectStatistics(graph, 9, broken, context);
        QVERIFY(!table);
        QCOMPARE(table.error().text(), std::string("cat.jpg: error: sample 3: cannot read it"));
        const Result<CalibrationTable> none = collectStatistics(graph, 0, broken, context);
        QVERIFY(!none && none.error().kind == ErrorKind::Usage);
    }

    void nonFiniteValuesAreReported() {
        const Graph graph = parsed("graph \"g\" opset 11\ninput x: float[1, 4]\nn: y = Neg(x)\noutput y");
        JobContext context;
        const auto source = [](std::int64_t) -> Result<std::vector<Tensor>> {
            return std::vector{Tensor::of<float>({1, 4}, {1.0f, std::numeric_limits<float>::infinity(), -2.0f, 0.0f})};
        };
        const Result<CalibrationTable> table = collectStatistics(graph, 2, source, context);
        VERIFY_OK(table);
        QCOMPARE(table->tensors.at("x").statistics.nonFinite, std::int64_t(2));
        QCOMPARE(table->tensors.at("x").threshold, 2.0f);
        QCOMPARE(context.diagnostics().size(), std::size_t(2));
    }

    void stopsWhenAsked() {
        const Graph graph = parsed(kNetwork);
        std::stop_source stop;
        JobContext context(stop.get_token(), 2);
        const auto source = [&](std::int64_t index) -> Result<std::vector<Tensor>> {
            if (index == 2) stop.request_stop();
            return std::vector{sampleOf({1, 3, 8, 8}, index)};
        };
        const Result<CalibrationTable> table = collectStatistics(graph, 1000, source, context);
        QVERIFY(!table && table.error().kind == ErrorKind::Stopped);
    }

    void sameTableForAnyNumberOfThreads_data() {
        QTest::addColumn<std::string>("model");
        for (const char* model : {"mobilenet_v2_1.0_224.onnx", "mlperf_tiny_resnet8.onnx"})
            QTest::newRow(model) << std::string(model);
    }
    void sameTableForAnyNumberOfThreads() {
        REQUIRE_ZOO(zoo);
        QFETCH(std::string, model);
        JobContext reading;
        Result<Graph> graph = readOnnx(zoo / "models" / "onnx" / model, reading);
        VERIFY_OK(graph);
        InferenceOptions fixed;
        fixed.unknownDim = 1;
        VERIFY_OK(inferShapes(*graph, reading, fixed));
        const std::vector<std::int64_t> dims = graph->value(graph->inputs().front()).shape->known().value();
        const SampleSource source = [&](std::int64_t index) -> Result<std::vector<Tensor>> { return std::vector{sampleOf(dims, index)}; };
        std::optional<std::string> first;
        for (const int threads : {1, 2, 4}) {
            JobContext context({}, threads);
            const Result<CalibrationTable> table = collectStatistics(*graph, 6, source, context);
            VERIFY_OK(table);
            QVERIFY(!table->tensors.empty());
            if (!first) first = toJson(*table);
            QVERIFY(toJson(*table) == *first);
        }
    }
};

LATHE_TEST(CollectTest)
#include "collect_test.moc"
