#include "core/formats/npy_file.h"
#include "core/formats/onnx_file.h"
#include "core/graph/text_format.h"
#include "core/graph/verifier.h"
#include "core/ops/evaluator.h"
#include "core/passes/pass.h"
#include "core/runtime/executor.h"
#include "tests/core/passes/double_precision.h"
#include "tests/core/passes/graph_comparison.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

using namespace lathe;
namespace fs = std::filesystem;

namespace {

/// Folders with stored input tensors; one that does not exist (seeded numbers then) where there are none.
std::vector<fs::path> samplesOf(const fs::path& folder) {
    constexpr std::size_t kMost = 3;
    std::vector<fs::path> samples;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none))
        if (entry.is_directory()) samples.push_back(entry.path());
    std::sort(samples.begin(), samples.end());
    if (samples.size() > kMost) samples.resize(kMost);
    return samples.empty() ? std::vector<fs::path>{folder / "000"} : samples;
}

/// The stored input tensors of a sample, else seeded ones.
std::vector<Tensor> inputsFor(const Graph& graph, const fs::path& sample) {
    std::vector<Tensor> inputs = test::seededInputs(graph, 11);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        std::string file = graph.value(graph.inputs()[i]).name;
        std::replace_if(
            file.begin(), file.end(),
            [](char c) { return !std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '.' && c != '-'; }, '_');
        if (auto stored = readNpy(sample / (file + ".npy"))) inputs[i] = std::move(*stored);
    }
    return inputs;
}

Result<std::vector<Tensor>> run(const Graph& graph, const std::vector<Tensor>& inputs, bool useOneDnn = true) {
    JobContext context;
    ExecutorOptions options;
    options.useOneDnn = useOneDnn;
    LATHE_TRY(const Executor executor, Executor::create(graph, context, options));
    auto session = executor.makeSession();
    return session.run(inputs, context);
}

/// Passes that compute new weights, and so round differently. All others must not change a bit.
std::vector<std::string> roundingPasses() {
    std::vector<std::string> names;
    for (const PassRow& row : passTable())
        if (row.outputs != Outputs::Bitwise) names.emplace_back(row.name);
    return names;
}

constexpr double kTolerance = 1e-5; // of the range of an output
constexpr double kFusionNoise = 1e-6;
constexpr double kMostNoise = 1e-4; // what the executor itself is held to against ONNX Runtime
/// Where a network makes more than kTolerance of the rounding of float, no rewrite can be held closer: the optimised one may
/// then be this many times as far from the network in binary64 as the original is, on an average of kDraws inputs.
constexpr double kMostLoss = 1.5;
constexpr std::uint64_t kDraws = 8;

Result<std::vector<Tensor>> runInDouble(const Graph& graph, const std::vector<Tensor>& inputs) {
    JobContext context;
    std::vector<Tensor> wide;
    for (const Tensor& input : inputs)
        wide.push_back(test::inDouble(input));
    LATHE_TRY(std::vector<Tensor> outputs, evaluateGraph(test::inDouble(graph), wide, context));
    for (Tensor& output : outputs)
        output = test::inFloat(output);
    return outputs;
}

/// How far both are from binary64, as share of the range of the outputs, on an average.
struct Distances {
    double original = 0, optimised = 0;
};

Result<Distances> distancesFromDouble(const Graph& original, const Graph& optimised) {
    Distances distances;
    for (std::uint64_t seed = 1; seed <= kDraws; ++seed) {
        const std::vector<Tensor> inputs = test::seededInputs(original, seed);
        LATHE_TRY(const auto exactly, runInDouble(original, inputs));
        LATHE_TRY(const auto before, run(original, inputs));
        LATHE_TRY(const auto after, run(optimised, inputs));
        distances.original += test::shareOfRange(exactly, before) / double(kDraws);
        distances.optimised += test::shareOfRange(exactly, after) / double(kDraws);
    }
    return distances;
}

std::set<std::string> originsOf(const Graph& graph) {
    std::set<std::string> origins;
    for (const NodeId id : graph.nodes())
        origins.insert(graph.node(id).origins.begin(), graph.node(id).origins.end());
    return origins;
}

} // namespace

class OptimizeZooTest : public QObject {
    Q_OBJECT
private slots:
    void outputsStay_data() {
        QTest::addColumn<QString>("model");
        const auto zoo = test::zooFolder();
        if (!zoo) return;
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(*zoo / "models" / "onnx"))
            if (entry.path().extension() == ".onnx") names.insert(entry.path().stem());
        for (const std::string& name : names)
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    void outputsStay() {
        REQUIRE_ZOO(zoo);
        QFETCH(QString, model);
        JobContext context;
        const auto original = readOnnx(zoo / "models" / "onnx" / (model.toStdString() + ".onnx"), context);
        VERIFY_OK(original);
        Graph graph = *original;
        VERIFY_OK(optimize(graph, context));
        qInfo("%s: %lld nodes, %lld after", qPrintable(model), static_cast<long long>(original->nodeCount()),
              static_cast<long long>(graph.nodeCount()));
        QVERIFY(graph.nodeCount() <= original->nodeCount());
        for (const Diagnostic& problem : verify(graph))
            QFAIL(toText(problem).c_str());
        QCOMPARE(test::interfaceDifference(*original, graph), std::string());
        const std::set<std::string> before = originsOf(*original), after = originsOf(graph);
        QVERIFY(std::includes(before.begin(), before.end(), after.begin(), after.end()));

        const std::string text = printGraph(graph);
        const auto again = optimize(graph, context);
        VERIFY_OK(again);
        for (const PassReport& report : *again)
            QVERIFY2(report.changes == 0, report.name.c_str());
        QVERIFY2(printGraph(graph) == text, "a second run reports no change, but the graph differs");

        Graph exact = *original;
        VERIFY_OK(optimize(exact, context, {{}, roundingPasses()}));
        for (const fs::path& sample : samplesOf(zoo / "inputs" / model.toStdString())) {
            const std::string failure = failureOn(model, *original, graph, exact, inputsFor(*original, sample));
            QVERIFY2(failure.empty(), (sample.filename().string() + ": " + failure).c_str());
        }
    }

private:
    /// `exact`: optimised without the passes that round.
    static std::string failureOn(const QString& model, const Graph& original, const Graph& graph, const Graph& exact,
                                 const std::vector<Tensor>& inputs) {
        const auto expected = run(original, inputs), actual = run(graph, inputs), unrounded = run(exact, inputs);
        for (const auto* outcome : {&expected, &actual, &unrounded})
            if (!outcome->isOk()) return outcome->error().text();
        // Not to the bit: fewer nodes let the executor fuse more, and its kernels then sum in another order.
        const std::string changed = test::differenceOf(*expected, *unrounded, kFusionNoise);
        if (!changed.empty()) return "without the passes that round: " + changed;
        if (test::differenceOf(*expected, *actual, kTolerance).empty()) return {};
        const double share = test::shareOfRange(*expected, *actual);
        const auto distances = distancesFromDouble(original, graph);
        if (!distances) return "in double: " + distances.error().text();
        qInfo("%s: rewriting moves an output by %.2g of its range; from binary64 the original is %.2g away, the optimised one %.2g",
              qPrintable(model), share, distances->original, distances->optimised);
        const bool isGood = share <= kMostNoise && distances->optimised <= kMostLoss * distances->original;
        return isGood ? std::string() : "farther from binary64 than the original";
    }
};

LATHE_TEST(OptimizeZooTest)
#include "optimize_zoo_test.moc"
