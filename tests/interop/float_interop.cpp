// float_interop write FOLDER: the ONNX models of the zoo that have no stored outputs, with an input each.
// float_interop compare FOLDER: holds what ONNX Runtime made of them against Lathe's float execution.

#include "core/base/files.h"
#include "core/formats/image_file.h"
#include "core/formats/npy_file.h"
#include "core/formats/onnx_file.h"
#include "core/runtime/executor.h"
#include "tests/support/zoo.h"

#include <algorithm>
#include <cstdio>

using namespace lathe;
namespace fs = std::filesystem;

namespace {

constexpr double kShare = 1e-4;       ///< of the output's range
constexpr double kLeastEqual = 0.999; ///< share of integer outputs (classes): a tie may fall to either side

std::vector<fs::path> modelsWithoutOutputs(const fs::path& zoo) {
    std::vector<fs::path> models;
    for (const auto& entry : fs::directory_iterator(zoo / "models" / "onnx"))
        if (entry.path().extension() == ".onnx" && !fs::exists(zoo / "inputs" / entry.path().stem())) models.push_back(entry.path());
    std::ranges::sort(models);
    return models;
}

/// A street scene, (x - 128) / 128.
Result<std::vector<Tensor>> inputsOf(const Graph& graph, const fs::path& zoo) {
    LATHE_TRY(const Image scene, readImage(zoo / "images" / "scenes" / "darknet_dog.jpg"));
    std::vector<Tensor> inputs;
    for (const ValueId id : graph.inputs()) {
        const Value& value = graph.value(id);
        const auto dims = value.shape ? value.shape->known() : std::nullopt;
        if (!dims || dims->size() != 4 || (*dims)[1] != 3 || value.type != DataType::Float)
            return Error::input("input '" + value.name + "' is no picture of a static shape");
        LATHE_TRY(const Image image, transformImage(scene, "stretch", (*dims)[3], (*dims)[2]));
        LATHE_TRY(Tensor tensor, imageToTensor(image, "rgb", "NCHW"));
        for (float& x : tensor.mutableData<float>())
            x = (x - 128.0F) / 128.0F;
        inputs.push_back(std::move(tensor));
    }
    return inputs;
}

Status writeModel(const fs::path& zoo, const fs::path& model, const fs::path& folder) {
    JobContext context;
    LATHE_CHECK(makeFolder(folder));
    std::error_code failed;
    fs::create_symlink(model, folder / "model.onnx", failed);
    const fs::path data = model.string() + ".data";
    if (!failed && fs::exists(data)) fs::create_symlink(data, folder / data.filename(), failed);
    if (failed) return Error::input("cannot link to " + model.string() + ": " + failed.message());
    LATHE_TRY(const Graph graph, readOnnx(model, context));
    LATHE_TRY(const auto inputs, inputsOf(graph, zoo));
    for (std::size_t i = 0; i < inputs.size(); ++i)
        LATHE_CHECK(writeNpy(inputs[i], folder / ("in_" + std::to_string(i) + ".npy")));
    return {};
}

/// How far `actual` is from `expected`; at most 1 is good.
double distance(const Tensor& expected, const Tensor& actual) {
    if (expected.type() != actual.type() || expected.dims() != actual.dims()) return std::numeric_limits<double>::infinity();
    const auto e = expected.toDoubles(), a = actual.toDoubles();
    const auto [low, high] = std::minmax_element(e.begin(), e.end());
    double worst = 0, unequal = 0;
    for (std::size_t i = 0; i < e.size(); ++i) {
        worst = std::max(worst, std::abs(e[i] - a[i]));
        unequal += e[i] != a[i] ? 1 : 0;
    }
    if (e.empty()) return 0;
    return isFloatingPoint(expected.type()) ? worst / std::max(1e-30, *high - *low) / kShare
                                            : unequal / static_cast<double>(e.size()) / (1 - kLeastEqual);
}

Result<bool> compareModel(const fs::path& zoo, const fs::path& model, const fs::path& folder) {
    JobContext context;
    LATHE_TRY(Graph graph, readOnnx(model, context));
    LATHE_TRY(const auto inputs, inputsOf(graph, zoo));
    LATHE_TRY(const Executor executor, Executor::create(std::move(graph), context));
    auto session = executor.makeSession();
    LATHE_TRY(const auto outputs, session.run(inputs, context));
    bool isGood = true;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        LATHE_TRY(const Tensor theirs, readNpy(folder / ("out_" + std::to_string(i) + ".npy")));
        const double off = distance(theirs, outputs[i]);
        std::printf("%-36s output %zu: %.4f of the tolerance%s\n", model.stem().c_str(), i, off, off <= 1 ? "" : "  FAILED");
        isGood = isGood && off <= 1;
    }
    return isGood;
}

Result<bool> runMode(const std::string& mode, const fs::path& zoo, const fs::path& folder) {
    bool isGood = true;
    for (const fs::path& model : modelsWithoutOutputs(zoo)) {
        if (mode == "write") {
            LATHE_CHECK(writeModel(zoo, model, folder / model.stem()));
            continue;
        }
        LATHE_TRY(const bool agrees, compareModel(zoo, model, folder / model.stem()));
        isGood = isGood && agrees;
    }
    return isGood;
}

} // namespace

int main(int argc, char** argv) {
    const std::string mode = argc == 3 ? argv[1] : "";
    if (mode != "write" && mode != "compare") {
        std::fprintf(stderr, "usage: float_interop write|compare FOLDER\n");
        return 2;
    }
    const auto zoo = test::zooFolder();
    if (!zoo) {
        std::puts("SKIP: no zoo: set LATHE_ZOO to a folder with models/");
        return 77;
    }
    const Result<bool> outcome = runMode(mode, *zoo, argv[2]);
    if (!outcome) std::fprintf(stderr, "%s\n", outcome.error().text().c_str());
    return outcome && *outcome ? 0 : 1;
}
