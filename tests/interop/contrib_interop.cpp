// contrib_interop write FOLDER: small models of com.microsoft's operators, with inputs.
// contrib_interop compare FOLDER: holds what ONNX Runtime made of them against Lathe's execution; prints one line per model.

#include "core/base/files.h"
#include "core/formats/npy_file.h"
#include "core/formats/onnx_file.h"
#include "core/graph/text_format.h"
#include "core/ops/inference.h"
#include "core/runtime/executor.h"
#include "tests/interop/contrib_cases.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace lathe;
using namespace lathe::interop;
namespace fs = std::filesystem;

namespace {

constexpr double kFloatShare = 1e-5;   ///< of the output's range
constexpr double kHalfShare = 2e-3;    ///< of float16: one rounding of the largest element, and a bit
constexpr double kMostOffByOne = 1e-2; ///< share of integers that may be one step off: ties of float arithmetic

struct Made {
    Graph graph;
    std::vector<Tensor> inputs;
};

/// The graph with constants "x…" as inputs.
Result<Made> make(const ContribCase& one) {
    const std::string whole = "graph \"g\" opset 17 opset com.microsoft 1" + std::string(one.text);
    LATHE_TRY(const Graph constant, parseGraph(whole));
    std::string text;
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin < whole.size();) {
        const std::size_t end = std::min(whole.find('\n', begin), whole.size());
        std::string line = whole.substr(begin, end - begin);
        if (line.starts_with("const x")) {
            names.push_back(line.substr(6, line.find(':') - 6));
            line = "input " + line.substr(6, line.find(" =") - 6);
        }
        text += line + "\n";
        begin = end + 1;
    }
    Made made;
    LATHE_TRY(made.graph, parseGraph(text));
    for (const std::string& name : names)
        made.inputs.push_back(*constant.constantOf(constant.findValue(name)));
    JobContext context;
    LATHE_CHECK(inferShapes(made.graph, context));
    return made;
}

Status write(const ContribCase& one, const fs::path& folder) {
    LATHE_TRY(const Made made, make(one));
    LATHE_CHECK(makeFolder(folder));
    JobContext context;
    LATHE_CHECK(writeOnnx(made.graph, folder / "model.onnx", context, {}));
    for (std::size_t i = 0; i < made.inputs.size(); ++i)
        LATHE_CHECK(writeNpy(made.inputs[i], folder / ("in_" + std::to_string(i) + ".npy")));
    return {};
}

/// What differs, "" when nothing does; `worst` is the share of the tolerance that was used.
std::string difference(const Tensor& expected, const Tensor& actual, double& worst) {
    if (expected.type() != actual.type() || expected.dims() != actual.dims())
        return "ONNX Runtime gives " + std::string(toName(expected.type())) + toText(expected.dims()) + ", Lathe " +
               std::string(toName(actual.type())) + toText(actual.dims());
    const auto e = expected.toDoubles(), a = actual.toDoubles();
    double largest = 0, range = 1e-30;
    std::size_t at = 0, unequal = 0;
    for (std::size_t i = 0; i < e.size(); ++i) {
        range = std::max(range, std::abs(e[i]));
        unequal += e[i] != a[i] ? 1 : 0;
        if (std::abs(e[i] - a[i]) <= largest) continue;
        largest = std::abs(e[i] - a[i]);
        at = i;
    }
    const bool isReal = isFloatingPoint(expected.type());
    const double share = static_cast<double>(unequal) / static_cast<double>(std::max<std::size_t>(1, e.size()));
    const double used = isReal        ? largest / range / (expected.type() == DataType::Float16 ? kHalfShare : kFloatShare)
                        : largest > 1 ? HUGE_VAL
                                      : share / kMostOffByOne;
    worst = std::max(worst, used);
    if (used <= 1) return {};
    return std::to_string(unequal) + " of " + std::to_string(e.size()) + " differ, most at " + std::to_string(at) + ": ONNX Runtime " +
           std::to_string(e[at]) + ", Lathe " + std::to_string(a[at]);
}

Result<bool> compare(const ContribCase& one, const fs::path& folder) {
    LATHE_TRY(Made made, make(one));
    JobContext context;
    LATHE_TRY(const Executor executor, Executor::create(std::move(made.graph), context));
    LATHE_TRY(const auto outputs, executor.makeSession().run(made.inputs, context));
    bool isGood = true;
    double worst = 0;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        LATHE_TRY(const Tensor theirs, readNpy(folder / ("out_" + std::to_string(i) + ".npy")));
        const std::string problem = difference(theirs, outputs[i], worst);
        if (!problem.empty()) std::printf("%s, output %zu: %s\n", one.name, i, problem.c_str());
        isGood = isGood && problem.empty();
    }
    std::printf("%-32s %zu outputs, %.3f of the tolerance%s\n", one.name, outputs.size(), worst, isGood ? "" : "  FAILED");
    return isGood;
}

} // namespace

int main(int argc, char** argv) {
    const std::string mode = argc == 3 ? argv[1] : "";
    if (mode != "write" && mode != "compare") {
        std::fprintf(stderr, "usage: contrib_interop write|compare FOLDER\n");
        return 2;
    }
    bool isGood = true;
    for (const ContribCase& one : contribCases()) {
        const fs::path folder = fs::path(argv[2]) / one.name;
        const Result<bool> outcome = mode == "compare" ? compare(one, folder) : [&]() -> Result<bool> {
            LATHE_CHECK(write(one, folder));
            return true;
        }();
        if (!outcome) std::printf("%s: %s\n", one.name, outcome.error().text().c_str());
        isGood = isGood && outcome && *outcome;
    }
    return isGood ? 0 : 1;
}
