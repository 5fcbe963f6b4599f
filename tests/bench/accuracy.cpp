#include "core/config/build_config.h"
#include "core/pipeline/promote.h"
#include "tests/bench/benchmark.h"

#include <chrono>

namespace lathe::bench {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

/// A classifier that takes RGB scaled to [-1, 1], calibrated and compared on the 64 pictures of imagenet_calib.
Result<BuildConfig> classifierConfig(const BenchmarkInput& input, JobContext& context) {
    const std::string text = "model_parameters:\n  onnx_model: " + input.model.string() +
                             "\n  march: nash-e\ninput_parameters:\n  input_type_train: rgb\n  input_type_rt: rgb\n"
                             "  input_layout_train: NCHW\n  norm_type: data_mean_and_scale\n  mean_value: '128 128 128'\n"
                             "  scale_value: '0.0078125'\ncalibration_parameters:\n  cal_data_dir: " +
                             (input.zoo / "images" / "imagenet_calib").string() +
                             "\n  calibration_type: kl\n  image_transform: short_side:256\ncompiler_parameters:\n  optimize_level: O1\n";
    return parseConfig(text, "bench.yaml", std::array<std::string, 1>{"nash-e"}, context);
}

/// The name of the convolution in the middle of the network.
std::string middleNode(const QuantizedGraph& network) {
    std::vector<std::string> names;
    for (const NodeId id : network.graph.topologicalOrder())
        if (network.graph.node(id).opType == "Conv" && network.isQuantized(id)) names.push_back(network.graph.node(id).name);
    return names.empty() ? std::string() : names[names.size() / 2];
}

} // namespace

Result<double> sensitivity16(const BenchmarkInput& input) {
    constexpr std::int64_t kSamples = 16;
    JobContext context;
    LATHE_TRY(const BuildConfig config, classifierConfig(input, context));
    StageCache cache;
    PipelineOptions pipeline;
    pipeline.last = Stage::Simulate;
    LATHE_TRY(const BuildResult build, runBuild(config, cache, context, pipeline));
    AnalysisSamples samples;
    LATHE_TRY(samples.set, openSamples(build.program->inputs, {(input.zoo / "images" / "imagenet_calib").string()}));
    samples.set.count = kSamples;
    const auto begin = Clock::now();
    LATHE_TRY(const Sensitivity result, analyseSensitivity(build, samples, {}, context));
    if (result.units.empty()) return Error::internal("no node was measured");
    return since(begin);
}

Result<double> precisionChange64(const BenchmarkInput& input) {
    JobContext context;
    LATHE_TRY(BuildConfig config, classifierConfig(input, context));
    StageCache cache;
    LATHE_TRY(const BuildResult before, runBuild(config, cache, context));
    config.quantConfig.nodeTypes[middleNode(*before.quantized)] = "int16";
    const auto begin = Clock::now();
    LATHE_TRY(const BuildResult after, runBuild(config, cache, context));
    if (!after.comparison || after.stages.back().fromCache) return Error::internal("nothing was compared anew");
    return since(begin);
}

} // namespace lathe::bench
