#include "core/formats/npy_file.h"
#include "core/formats/onnx_file.h"
#include "core/ops/op_table.h"
#include "tests/core/runtime/runtime_support.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace lathe::test {
namespace fs = std::filesystem;
namespace {

/// Frames of models with carried state repeat the same arithmetic: the first ones are enough.
constexpr std::size_t kSamples = 3;

/// The file that holds a tensor: characters that trouble file systems are written '_'.
fs::path tensorFile(const fs::path& folder, const std::string& name) {
    std::string file = name;
    std::replace_if(
        file.begin(), file.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '.' && c != '-'; },
        '_');
    return folder / (file + ".npy");
}

void collectUnknown(const Graph& graph, std::set<std::string>& unknown, bool& isQuantized) {
    for (const NodeId id : graph.nodes()) {
        const Node& node = graph.node(id);
        const OpRow* row = findOp(node);
        if (!row || !row->evaluate) unknown.insert(node.opType);
        if (node.opType.find("QLinear") != std::string::npos || node.opType == "QuantizeLinear") isQuantized = true;
        for (const GraphPtr& body : node.subgraphs())
            collectUnknown(*body, unknown, isQuantized);
    }
}

Result<std::vector<Tensor>> readTensors(const Graph& graph, const std::vector<ValueId>& ids, const fs::path& folder) {
    std::vector<Tensor> tensors;
    for (const ValueId id : ids) {
        if (graph.isConstant(id)) {
            tensors.emplace_back();
            continue;
        }
        LATHE_TRY(Tensor tensor, readNpy(tensorFile(folder, graph.value(id).name)));
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

std::vector<fs::path> samplesOf(const fs::path& folder) {
    std::vector<fs::path> samples;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_directory()) samples.push_back(entry.path());
    std::sort(samples.begin(), samples.end());
    if (samples.size() > kSamples) samples.resize(kSamples);
    return samples;
}

} // namespace

class ExecutorZooTest : public QObject {
    Q_OBJECT

private slots:
    void agreesWithOnnxRuntime_data() {
        QTest::addColumn<QString>("model");
        const auto zoo = zooFolder();
        if (!zoo) return;
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(*zoo / "models" / "onnx"))
            if (entry.path().extension() == ".onnx" && fs::is_directory(*zoo / "inputs" / entry.path().stem()))
                names.insert(entry.path().stem());
        for (const std::string& name : names)
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    void agreesWithOnnxRuntime() {
        REQUIRE_ZOO(zoo);
        QFETCH(QString, model);
        JobContext context;
        const auto graph = readOnnx(zoo / "models" / "onnx" / (model.toStdString() + ".onnx"), context);
        VERIFY_OK(graph);
        std::set<std::string> unknown;
        bool isQuantized = false;
        collectUnknown(*graph, unknown, isQuantized);
        if (!unknown.empty()) QSKIP(("operators without evaluation: " + *unknown.begin()).c_str());
        const auto executor = Executor::create(*graph, context);
        VERIFY_OK(executor);
        auto session = executor->makeSession();
        const auto samples = samplesOf(zoo / "inputs" / model.toStdString());
        QVERIFY(!samples.empty());
        for (const fs::path& sample : samples) {
            const auto inputs = readTensors(*graph, graph->inputs(), sample);
            const auto expected = readTensors(*graph, graph->outputs(), sample / "expected");
            VERIFY_OK(inputs);
            VERIFY_OK(expected);
            const auto actual = session.run(*inputs, context);
            VERIFY_OK(actual);
            QCOMPARE(actual->size(), expected->size());
            for (std::size_t i = 0; i < expected->size(); ++i)
                compare(expected->at(i), actual->at(i), isQuantized);
        }
    }

private:
    static void compare(const Tensor& expected, const Tensor& actual, bool isQuantized) {
        if (!isQuantized) {
            QCOMPARE(difference(expected, actual, 1e-4), std::string());
            return;
        }
        QCOMPARE(actual.dims(), expected.dims());
        QCOMPARE_GE(cosine(expected, actual), 0.999);
    }
};

} // namespace lathe::test

using lathe::test::ExecutorZooTest;
LATHE_TEST(ExecutorZooTest)
#include "executor_zoo_test.moc"
