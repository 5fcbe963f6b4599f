#include "app/workbench/real_backend.h"

#include "core/ops/inference.h"

namespace lathe {
namespace {

std::vector<std::string> targetNames() {
    std::vector<std::string> names;
    if (const auto targets = allTargets())
        for (const Target& target : *targets) {
            names.push_back(target.name);
            names.insert(names.end(), target.aliases.begin(), target.aliases.end());
        }
    return names;
}

Result<Graph> readWithShapes(const ModelFiles& files, const ModelReadOptions& options, JobContext& context) {
    LATHE_TRY(Graph graph, readModel(files, context, options));
    // A model whose shapes cannot be inferred is still worth looking at.
    if (const Status inferred = inferShapes(graph, context); !inferred) {
        if (inferred.error().kind == ErrorKind::Stopped) return inferred.error();
        context.warn("SHAPE", inferred.error().message, inferred.error().node, inferred.error().remedy);
    }
    return graph;
}

} // namespace

Backend makeRealBackend(const std::filesystem::path& cacheFolder) {
    Backend backend;
    const std::vector<std::string> names = targetNames();
    const auto cache = std::make_shared<StageCache>(cacheFolder);
    backend.readModel = readWithShapes;
    backend.parseConfig = [names](std::string_view yaml, const std::filesystem::path& file, JobContext& context) {
        return parseConfig(yaml, file, names, context);
    };
    backend.validate = validateAgainstModel;
    backend.keyHelp = [](std::string_view key) {
        for (const ParameterRow& row : parameterTable())
            if (row.key == key) return std::string(row.summary) + (row.range.empty() ? "" : "\n" + std::string(row.range));
        return std::string();
    };
    backend.toYaml = [](const BuildConfig& config) { return toYaml(config); };
    backend.editYaml = editYaml;
    backend.withAbsolutePaths = withAbsolutePaths;
    backend.build = [cache](const BuildConfig& config, JobContext& context, const PipelineOptions& options) {
        return runBuild(config, *cache, context, options);
    };
    backend.writeArtefacts = writeArtefacts;
    backend.estimateLatency = estimateLatency;
    backend.targets = allTargets;
    backend.support = supportOf;
    return backend;
}

} // namespace lathe
