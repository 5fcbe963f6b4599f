#include "core/pipeline/pipeline.h"

#include <algorithm>

namespace lathe {
namespace {

SampleRequest requestOf(const BuildConfig& config, const Graph& original, std::string InputConfig::*folder) {
    SampleRequest request;
    request.paths = sampleFoldersOf(config, original, folder);
    for (const ValueId id : original.inputs()) {
        const auto found = std::ranges::find(config.inputs, original.value(id).name, &InputConfig::name);
        request.columns.push_back(static_cast<std::size_t>(found - config.inputs.begin()));
    }
    request.seed = static_cast<std::uint64_t>(config.sampleSeed);
    request.skipBad = config.skipBadSamples;
    request.reading.rawType = rawTypeOf(config.rawType);
    return request;
}

} // namespace

SampleRequest calibrationRequest(const BuildConfig& config, const Graph& original) {
    SampleRequest request = requestOf(config, original, &InputConfig::calDataDir);
    request.count = config.calDataCount;
    return request;
}

SampleRequest evaluationRequest(const BuildConfig& config, const Graph& original) {
    SampleRequest request = requestOf(config, original, &InputConfig::evalDataDir);
    request.count = config.evalDataCount;
    return request;
}

Status checkSamples(const BuildConfig& config, const Graph& original, JobContext& context) {
    const std::vector<InputSpec> inputs = inputSpecsOf(config, original);
    for (const bool isEvaluation : {false, true}) {
        const SampleRequest request = isEvaluation ? evaluationRequest(config, original) : calibrationRequest(config, original);
        if (request.paths.empty()) continue;
        LATHE_TRY(const SampleSet samples, openSamples(inputs, request));
        if (isEvaluation && !config.evalLabelFile.empty())
            LATHE_CHECK(readLabels(config.evalLabelFile, config.evalLabelOffset, samples.files));
        if (request.skipBad) continue; // that is asked about all of them, when the work begins
        if (auto first = samples.source(0); !first) return withAllBad(std::move(first).error(), samples, context);
    }
    return {};
}

} // namespace lathe
