#include "core/pipeline/pipeline.h"
#include "core/simulator/functional/functional.h"
#include "tests/bench/bench_inputs.h"
#include "tests/bench/timing.h"

namespace lathe::bench {

Result<double> integerLatency(const BenchmarkInput& input) {
    JobContext context;
    BuildConfig config;
    config.onnxModel = input.model.string();
    config.march = "nash-e";
    config.calibrationType = "skip"; // a model that is quantized already brings its scales
    StageCache cache;
    PipelineOptions pipeline;
    pipeline.last = Stage::Compile;
    LATHE_TRY(const BuildResult build, runBuild(config, cache, context, pipeline));
    LATHE_TRY(const auto inputs, benchInputs(*build.original, input));
    LATHE_TRY(const FunctionalSimulator simulator, FunctionalSimulator::create(*build.program, context, {IntegerPath::Auto, false}));
    return medianMilliseconds([&]() -> Status {
        LATHE_TRY(const auto outputs, simulator.run(inputs, context));
        return {};
    });
}

} // namespace lathe::bench
