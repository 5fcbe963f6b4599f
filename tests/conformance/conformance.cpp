// conformance DATA_FOLDER: runs the cases of ONNX's backend test suite (DATA_FOLDER/<group>/<case>/model.onnx with
// test_data_set_*/input_<i>.pb and output_<i>.pb), prints a table by operator and, last, "N passed, M failed, K out of scope".
// Tolerances are those of the suite's own runner: |actual − expected| <= 1e-7 + 1e-3 |expected|.

#include "core/formats/onnx_file.h"
#include "core/runtime/executor.h"
#include "tests/conformance/tally.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace lathe;
using namespace lathe::conformance;
namespace fs = std::filesystem;

namespace {

constexpr int kSkipped = 77; ///< exit status that ctest takes for a skipped test
constexpr double kAbsolute = 1e-7, kRelative = 1e-3, kBfloat16Step = 1.0 / 128.0;

/// The files of a data set; what each of them holds is stated by the model.
Result<std::vector<Tensor>> readTensors(const fs::path& folder, const char* stem, const Graph& graph, const std::vector<ValueId>& values) {
    std::vector<Tensor> tensors;
    JobContext context;
    for (int i = 0;; ++i) {
        const fs::path file = folder / (stem + std::to_string(i) + ".pb");
        if (!fs::exists(file)) return tensors;
        const DataType type =
            static_cast<std::size_t>(i) < values.size() ? graph.value(values[static_cast<std::size_t>(i)]).type : DataType::Undefined;
        if (fs::file_size(file) == 0 && !isContainer(type)) {
            tensors.emplace_back();
            continue;
        }
        LATHE_TRY(Tensor tensor, readOnnxValue(file, type, context));
        tensors.push_back(std::move(tensor));
    }
}

/// The suite's generator knew no bfloat16: where the model says bfloat16, the files hold the same bits as uint16.
void reinterpret(std::vector<Tensor>& tensors, const Graph& graph, const std::vector<ValueId>& values) {
    for (std::size_t i = 0; i < std::min(tensors.size(), values.size()); ++i)
        if (tensors[i].type() == DataType::Uint16 && graph.value(values[i]).type == DataType::Bfloat16)
            tensors[i] = Tensor(DataType::Bfloat16, tensors[i].dims(), tensors[i].storedBytes(), tensors[i].owner());
}

bool mentionsBfloat16(const Graph& graph) {
    const auto isBfloat16 = [&](ValueId id) { return graph.value(id).type == DataType::Bfloat16; };
    return std::ranges::any_of(graph.inputs(), isBfloat16) || std::ranges::any_of(graph.outputs(), isBfloat16);
}

/// In the same cases the shape that the model states for `like` is not the one of the file: the file counts.
Graph asInFiles(Graph graph) {
    if (mentionsBfloat16(graph))
        for (const ValueId input : graph.inputs())
            graph.setShape(input, std::nullopt);
    return graph;
}

bool isNear(double actual, double expected, double relative) {
    if (actual == expected || (std::isnan(actual) && std::isnan(expected))) return true;
    return std::abs(actual - expected) <= kAbsolute + relative * std::abs(expected);
}

/// "" when they agree, else what differs.
std::string difference(const Tensor& actual, const Tensor& expected) {
    if (actual.type() != expected.type())
        return "type " + std::string(toName(actual.type())) + " instead of " + std::string(toName(expected.type()));
    if (actual.dims() != expected.dims()) return "shape " + toText(actual.dims()) + " instead of " + toText(expected.dims());
    if (actual.type() == DataType::String) return std::ranges::equal(actual.strings(), expected.strings()) ? "" : "the strings differ";
    for (std::size_t i = 0; i < actual.items().size(); ++i)
        if (std::string how = difference(actual.items()[i], expected.items()[i]); !how.empty())
            return "item " + std::to_string(i) + ": " + how;
    if (isContainer(actual.type())) return "";
    // The suite's bfloat16 numbers are cut off, Lathe's are rounded: one step apart.
    const double relative = actual.type() == DataType::Bfloat16 ? kBfloat16Step : kRelative;
    const std::vector<double> a = actual.toDoubles(), b = expected.toDoubles();
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!isNear(a[i], b[i], relative))
            return "element " + std::to_string(i) + " is " + std::to_string(a[i]) + " instead of " + std::to_string(b[i]);
    return "";
}

Result<std::string> runDataSet(const Executor& executor, const fs::path& folder) {
    LATHE_TRY(std::vector<Tensor> inputs, readTensors(folder, "input_", executor.graph(), executor.graph().inputs()));
    LATHE_TRY(std::vector<Tensor> expected, readTensors(folder, "output_", executor.graph(), executor.graph().outputs()));
    reinterpret(inputs, executor.graph(), executor.graph().inputs());
    reinterpret(expected, executor.graph(), executor.graph().outputs());
    inputs.resize(executor.graph().inputs().size()); // inputs that are initializers, too, are not given
    JobContext context;
    LATHE_TRY(const std::vector<Tensor> outputs, executor.makeSession().run(inputs, context));
    if (outputs.size() < expected.size()) return std::string("an output is missing");
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (std::string how = difference(outputs[i], expected[i]); !how.empty()) return "output " + std::to_string(i) + ": " + how;
    return std::string();
}

/// "" when every data set of the case passes.
Result<std::string> runCase(const Graph& graph, const fs::path& folder) {
    JobContext context;
    LATHE_TRY(const Executor executor, Executor::create(asInFiles(graph), context));
    int sets = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (!entry.is_directory()) continue;
        LATHE_TRY(std::string how, runDataSet(executor, entry.path()));
        if (!how.empty()) return how;
        ++sets;
    }
    return sets == 0 ? std::string("has no data") : std::string();
}

/// The operator that a case is about: the type of its only node, else the group.
std::string subjectOf(const Graph& graph, const std::string& group) {
    if (graph.nodeCount() != 1) return group + " (several nodes)";
    const Node& node = graph.node(graph.nodes().front());
    return node.domain.empty() ? node.opType : node.domain + "." + node.opType;
}

void runFolder(const fs::path& folder, const std::string& group, Tally& tally) {
    const std::string name = folder.filename().string();
    JobContext context;
    const auto graph = readOnnx(folder / "model.onnx", context);
    if (!graph) {
        tally.add(group + " (unreadable)", group + "/" + name, graph.error().text());
        return;
    }
    const std::string subject = subjectOf(*graph, group);
    if (const std::string_view reason = outOfScope(name); !reason.empty()) {
        tally.skip(subject, group + "/" + name, reason);
        return;
    }
    const auto outcome = runCase(*graph, folder);
    tally.add(subject, group + "/" + name, outcome ? *outcome : outcome.error().text());
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: conformance DATA_FOLDER (Debian: /usr/share/libonnx-testdata/data)\n", stderr);
        return 2;
    }
    if (!fs::is_directory(argv[1])) {
        std::printf("skipped: no ONNX backend suite in %s (apt install libonnx-testdata)\n", argv[1]);
        return kSkipped;
    }
    std::vector<fs::path> cases;
    for (const auto& group : fs::directory_iterator(argv[1]))
        if (group.is_directory())
            for (const auto& entry : fs::directory_iterator(group.path()))
                if (fs::exists(entry.path() / "model.onnx")) cases.push_back(entry.path());
    std::ranges::sort(cases);
    Tally tally;
    for (const fs::path& folder : cases)
        runFolder(folder, folder.parent_path().filename().string(), tally);
    tally.print();
    return tally.isGood() ? 0 : 1;
}
