#include "core/formats/onnx_file.h"
#include "core/graph/text_format.h"
#include "core/graph/verifier.h"
#include "core/passes/pass.h"
#include "core/runtime/executor.h"
#include "tests/core/passes/graph_comparison.h"
#include "tests/core/passes/optimizer_table.h"
#include "tests/support/test_main.h"
#include "tests/support/topologies/topologies.h"
#include "tests/support/zoo.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>

using namespace lathe;
namespace fs = std::filesystem;

namespace {

constexpr double kTolerance = 1e-5;
constexpr std::int64_t kTokens = 9;

/// A network of the table, with an open batch or one of 1.
struct Variant {
    const test::TopologyRow* row;
    bool isStatic;

    std::string name() const { return std::string(row->name) + (isStatic ? ", batch 1" : ""); }
    Graph make() const {
        test::TopologySize size{row->smallWidth, row->smallSize};
        if (isStatic) size.batch = 1;
        return row->make(size);
    }
};

std::vector<Variant> variants() {
    std::vector<Variant> all;
    for (const test::TopologyRow& row : test::topologyTable()) {
        const Graph graph = row.make({row.smallWidth, row.smallSize});
        const bool isOpen = !graph.value(graph.inputs().front()).shape->isStatic();
        if (isOpen) all.push_back({&row, false});
        all.push_back({&row, true});
    }
    return all;
}

Result<std::vector<Tensor>> run(const Graph& graph, const std::vector<Tensor>& inputs) {
    JobContext context;
    LATHE_TRY(const Executor executor, Executor::create(graph, context));
    auto session = executor.makeSession();
    return session.run(inputs, context);
}

using Results = std::vector<std::vector<Tensor>>;

/// Of each of several lists of inputs; empty where the network does not run.
Results runAll(const Graph& graph, const std::vector<std::vector<Tensor>>& samples) {
    Results outputs;
    for (const auto& sample : samples) {
        auto outcome = run(graph, sample);
        if (!outcome) {
            qWarning("%s", outcome.error().text().c_str());
            return {};
        }
        outputs.push_back(std::move(*outcome));
    }
    return outputs;
}

double largestShare(const Results& expected, const Results& actual) {
    if (expected.size() != actual.size()) return std::numeric_limits<double>::infinity();
    double share = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        share = std::max(share, test::shareOfRange(expected[i], actual[i]));
    return share;
}

std::vector<std::vector<Tensor>> samplesFor(const Graph& graph, bool isStatic) {
    std::vector<std::vector<Tensor>> samples{test::topologyInputs(graph, 1, kTokens, 3)};
    if (!isStatic) samples.push_back(test::topologyInputs(graph, 2, kTokens + 4, 5));
    return samples;
}

/// Numbers of the order of 1, and not all the same: otherwise a comparison says little.
bool areSensible(const Results& results) {
    for (const auto& outputs : results)
        for (const Tensor& output : outputs) {
            const std::vector<double> numbers = output.toDoubles();
            const auto [low, high] = std::ranges::minmax(numbers);
            if (!(high - low > 1e-2) || !(std::max(std::abs(low), std::abs(high)) < 1e4)) return false;
        }
    return !results.empty();
}

bool computes(const Node& node) {
    static const std::set<std::string> kTypes{
        "BatchNormalization", "Conv", "Erf", "Gemm", "MatMul", "MaxPool", "Relu", "Sigmoid", "Softmax", "Softplus", "Tanh"};
    return kTypes.contains(node.opType);
}

/// The nodes whose results depend on what the inputs hold, not on their shapes alone, and that calculate.
std::set<std::string> computingNodes(const Graph& graph) {
    std::set<ValueId> varying(graph.inputs().begin(), graph.inputs().end());
    std::set<std::string> names;
    for (const NodeId id : graph.topologicalOrder()) {
        const Node& node = graph.node(id);
        const bool varies = std::ranges::any_of(node.inputs, [&](ValueId input) { return varying.contains(input); });
        if (!varies || node.opType == "Shape") continue;
        varying.insert(node.outputs.begin(), node.outputs.end());
        if (computes(node)) names.insert(node.name);
    }
    return names;
}

/// What is wrong with where the nodes of an optimised network say that they come from.
std::string lineageProblem(const Graph& original, const Graph& graph) {
    std::set<std::string> covered;
    for (const NodeId id : graph.nodes()) {
        const Node& node = graph.node(id);
        if (node.origins.empty()) return "no origins: " + node.name;
        covered.insert(node.origins.begin(), node.origins.end());
    }
    for (const std::string& origin : covered)
        if (!original.findNode(origin).isValid()) return "not in the original: " + origin;
    for (const std::string& name : computingNodes(original))
        if (!covered.contains(name)) return "nothing comes from " + name;
    return {};
}

std::string optimizerPage() {
    std::ifstream file(test::sourceFile("docs/optimizer.md").string());
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

test::OptimizerLine lineOf(const std::string& name, const Graph& original, const std::vector<std::vector<Tensor>>& samples) {
    test::OptimizerLine line{name, original.nodeCount(), {}, 0};
    const Results expected = samples.empty() ? Results{} : runAll(original, samples);
    for (const std::string& pipeline : test::tabledPipelines()) {
        JobContext context;
        Graph graph = original;
        OptimizeOptions options;
        options.pipeline = pipeline;
        const auto reports = optimize(graph, context, options);
        line.after[pipeline] = reports ? graph.nodeCount() : -1;
        if (!samples.empty()) line.largestDifference = std::max(line.largestDifference, largestShare(expected, runAll(graph, samples)));
    }
    return line;
}

} // namespace

class TopologiesTest : public QObject {
    Q_OBJECT
private slots:
    void outputsStay_data() {
        QTest::addColumn<int>("index");
        QTest::addColumn<QString>("pipeline");
        int index = 0;
        for (const Variant& variant : variants()) {
            for (const std::string& pipeline : test::tabledPipelines())
                QTest::newRow((variant.name() + ", " + pipeline).c_str()) << index << QString::fromStdString(pipeline);
            ++index;
        }
    }

