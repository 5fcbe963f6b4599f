#include "core/base/files.h"
#include "core/formats/onnx_file.h"
#include "tests/core/formats/graph_equality.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <onnx/onnx_pb.h>

#include <QTemporaryDir>

#include <fstream>
#include <random>

using namespace lathe;
using namespace lathe::test;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> zooModels() {
    std::vector<fs::path> files;
    const auto zoo = zooFolder();
    if (!zoo) return files;
    for (const auto& entry : fs::directory_iterator(*zoo / "models" / "onnx"))
        if (entry.path().extension() == ".onnx") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

void addModelRows() {
    QTest::addColumn<QString>("file");
    for (const fs::path& file : zooModels())
        QTest::newRow(file.stem().c_str()) << QString::fromStdString(file.string());
    if (zooModels().empty()) QTest::newRow("no zoo") << QString();
}

::onnx::ModelProto parseWithLibonnx(const fs::path& file) {
    ::onnx::ModelProto model;
    std::ifstream stream(file, std::ios::binary);
    model.ParseFromIstream(&stream);
    return model;
}

/// Reads altered bytes: any outcome but a crash is right, and an error must name the file.
bool survives(std::span<const std::byte> bytes, const fs::path& file) {
    JobContext context;
    const auto owner = std::make_shared<std::vector<std::byte>>(bytes.begin(), bytes.end());
    const auto graph = readOnnx(*owner, owner, file, context);
    return graph.isOk() || (graph.error().kind == ErrorKind::Input && graph.error().place.file == file.string());
}

} // namespace

class OnnxZooTest : public QObject {
    Q_OBJECT
private slots:
    void readsWhatLibonnxReads_data() { addModelRows(); }
    void readsWhatLibonnxReads() {
        REQUIRE_ZOO(zoo);
        QFETCH(QString, file);
        JobContext context;
        const auto graph = readOnnx(file.toStdString(), context);
        VERIFY_OK(graph);
        const ::onnx::GraphProto expected = parseWithLibonnx(file.toStdString()).graph();
        QCOMPARE(graph->nodeCount(), std::int64_t(expected.node_size()));
        const auto nodes = graph->nodes();
        for (int i = 0; i < expected.node_size(); ++i) {
            const Node& node = graph->node(nodes[static_cast<std::size_t>(i)]);
            QCOMPARE(node.opType, expected.node(i).op_type());
            QCOMPARE(node.attributes.size(), static_cast<std::size_t>(expected.node(i).attribute_size()));
            QCOMPARE(node.origins, std::vector<std::string>{node.name});
        }
        for (const auto& tensor : expected.initializer()) {
            const Tensor* constant = graph->constantOf(graph->findValue(tensor.name()));
            QVERIFY2(constant != nullptr, tensor.name().c_str());
            QVERIFY(!graph->isInput(graph->findValue(tensor.name())));
            QCOMPARE(constant->dims(), std::vector<std::int64_t>(tensor.dims().begin(), tensor.dims().end()));
            if (!tensor.has_raw_data()) continue;
            QCOMPARE(constant->bytes().size(), tensor.raw_data().size());
            if (!tensor.raw_data().empty())
                QVERIFY(std::memcmp(constant->bytes().data(), tensor.raw_data().data(), tensor.raw_data().size()) == 0);
        }
    }

    void readsBackWhatItWrote_data() { addModelRows(); }
    void readsBackWhatItWrote() {
        REQUIRE_ZOO(zoo);
        QFETCH(QString, file);
        JobContext context;
        const auto graph = readOnnx(file.toStdString(), context);
        VERIFY_OK(graph);
        QTemporaryDir folder;
        for (const bool isExternal : {false, true}) {
            const fs::path copy = fs::path(folder.path().toStdString()) / (isExternal ? "external.onnx" : "inline.onnx");
            VERIFY_OK(writeOnnx(*graph, copy, {.weights = isExternal ? WeightStorage::External : WeightStorage::Automatic}));
            const auto again = readOnnx(copy, context);
            VERIFY_OK(again);
            QCOMPARE(QString::fromStdString(firstDifference(*graph, *again)), QString());
            QVERIFY(parseWithLibonnx(copy).has_graph());
        }
    }

    void cutFilesAreErrors() {
        REQUIRE_ZOO(zoo);
        const fs::path file = zoo / "models/onnx/mnist-8.onnx";
        const auto mapped = MappedFile::open(file);
        VERIFY_OK(mapped);
        const auto bytes = mapped->bytes();
        for (std::size_t size = 0; size < bytes.size(); size += size < 600 ? 1 : 211) {
            JobContext context;
            const auto graph = readOnnx(bytes.first(size), mapped->owner(), file, context);
            if (!graph) QCOMPARE(graph.error().kind, ErrorKind::Input);
            // What stands behind the graph may be missing without harm, the graph may not.
            if (size < bytes.size() - 100) QVERIFY2(!graph, std::to_string(size).c_str());
        }
    }

    void alteredFilesNeverCrash_data() {
        QTest::addColumn<QString>("model");
        for (const char* name : {"mnist-8", "mobilenet_v1_0.25_128_external", "silero_vad_16k_op15", "light_resnet50", "yunet_n_320_320"})
            QTest::newRow(name) << name;
    }
    void alteredFilesNeverCrash() {
        REQUIRE_ZOO(zoo);
        QFETCH(QString, model);
        const fs::path file = zoo / "models/onnx" / (model.toStdString() + ".onnx");
        const auto mapped = MappedFile::open(file);
        VERIFY_OK(mapped);
        // Weights are most of a file and cannot be wrong: altering its first and last parts meets the structure more often.
        std::vector<std::byte> bytes(mapped->bytes().begin(), mapped->bytes().end());
        std::mt19937 random(7);
        const std::size_t edge = std::min<std::size_t>(bytes.size(), 30000);
        for (int round = 0; round < 60; ++round) {
            std::vector<std::byte> altered = bytes;
            for (int flips = 1 + round % 4; flips > 0; --flips) {
                const std::size_t at = random() % edge;
                altered[round % 2 == 0 ? at : bytes.size() - 1 - at] ^= std::byte(1u << (random() % 8));
            }
            QVERIFY(survives(altered, file));
        }
    }
};

LATHE_TEST(OnnxZooTest)
#include "onnx_zoo_test.moc"
