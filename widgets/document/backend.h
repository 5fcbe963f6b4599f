#pragma once

#include "core/formats/model_file.h"
#include "core/pipeline/pipeline.h"
#include "core/targets/target.h"

#include <filesystem>
#include <functional>

namespace lathe {

/// What the document asks of the core, as functions: the composition root fills it with the real ones, tests with their own.
struct Backend {
    /// Reads a model, in whatever format, and infers its shapes. Runs on a worker.
    std::function<Result<Graph>(const ModelFiles& files, const ModelReadOptions& options, JobContext& context)> readModel;
    /// Parses the text of a configuration; all problems in the Error's details. Fast enough for every key stroke.
    std::function<Result<BuildConfig>(std::string_view yaml, const std::filesystem::path& file, JobContext& context)> parseConfig;
    /// The rules that need the model; fills what the model decides.
    std::function<Status(BuildConfig& config, const Graph& model, std::string_view yaml, const std::filesystem::path& file,
                         JobContext& context)>
        validate;
    std::function<std::string(const BuildConfig& config)> toYaml;
    /// `yaml`, which says `before`, so changed that it says `after`, comments and spelling kept; without it toYaml(after).
    std::function<std::string(std::string_view yaml, const BuildConfig& before, const BuildConfig& after)> editYaml;
    /// `yaml`, which says `config`, with absolute paths, for a copy in another folder; without it the copy is as it is.
    std::function<std::string(std::string_view yaml, const BuildConfig& config)> withAbsolutePaths;
    /// What a key of the configuration means and may be; empty for unknown keys.
    std::function<std::string(std::string_view key)> keyHelp;
    std::function<Result<std::vector<Target>>()> targets;
    /// Seconds, without a compile.
    std::function<double(const Graph& graph, const Target& target)> estimateLatency;
    std::function<Support(const Target& target, const Graph& graph, NodeId node)> support;
    /// The whole build, on a worker. The stage cache lives in the closure.
    std::function<Result<BuildResult>(const BuildConfig& config, JobContext& context, const PipelineOptions& options)> build;
    /// Writes all that `lathe build` writes into the working_dir of the result's configuration. Runs on a worker.
    std::function<Status(const BuildResult& result, JobContext& context)> writeArtefacts;
};

} // namespace lathe
