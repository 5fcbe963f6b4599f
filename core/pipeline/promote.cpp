#include "core/pipeline/promote.h"

#include "core/quantization/integer_rules.h"

#include <algorithm>

namespace lathe {
namespace {

Result<Comparison> compareOn(const BuildResult& build, const AnalysisSamples& samples, bool layers, bool channels, JobContext& context) {
    const ComparisonOptions options{layers, channels, samples.set.files, samples.labels};
    return compareProgram(*build.optimised, *build.program, samples.set.count, samples.set.source, options, context);
}

/// `config` with these nodes at another precision.
BuildConfig promoted(BuildConfig config, const std::vector<std::string>& nodes, const std::string& precision) {
    for (const std::string& node : nodes)
        config.quantConfig.nodeTypes[node] = precision;
    return config;
}

Result<BuildResult> buildProgram(const BuildConfig& config, StageCache& cache, JobContext& context) {
    PipelineOptions options;
    options.last = Stage::Simulate;
    JobContext quiet(context.stopToken(), context.threads()); // each set of nodes would tell its own fallbacks again
    return runBuild(config, cache, quiet, options);
}

/// How a configuration names the node that makes a unit's numbers: as the trained model does.
std::string configName(const BuildResult& build, const UnitSensitivity& unit) {
    const Graph& graph = build.quantized->graph;
    const NodeId node = graph.findNode(unit.name);
    if (!node.isValid()) return {};
    for (const std::string& origin : graph.node(node).origins)
        if (build.original->findNode(origin).isValid()) return origin;
    return {};
}

/// Seconds of the layer that holds a node, shared among its units; 0 for a node without one.
double latencyOf(const BuildResult& build, const std::string& node) {
    for (const LayerEvaluation& layer : build.evaluation->layers)
        if (std::ranges::find(layer.sourceNodes, node) != layer.sourceNodes.end()) return layer.latency;
    return 0;
}

/// What each unit adds to the outputs' noise, by the name of the configuration; borders have none.
std::map<std::string, double> noiseOf(const BuildResult& build, const Sensitivity& sensitivity) {
    std::map<std::string, double> noise;
    for (const UnitSensitivity& unit : sensitivity.units) {
        const std::string name = unit.op.empty() ? std::string() : configName(build, unit);
        if (!name.empty()) noise[name] += unit.effect(RoundedPart::Node).noiseRatio;
    }
    return noise;
}

std::vector<std::string> namesOf(const std::map<std::string, double>& noise) {
    std::vector<std::string> names;
    for (const auto& [name, amount] : noise)
        names.push_back(name);
    return names;
}

} // namespace

Result<Sensitivity> analyseSensitivity(const BuildResult& build, const AnalysisSamples& samples, const SensitivityOptions& options,
                                       JobContext& context) {
    LATHE_TRY(Sensitivity sensitivity, measureSensitivity(*build.quantized, samples.set.count, samples.set.source, options, context));
    LATHE_TRY(Comparison comparison, compareOn(build, samples, true, options.channels, context));
    addComparison(sensitivity, std::move(comparison));
    return sensitivity;
}

Result<Promotion> promoteNodes(const BuildConfig& config, const std::string& precision, const AnalysisSamples& samples,
                               const PromotionOptions& options, StageCache& cache, JobContext& context) {
    const SensitivityOptions nodesAlone{.parts = false, .channels = false};
    const auto measure = [&](const BuildResult& build) {
        return measureSensitivity(*build.quantized, samples.set.count, samples.set.source, nodesAlone, context);
    };
    LATHE_TRY(const BuildResult plain, buildProgram(config, cache, context));
    context.enterPart(0, 0.3);
    LATHE_TRY(const Sensitivity before, measure(plain));
    const auto noise = noiseOf(plain, before);
    LATHE_TRY(const BuildResult all, buildProgram(promoted(config, namesOf(noise), precision), cache, context));
    context.enterPart(0.3, 0.5);
    LATHE_TRY(const Sensitivity after, measure(all));
    const auto left = noiseOf(all, after);
    std::vector<PromotionCandidate> candidates;
    double whole = 0;
    for (const auto& [name, amount] : noise) {
        const auto found = left.find(name);
        candidates.push_back({name, amount - (found == left.end() ? 0 : found->second), latencyOf(all, name) - latencyOf(plain, name)});
        whole += amount;
    }
    context.enterPart(0.5, 1);
    const auto run = [&](const std::vector<std::string>& nodes) -> Result<PromotionPoint> {
        LATHE_TRY(const BuildResult build, buildProgram(promoted(config, nodes, precision), cache, context));
        LATHE_TRY(Comparison accuracy, compareOn(build, samples, false, false, context));
        return PromotionPoint{nodes, build.evaluation->latency, std::move(accuracy)};
    };
    LATHE_TRY(Promotion promotion, measurePromotion(std::move(candidates), whole, run, options, context));
    promotion.model = plain.program->name;
    promotion.target = plain.program->target;
    promotion.precision = precision;
    return promotion;
}

} // namespace lathe
