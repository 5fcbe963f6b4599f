#include "core/base/files.h"
#include "core/formats/onnx_file.h"
#include "tests/core/formats/graph_equality.h"
#include "tests/support/large_model.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <fstream>

using namespace lathe;
using namespace lathe::test;
namespace fs = std::filesystem;

namespace {

constexpr LargeModel kModel{3, 96, 4};
constexpr int kWeightsPerLayer = 3;

const Tensor& weightOf(const Graph& graph, const std::string& name) {
    return *graph.constantOf(graph.findValue(name));
}

/// Every weight has the bytes that the generator says; empty when all have.
QString firstWrongWeight(const Graph& graph) {
    const char* kNames[kWeightsPerLayer] = {"up.weight", "up.bias", "down.weight"};
    for (int i = 0; i < kModel.layers * kWeightsPerLayer; ++i) {
        const std::string name = "layer_" + std::to_string(i / kWeightsPerLayer) + "/" + kNames[i % kWeightsPerLayer];
        const std::span<const float> values = weightOf(graph, name).data<float>();
        for (std::size_t k = 0; k < values.size(); ++k)
            if (values[k] != largeModelWeight(i, static_cast<std::int64_t>(k), kModel.width))
                return QString::fromStdString(name + " at " + std::to_string(k));
    }
    return {};
}

std::vector<std::string> filesIn(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

} // namespace

class ExternalWeightsTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    fs::path file(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

    Graph opened(const fs::path& path) {
        JobContext context;
        auto graph = readOnnx(path, context);
        if (!graph) qFatal("%s", graph.error().text().c_str());
        return std::move(graph).value();
    }

private slots:
    void init() { QVERIFY(writeLargeModel(file("m.onnx"), kModel)); }

    void weightsAreViewsOfTheMappedFile() {
        const Graph graph = opened(file("m.onnx"));
        QCOMPARE(firstWrongWeight(graph), QString());
        const auto mapped = MappedFile::open(file("m.onnx.data"));
        const Tensor& weight = weightOf(graph, "layer_1/down.weight");
        QCOMPARE(weight.storedBytes().data(), weight.bytes().data());
        QVERIFY(weight.owner() != nullptr);
        QVERIFY(mapped->bytes().size() > std::size_t(kModel.layers) * 8 * 96 * 96 * sizeof(float));
    }

    void savedExternallyAndEmbedded_data() {
        QTest::addColumn<int>("storage");
        QTest::addColumn<bool>("isExternal");
        QTest::newRow("automatic") << int(WeightStorage::Automatic) << false;
        QTest::newRow("embedded") << int(WeightStorage::Embedded) << false;
        QTest::newRow("external") << int(WeightStorage::External) << true;
    }
    void savedExternallyAndEmbedded() {
        QFETCH(int, storage);
        QFETCH(bool, isExternal);
        const Graph graph = opened(file("m.onnx"));
        JobContext context;
        std::vector<double> progress;
        context.onProgress([&](double fraction, std::string_view) { progress.push_back(fraction); });
        fs::remove(file("out.onnx.data"));
        VERIFY_OK(writeOnnx(graph, file("out.onnx"), context, {static_cast<WeightStorage>(storage)}));
        QCOMPARE(fs::exists(file("out.onnx.data")), isExternal);
        QVERIFY(!progress.empty() && std::ranges::is_sorted(progress) && progress.back() <= 1.0);
        const Graph again = opened(file("out.onnx"));
        QCOMPARE(firstWrongWeight(again), QString());
        QCOMPARE(QString::fromStdString(firstDifference(graph, again)), QString());
        const auto mapped = MappedFile::open(file(isExternal ? "out.onnx.data" : "out.onnx"));
        const Tensor& weight = weightOf(again, "layer_0/up.weight");
        QVERIFY(std::ranges::search(mapped->bytes(), weight.storedBytes()).begin() != mapped->bytes().end());
    }

    void savedOverTheFilesThatItComesFrom() {
        const Graph graph = opened(file("m.onnx"));
        JobContext context;
        VERIFY_OK(writeOnnx(graph, file("m.onnx"), context, {WeightStorage::External}));
        QCOMPARE(firstWrongWeight(opened(file("m.onnx"))), QString());
        QCOMPARE(firstWrongWeight(graph), QString());
    }

    void sharedWeightsAreWrittenOnce() {
        Graph graph = opened(file("m.onnx"));
        graph.addConstant("tied", weightOf(graph, "layer_0/up.weight"));
        JobContext context;
        VERIFY_OK(writeOnnx(opened(file("m.onnx")), file("single.onnx"), context, {WeightStorage::External}));
        VERIFY_OK(writeOnnx(graph, file("tied.onnx"), context, {WeightStorage::External}));
        QCOMPARE(fs::file_size(file("tied.onnx.data")), fs::file_size(file("single.onnx.data")));
        QVERIFY(areIdentical(weightOf(opened(file("tied.onnx")), "tied"), weightOf(graph, "layer_0/up.weight")));
    }

    void aStoppedWriteLeavesTheOldFiles() {
        const Graph graph = opened(file("m.onnx"));
        JobContext plain;
        VERIFY_OK(writeOnnx(graph, file("out.onnx"), plain, {WeightStorage::External}));
        const auto before = filesIn(m_folder.path().toStdString());
        std::stop_source stop;
        JobContext context(stop.get_token());
        context.onProgress([&](double, std::string_view) { stop.request_stop(); });
        const auto outcome = writeOnnx(graph, file("out.onnx"), context, {WeightStorage::External});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Stopped);
        QCOMPARE(filesIn(m_folder.path().toStdString()), before);
        QCOMPARE(firstWrongWeight(opened(file("out.onnx"))), QString());
    }

