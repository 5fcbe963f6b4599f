#include "core/base/file_target.h"
#include "core/base/files.h"
#include "core/config/model_files.h"
#include "core/formats/onnx_file.h"
#include "core/formats/program_file.h"
#include "core/pipeline/layer_dump.h"
#include "core/pipeline/pipeline.h"
#include "core/pipeline/quantise_stage.h"
#include "core/pipeline/stages.h"
#include "core/quantization/quantize.h"
#include "core/report/io_sheet.h"
#include "core/report/report.h"
#include "core/targets/program_target.h"

#include <cstdio>

namespace lathe {
namespace fs = std::filesystem;
namespace {

std::string logText(const BuildResult& result) {
    std::string text = "lathe build of " + modelFilesOf(result.config).model.string() + " for " + result.config.march + "\n";
    for (const StageOutcome& stage : result.stages) {
        char line[96];
        std::snprintf(line, sizeof line, "%-10s %9.3f s%s\n", std::string(toName(stage.stage)).c_str(), stage.seconds,
                      stage.fromCache ? "  from the cache" : "");
        text += line;
    }
    if (result.passes)
        for (const PassReport& pass : *result.passes)
            if (pass.changes > 0) text += "pass " + pass.name + ": " + std::to_string(pass.changes) + " changes\n";
    for (const Diagnostic& diagnostic : result.diagnostics)
        text += toText(diagnostic) + "\n";
    return text;
}

/// What the calibration ran on; what it would run on where a table was given without samples.
Result<SampleSet> samplesOf(const BuildResult& result, JobContext& context) {
    const bool hasSamples = !calibrationRequest(result.config, *result.original).paths.empty();
    if (result.config.calibrationType == "skip" || !hasSamples) return randomSamples(result.config, *result.original, *result.optimised);
    JobContext silent(context.stopToken(), context.threads()); // calibration has named the samples that were left out
    return calibrationSamples(result.config, *result.original, silent);
}

/// debug_mode: the calibration data as the network got them; layer_out_dump: the results of every layer for the first of them.
Status writeDumps(const BuildResult& result, JobContext& context) {
    const BuildConfig& config = result.config;
    const bool dumpsData = config.debugMode == "dump_calibration_data", dumpsLayers = config.layerOutDump && result.program;
    if (!result.original || !result.optimised || (!dumpsData && !dumpsLayers)) return {};
    LATHE_TRY(const SampleSet samples, samplesOf(result, context));
    if (dumpsData) LATHE_CHECK(dumpSamples(samples, fs::path(config.workingDir) / "calibration_data", context));
    if (!dumpsLayers || samples.count == 0) return {};
    LATHE_TRY(const std::vector<Tensor> inputs, samples.source(0));
    return dumpLayers(*result.program, inputs, fs::path(config.workingDir) / "layers", context);
}

/// The program, the sheet of its inputs and outputs, and the reports.
template <class Named>
Status writeProgramFiles(const BuildResult& result, const Named& named) {
    const Program& program = *result.program;
    LATHE_CHECK(writeProgram(program, named(".lathe")));
    LATHE_TRY(const Target target, targetOf(program));
    LATHE_CHECK(writeFileAtomically(named("_io.json"), ioSheetJson(program, target)));
    LATHE_CHECK(writeFileAtomically(named("_io.h"), ioSheetHeader(program, target)));
    if (!result.evaluation) return {};
    LATHE_CHECK(writeFileAtomically(named(".json"), toJson(*result.evaluation)));
    return writeFileAtomically(named(".html"), toHtml(*result.evaluation, result.comparison.get(), target));
}

} // namespace

Status writeArtefacts(const BuildResult& result, JobContext& context) {
    const fs::path folder = result.config.workingDir;
    LATHE_CHECK(makeFolder(folder));
    removeAllStaleParts(folder, result.config.prefix);
    const auto named = [&](const char* suffix) { return folder / (result.config.prefix + suffix); };
    const auto step = [&](double fraction) {
        context.enterPart(fraction, std::min(1.0, fraction + 0.2));
        context.setProgress(0, "writing");
        return context.checkStop();
    };
    LATHE_CHECK(step(0));
    if (result.original) LATHE_CHECK(writeOnnx(*result.original, named("_original_float_model.onnx"), context));
    LATHE_CHECK(step(0.2));
    if (result.optimised) LATHE_CHECK(writeOnnx(*result.optimised, named("_optimized_float_model.onnx"), context));
    LATHE_CHECK(step(0.4));
    if (result.optimised && result.calibration)
        LATHE_CHECK(writeOnnx(toCalibratedGraph(*result.optimised, *result.calibration), named("_calibrated_model.onnx"), context));
    if (result.search) {
        const std::optional<PrecisionProposal>& proposal = result.search->proposal;
        LATHE_CHECK(writeFileAtomically(named("_calibration_search.json"), toJson(result.search->search, proposal ? &*proposal : nullptr)));
    }
    LATHE_CHECK(step(0.6));
    if (result.quantized) LATHE_CHECK(writeOnnx(toQdqGraph(*result.quantized), named("_quantized_model.onnx"), context));
    LATHE_CHECK(step(0.8));
    if (result.program) LATHE_CHECK(writeProgramFiles(result, named));
    LATHE_CHECK(writeDumps(result, context));
    if (result.comparison) LATHE_CHECK(writeFileAtomically(named("_accuracy.json"), toJson(*result.comparison)));
    LATHE_CHECK(writeFileAtomically(named("_build.yaml"), toYaml(result.config)));
    LATHE_CHECK(writeFileAtomically(named(".log"), logText(result)));
    return step(1);
}

} // namespace lathe
