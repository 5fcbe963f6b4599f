#include "tests/bench/accuracy/model_data.h"

#include "core/base/files.h"
#include "core/config/model_files.h"
#include "core/formats/npy_file.h"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <unistd.h>

namespace lathe::accuracy {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kDigitsPerCalibration = 6, kPicturesPerScene = 4;

std::string plainName(std::string name) {
    std::ranges::replace_if(
        name, [](char c) { return c == ':' || c == '/'; }, '_');
    return name;
}

bool isPictureFile(const fs::path& file) {
    const std::string extension = file.extension().string();
    return extension == ".jpg" || extension == ".JPEG" || extension == ".png";
}

std::vector<fs::path> entriesOf(const fs::path& folder, bool (*isWanted)(const fs::path&)) {
    std::vector<fs::path> entries;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed))
        if (isWanted(entry->path())) entries.push_back(entry->path());
    std::ranges::sort(entries);
    return entries;
}

/// Those whose index is `remainder` modulo `period`.
std::vector<fs::path> everyNth(const std::vector<fs::path>& all, std::size_t period, std::size_t remainder) {
    std::vector<fs::path> some;
    for (std::size_t i = remainder; i < all.size(); i += period)
        some.push_back(all[i]);
    return some;
}

std::vector<double> numbersOf(std::string_view text) {
    std::istringstream stream{std::string(text)};
    return {std::istream_iterator<double>(stream), {}};
}

std::vector<std::int64_t> shapeOf(std::string_view text) {
    std::string spaced(text);
    std::ranges::replace(spaced, 'x', ' ');
    std::istringstream stream(spaced);
    return {std::istream_iterator<std::int64_t>(stream), {}};
}

struct Pictures {
    std::vector<fs::path> calibration, judgement;
    fs::path labels;
};

Pictures picturesOf(const fs::path& images, Data data) {
    const auto in = [&](const char* folder) { return entriesOf(images / folder, isPictureFile); };
    switch (data) {
    case Data::ImageNet:
        return {in("imagenet_calib"), in("imagenet_eval"), images / "imagenet_eval" / "labels.csv"};
    case Data::Cifar:
        return {in("imagenet_calib"), in("cifar10"), images / "cifar10" / "labels.csv"};
    case Data::Mnist:
        return {everyNth(in("mnist"), kDigitsPerCalibration, 0), in("mnist"), images / "mnist" / "labels.csv"};
    default: {
        std::vector<fs::path> calibration = everyNth(in("imagenet_calib"), kPicturesPerScene, 0);
        const std::vector<fs::path> scenes = everyNth(in("scenes"), 2, 0);
        calibration.insert(calibration.end(), scenes.begin(), scenes.end());
        return {std::move(calibration), everyNth(in("scenes"), 2, 1), {}};
    }
    }
}

} // namespace

Result<Graph> readRow(const fs::path& zoo, const ModelRow& row) {
    BuildConfig config;
    setModelFiles(config, parseModelFiles((zoo / "models" / row.file).string()));
    JobContext context;
    return readModel(modelFilesOf(config), context);
}

fs::path ModelData::folderOf(const char* purpose, const std::string& input) const {
    return m_root / purpose / plainName(input);
}

Status ModelData::link(const std::vector<fs::path>& files, const char* purpose, const std::string& input) const {
    const fs::path folder = folderOf(purpose, input);
    LATHE_CHECK(makeFolder(folder));
    std::error_code failed;
    for (std::size_t i = 0; i < files.size() && !failed; ++i) {
        // Tensors have the same file name in every folder; pictures keep theirs, by which labels find them.
        const fs::path name =
            files[i].extension() == ".npy" ? fs::path(files[i].parent_path().filename().string() + ".npy") : files[i].filename();
        fs::create_symlink(files[i], folder / name, failed);
    }
    return failed ? Status(Error::input("links cannot be made: " + failed.message(), folder.string())) : Status{};
}

Status ModelData::linkTensors(const fs::path& samples, const Graph& model) const {
    const std::vector<fs::path> all = entriesOf(samples, [](const fs::path& entry) { return fs::is_directory(entry); });
    if (all.empty()) return Error::input("has no samples", samples.string());
    for (const ValueId id : model.inputs()) {
        if (model.isConstant(id)) continue;
        const std::string& input = model.value(id).name;
        std::vector<fs::path> files;
        for (const fs::path& sample : all)
            files.push_back(sample / (plainName(input) + ".npy"));
        LATHE_CHECK(link(everyNth(files, 2, 0), "calibration", input));
        LATHE_CHECK(link(everyNth(files, 2, 1), "judgement", input));
    }
    return {};
}

Result<ModelData> ModelData::create(const fs::path& zoo, const ModelRow& row, const Graph& model) {
    ModelData data;
    const fs::path stem = fs::path(row.file).stem();
    data.m_root = fs::temp_directory_path() / ("lathe-accuracy-" + std::to_string(getpid())) / stem;
    if (row.data == Data::Tensors) {
        LATHE_CHECK(data.linkTensors(zoo / "inputs" / stem, model));
        return data;
    }
    const Pictures pictures = picturesOf(zoo / "images", row.data);
    data.m_labels = pictures.labels;
    const std::string& input = model.value(model.inputs().front()).name;
    LATHE_CHECK(data.link(pictures.calibration, "calibration", input));
    LATHE_CHECK(data.link(pictures.judgement, "judgement", input));
    return data;
}

ModelData::~ModelData() {
    std::error_code ignored;
    if (!m_root.empty()) fs::remove_all(m_root, ignored);
}

Result<BuildConfig> configOf(const fs::path& zoo, const ModelRow& row, const Graph& model, const ModelData& data) {
    BuildConfig config;
    setModelFiles(config, parseModelFiles((zoo / "models" / row.file).string()));
    config.prefix = fs::path(row.file).stem().string();
    config.imageTransform = row.transform;
    config.evalLabelFile = data.labels().string();
    config.evalLabelOffset = row.labelOffset;
    for (const NodeId id : model.nodes())
        if (!row.removed.empty() && model.node(id).opType == row.removed)
            config.outputNodes.push_back(model.node(model.value(model.node(id).input(0)).producer).name);
    for (const ValueId id : model.inputs()) {
        if (model.isConstant(id)) continue;
        InputConfig input;
        input.name = model.value(id).name;
        if (!row.order.empty()) {
            input.typeTrain = input.typeRuntime = row.order;
            input.layoutTrain = "NCHW";
        }
        input.mean = numbersOf(row.mean);
        input.scale = numbersOf(row.scale);
        input.normType = input.mean.empty() ? (input.scale.empty() ? "no_preprocess" : "data_scale")
                                            : (input.scale.empty() ? "data_mean" : "data_mean_and_scale");
        if (config.inputs.empty() && !row.shape.empty()) input.shape = shapeOf(row.shape);
        if (row.data == Data::Tensors) {
            LATHE_TRY(const Tensor first, readNpy(zoo / "inputs" / fs::path(row.file).stem() / "000" / (plainName(input.name) + ".npy")));
            input.shape = first.dims();
        }
        input.calDataDir = data.calibration(input.name);
        input.evalDataDir = data.judgement(input.name);
        config.inputs.push_back(std::move(input));
    }
    return config;
}

} // namespace lathe::accuracy