    void anUnwritableFolderIsAnErrorWithARemedy() {
        const Graph graph = opened(file("m.onnx"));
        const auto outcome = writeOnnx(graph, file("nowhere/out.onnx"), {WeightStorage::External});
        QVERIFY(!outcome);
        QVERIFY(!outcome.error().remedy.empty());
    }

    /// A sparse file of zeros stands for weights that no single ONNX file can hold.
    void moreThanTwoGigabytesCannotBeEmbedded() {
        const fs::path weights = file("zeros.bin");
        std::ofstream(weights).close();
        fs::resize_file(weights, std::uintmax_t(3) << 30);
        const auto mapped = MappedFile::open(weights);
        VERIFY_OK(mapped);
        Graph graph;
        graph.opsets[""] = 13;
        graph.addConstant("huge", Tensor(DataType::Float, {3 << 18, 1024}, mapped->bytes(), mapped->owner()));
        JobContext context;
        const auto outcome = writeOnnx(graph, file("huge.onnx"), context, {WeightStorage::Embedded});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Unsupported);
        QVERIFY(outcome.error().text().find("2 GiB") != std::string::npos);
        QVERIFY(outcome.error().remedy.find("--external-weights") != std::string::npos);
        QVERIFY(!fs::exists(file("huge.onnx")));
    }

    void bytesOffTheirAlignmentAreCopiedOnlyWhenLookedAt() {
        const auto bytes = std::make_shared<std::vector<std::byte>>(4 * sizeof(float) + 1);
        const float numbers[] = {1.5f, -2.0f, 0.25f, 8.0f};
        std::memcpy(bytes->data() + 1, numbers, sizeof numbers);
        const Tensor tensor(DataType::Float, {4}, std::span(*bytes).subspan(1), bytes);
        QCOMPARE(tensor.storedBytes().data(), bytes->data() + 1);
        const Tensor copy = tensor;
        const auto seen = tensor.data<float>();
        QCOMPARE(reinterpret_cast<std::uintptr_t>(seen.data()) % alignof(float), std::uintptr_t(0));
        QVERIFY(std::ranges::equal(seen, numbers));
        QCOMPARE(copy.data<float>().data(), seen.data());
        QCOMPARE(tensor.storedBytes().data(), bytes->data() + 1);
    }
};

LATHE_TEST(ExternalWeightsTest)
#include "external_weights_test.moc"