    void outputsStay() {
        QFETCH(int, index);
        QFETCH(QString, pipeline);
        const Original& original = originalAt(static_cast<std::size_t>(index));
        QVERIFY(areSensible(original.outputs));
        JobContext context;
        Graph graph = original.graph;
        OptimizeOptions options;
        options.pipeline = pipeline.toStdString();
        VERIFY_OK(optimize(graph, context, options));
        for (const Diagnostic& problem : verify(graph))
            QFAIL(toText(problem).c_str());
        QCOMPARE(test::interfaceDifference(original.graph, graph), std::string());
        QCOMPARE(lineageProblem(original.graph, graph), std::string());
        const double share = largestShare(original.outputs, runAll(graph, original.samples));
        QVERIFY2(share <= kTolerance, ("an output moves by " + std::to_string(share) + " of its range").c_str());

        const std::string text = printGraph(graph);
        const auto again = optimize(graph, context, options);
        VERIFY_OK(again);
        for (const PassReport& report : *again)
            QVERIFY2(report.changes == 0, report.name.c_str());
        QVERIFY2(printGraph(graph) == text, "a second run reports no change, but the graph differs");
    }

    void countsAreThoseOfThePage_data() {
        QTest::addColumn<int>("index");
        QTest::addColumn<QString>("file");
        int index = 0;
        for (const Variant& variant : variants())
            QTest::newRow(variant.name().c_str()) << index++ << QString();
        for (const fs::path& file : zooFiles())
            QTest::newRow(file.stem().c_str()) << -1 << QString::fromStdString(file.string());
    }

    void countsAreThoseOfThePage() {
        QFETCH(int, index);
        QFETCH(QString, file);
        const bool isWritten = std::getenv("LATHE_WRITE_GOLDEN") != nullptr;
        m_lines.push_back(index >= 0 ? lineOfVariant(variants()[static_cast<std::size_t>(index)], isWritten)
                                     : lineOfFile(file.toStdString(), isWritten));
        if (isWritten) return;
        const auto counts = test::countsIn(optimizerPage());
        const auto found = counts.find(m_lines.back().network);
        QVERIFY2(found != counts.end(), "docs/optimizer.md does not have it: run passes_test with LATHE_WRITE_GOLDEN=1");
        QCOMPARE(countsOf(m_lines.back()), found->second);
    }

    void cleanupTestCase() {
        const bool isWhole = m_lines.size() == variants().size() + zooFiles().size() && test::zooFolder();
        if (std::getenv("LATHE_WRITE_GOLDEN") && isWhole)
            std::ofstream(test::sourceFile("docs/optimizer.md").string()) << test::optimizerMarkdown(m_lines);
    }

private:
    struct Original {
        Graph graph;
        std::vector<std::vector<Tensor>> samples;
        Results outputs;
    };

    /// Made once for all pipelines: the rows of one network follow each other.
    const Original& originalAt(std::size_t index) {
        if (m_index == index) return m_original;
        const Variant variant = variants()[index];
        m_original.graph = variant.make();
        m_original.samples = samplesFor(m_original.graph, variant.isStatic);
        m_original.outputs = runAll(m_original.graph, m_original.samples);
        m_index = index;
        return m_original;
    }

    static std::set<fs::path> zooFiles() {
        std::set<fs::path> files;
        const auto zoo = test::zooFolder();
        if (!zoo) return files;
        for (const auto& entry : fs::directory_iterator(*zoo / "models" / "onnx"))
            if (entry.path().extension() == ".onnx") files.insert(entry.path());
        return files;
    }

    static test::OptimizerLine lineOfVariant(const Variant& variant, bool isRun) {
        const Graph graph = variant.make();
        return lineOf(variant.name(), graph, isRun ? samplesFor(graph, variant.isStatic) : std::vector<std::vector<Tensor>>{});
    }

    static test::OptimizerLine lineOfFile(const fs::path& file, bool isRun) {
        JobContext context;
        const auto graph = readOnnx(file, context);
        std::vector<std::vector<Tensor>> samples;
        if (graph && isRun) samples.push_back(test::seededInputs(*graph, 11));
        return lineOf(file.stem(), graph ? *graph : Graph(), samples);
    }

    std::vector<test::OptimizerLine> m_lines;
    std::size_t m_index = std::numeric_limits<std::size_t>::max();
    Original m_original;
};

LATHE_TEST(TopologiesTest)
#include "topologies_test.moc"
