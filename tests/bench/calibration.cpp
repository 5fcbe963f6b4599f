#include "core/calibration/calibration.h"
#include "core/formats/onnx_file.h"
#include "core/ops/inference.h"
#include "core/passes/pass.h"
#include "core/pipeline/pipeline.h"
#include "tests/bench/benchmark.h"

#include <chrono>

namespace lathe::bench {
namespace {

constexpr std::int64_t kSamples = 64;

/// Pictures decoded, resized and scaled to about [-1, 1]: what is left to do is calibration.
Result<std::vector<std::vector<Tensor>>> decodedPictures(const Graph& graph, const std::filesystem::path& zoo) {
    const Value& input = graph.value(graph.inputs().front());
    const auto dims = input.shape ? input.shape->known() : std::nullopt;
    if (!dims) return Error::input("input '" + input.name + "' has no static shape");
    InputSpec spec;
    spec.name = input.name;
    spec.shape = *dims;
    spec.imageOrder = "rgb";
    LATHE_TRY(const SampleSet pictures, openSamples({spec}, {(zoo / "images" / "imagenet_calib").string()}));
    std::vector<std::vector<Tensor>> samples;
    for (std::int64_t i = 0; i < kSamples; ++i) {
        LATHE_TRY(std::vector<Tensor> inputs, pictures.source(i % pictures.count));
        for (float& x : inputs.front().mutableData<float>())
            x = (x - 128.0F) / 128.0F;
        samples.push_back(std::move(inputs));
    }
    return samples;
}

} // namespace

Result<double> calibration64(const BenchmarkInput& input) {
    using Clock = std::chrono::steady_clock;
    JobContext context;
    LATHE_TRY(Graph graph, readOnnx(input.model, context));
    InferenceOptions fixed;
    fixed.unknownDim = 1;
    LATHE_CHECK(inferShapes(graph, context, fixed));
    LATHE_CHECK(optimize(graph, context));
    LATHE_TRY(const auto samples, decodedPictures(graph, input.zoo));
    const auto source = [&](std::int64_t index) -> Result<std::vector<Tensor>> { return samples[static_cast<std::size_t>(index)]; };
    const auto begin = Clock::now();
    LATHE_TRY(CalibrationTable table, collectStatistics(graph, kSamples, source, context));
    chooseThresholds(table, {ThresholdMethod::Kl});
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

} // namespace lathe::bench
