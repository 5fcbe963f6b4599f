#include "tests/support/zoo_models.h"

#include "core/formats/npy_file.h"
#include "core/ops/inference.h"
#include "core/passes/pass.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace lathe::test {
namespace fs = std::filesystem;
namespace {

/// As the files of a folder of tensors are called: characters that trouble file systems are written '_'.
std::string fileNameOf(std::string tensor) {
    const auto isPlain = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '-'; };
    std::ranges::replace_if(
        tensor, [&](char c) { return !isPlain(c); }, '_');
    return tensor + ".npy";
}

Result<std::map<std::string, Tensor>> readSample(const fs::path& folder) {
    std::map<std::string, Tensor> tensors;
    if (folder.empty()) return tensors;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".npy") continue;
        LATHE_TRY(tensors[entry.path().filename().string()], readNpy(entry.path()));
    }
    return tensors;
}

/// The stored tensor of an input; the only one where names differ (Caffe).
const Tensor* findTensor(const std::map<std::string, Tensor>& sample, const std::string& name) {
    const auto found = sample.find(fileNameOf(name));
    if (found != sample.end()) return &found->second;
    return sample.size() == 1 ? &sample.begin()->second : nullptr;
}

Tensor seededTensor(const Value& value) {
    const auto dims = value.shape.value_or(Shape()).known().value_or(std::vector<std::int64_t>{});
    Tensor tensor = Tensor::makeZeros(value.type, dims);
    std::uint32_t seed = 1;
    if (value.type == DataType::Float)
        for (float& x : tensor.mutableData<float>())
            x = static_cast<float>((seed = seed * 1664525u + 1013904223u) >> 8) / 8388608.0f - 1;
    return tensor;
}

void addOnnx(const fs::path& zoo, std::vector<ZooModel>& models) {
    for (const auto& entry : fs::directory_iterator(zoo / "models" / "onnx"))
        if (entry.path().extension() == ".onnx") models.push_back({entry.path().stem(), entry.path(), {}});
}

void addCaffe(const fs::path& zoo, std::vector<ZooModel>& models) {
    if (!fs::is_directory(zoo / "models" / "caffe")) return;
    for (const auto& entry : fs::directory_iterator(zoo / "models" / "caffe")) {
        fs::path weights = entry.path();
        weights.replace_extension(".caffemodel");
        if (entry.path().extension() == ".prototxt" && fs::exists(weights))
            models.push_back({"caffe_" + entry.path().stem().string(), {entry.path(), weights}, {}});
    }
}

} // namespace

std::vector<ZooModel> zooModels(const fs::path& zoo) {
    std::vector<ZooModel> models;
    addOnnx(zoo, models);
    addCaffe(zoo, models);
    for (ZooModel& model : models)
        if (const fs::path sample = zoo / "inputs" / model.name / "000"; fs::is_directory(sample)) model.sample = sample;
    std::ranges::sort(models, {}, &ZooModel::name);
    return models;
}

Result<PreparedModel> prepareModel(const ZooModel& model, JobContext& context) {
    LATHE_TRY(const auto sample, readSample(model.sample));
    ModelReadOptions options;
    if (sample.size() == 1) options.inputShapes[""] = sample.begin()->second.dims();
    PreparedModel prepared;
    LATHE_TRY(prepared.graph, readModel(model.files, context, options));
    Graph& graph = prepared.graph;
    InferenceOptions fixed;
    fixed.unknownDim = 1;
    for (const ValueId input : graph.inputs())
        if (const Tensor* tensor = findTensor(sample, graph.value(input).name))
            fixed.inputShapes[graph.value(input).name] = Shape::of(tensor->dims());
    LATHE_CHECK(inferShapes(graph, context, fixed));
    LATHE_TRY(prepared.given, liftQuantization(graph, context));
    LATHE_CHECK(inferShapes(graph, context));
    LATHE_CHECK(optimize(graph, context));
    LATHE_CHECK(inferShapes(graph, context));
    for (const ValueId input : graph.inputs()) {
        const Tensor* tensor = graph.isConstant(input) ? graph.constantOf(input) : findTensor(sample, graph.value(input).name);
        prepared.inputs.push_back(tensor ? *tensor : seededTensor(graph.value(input)));
    }
    return prepared;
}

} // namespace lathe::test
