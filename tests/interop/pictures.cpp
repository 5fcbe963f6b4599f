#include "tests/interop/pictures.h"

#include "core/base/files.h"
#include "core/config/build_config.h"
#include "core/formats/npy_file.h"
#include "core/formats/onnx_file.h"
#include "core/pipeline/pipeline.h"
#include "core/quantization/quantize.h"
#include "core/simulator/functional/functional.h"
#include "tests/interop/cosine.h"
#include "tests/support/zoo.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace lathe::interop {
namespace fs = std::filesystem;
namespace {

constexpr double kLeastCosine = 0.999, kLeastSameClass = 0.98;

struct Classifier {
    const char* model;
    const char* order;
    const char* mean;
    const char* scale;
};
constexpr Classifier kClassifiers[] = {
    {"mobilenet_v2_1.0_224", "rgb", "128 128 128", "0.0078125"},
    {"squeezenet_v1.0_dc", "bgr", "104 117 123", "1"},
};

std::string yamlOf(const Classifier& one, const fs::path& zoo) {
    return "model_parameters:\n  onnx_model: " + (zoo / "models" / "onnx" / (std::string(one.model) + ".onnx")).string() +
           "\n  march: nash-e\ninput_parameters:\n  input_type_train: " + one.order + "\n  input_type_rt: " + one.order +
           "\n  input_layout_train: NCHW\n  norm_type: data_mean_and_scale\n  mean_value: '" + one.mean + "'\n  scale_value: '" +
           one.scale + "'\ncalibration_parameters:\n  cal_data_dir: " + (zoo / "images" / "imagenet_calib").string() +
           "\n  calibration_type: kl\n  image_transform: short_side:256\ncompiler_parameters:\n  optimize_level: O1\n";
}

struct Converted {
    BuildResult build;
    std::vector<SampleSet> sets; ///< the pictures of each folder

    std::int64_t count() const {
        std::int64_t sum = 0;
        for (const SampleSet& set : sets)
            sum += set.count;
        return sum;
    }

    /// Picture `index` of all sets one after the other, as the network takes it.
    Result<Tensor> picture(std::int64_t index) const {
        for (const SampleSet& set : sets) {
            if (index >= set.count) {
                index -= set.count;
                continue;
            }
            LATHE_TRY(std::vector<Tensor> inputs, set.source(index));
            return std::move(inputs.front());
        }
        return Error::internal("there is no such picture");
    }
};

Result<Converted> convert(const Classifier& one, const fs::path& zoo) {
    JobContext context;
    const std::array<std::string, 1> targets{"nash-e"};
    LATHE_TRY(const BuildConfig config, parseConfig(yamlOf(one, zoo), "pictures.yaml", targets, context));
    StageCache cache;
    PipelineOptions options;
    options.last = Stage::Compile;
    Converted converted;
    LATHE_TRY(converted.build, runBuild(config, cache, context, options));
    for (const char* folder : {"imagenet_eval", "imagenet_calib"}) {
        const std::vector<std::string> folders{(zoo / "images" / folder).string()};
        LATHE_TRY(SampleSet set, openSamples(inputSpecsOf(converted.build.config, *converted.build.original), folders));
        converted.sets.push_back(std::move(set));
    }
    return converted;
}

fs::path folderOf(const fs::path& root, const Classifier& one) {
    return root / (std::string("pictures_") + one.model);
}

Status write(const Classifier& one, const fs::path& zoo, const fs::path& folder) {
    LATHE_TRY(const Converted converted, convert(one, zoo));
    LATHE_CHECK(makeFolder(folder / "samples"));
    LATHE_CHECK(writeOnnx(toQdqGraph(*converted.build.quantized), folder / "model.onnx"));
    for (std::int64_t i = 0; i < converted.count(); ++i) {
        LATHE_TRY(const Tensor picture, converted.picture(i));
        LATHE_CHECK(writeNpy(picture, folder / "samples" / (std::to_string(i) + ".npy")));
    }
    return {};
}

std::ptrdiff_t largest(const Tensor& scores) {
    const auto values = scores.data<float>();
    return std::ranges::max_element(values) - values.begin();
}

/// How the outputs of both compare over some pictures.
struct Likeness {
    std::int64_t count = 0, same = 0;
    double sum = 0, worst = 1; ///< of the cosines

    void print(const char* name) const {
        std::printf("%-28s %lld of %lld pictures have the same largest class, output cosine %.7f in the mean, %.7f at least\n", name,
                    static_cast<long long>(same), static_cast<long long>(count), sum / double(count), worst);
    }
};

Result<Likeness> compare(const Classifier& one, const fs::path& zoo, const fs::path& folder) {
    LATHE_TRY(const Converted converted, convert(one, zoo));
    JobContext context;
    LATHE_TRY(const FunctionalSimulator simulator, FunctionalSimulator::create(*converted.build.program, context));
    Likeness all;
    for (; all.count < converted.count(); ++all.count) {
        LATHE_TRY(const Tensor picture, converted.picture(all.count));
        LATHE_TRY(const std::vector<Tensor> ours, simulator.run(std::span(&picture, 1), context));
        LATHE_TRY(const Tensor theirs, readNpy(folder / "results" / (std::to_string(all.count) + ".npy")));
        if (ours.front().elementCount() != theirs.elementCount())
            return Error{ErrorKind::Failed, "the outputs differ in size", one.model, {}, {}, {}};
        const double likeness = cosine(ours.front(), theirs);
        all.same += largest(ours.front()) == largest(theirs) ? 1 : 0;
        all.worst = std::min(all.worst, likeness);
        all.sum += likeness;
    }
    all.print(one.model);
    return all;
}

} // namespace

Status writePictures(const fs::path& folder) {
    const auto zoo = test::zooFolder();
    for (const Classifier& one : kClassifiers)
        if (zoo) LATHE_CHECK(write(one, *zoo, folderOf(folder, one)));
    return {};
}

Result<bool> comparePictures(const fs::path& folder) {
    const auto zoo = test::zooFolder();
    if (!zoo) return true;
    std::int64_t count = 0, same = 0;
    bool isGood = true;
    for (const Classifier& one : kClassifiers) {
        LATHE_TRY(const Likeness likeness, compare(one, *zoo, folderOf(folder, one)));
        count += likeness.count;
        same += likeness.same;
        isGood = isGood && likeness.sum >= kLeastCosine * double(likeness.count);
    }
    isGood = isGood && double(same) >= kLeastSameClass * double(count);
    if (!isGood) std::printf("FAILED: the mean cosine must be %g, the share of same classes %g\n", kLeastCosine, kLeastSameClass);
    return isGood;
}

} // namespace lathe::interop
