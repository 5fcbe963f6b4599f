#include "app/cli/model_arguments.h"
#include "app/cli/session.h"
#include "core/base/files.h"
#include "core/config/model_files.h"
#include "core/pipeline/pipeline.h"
#include "core/targets/target.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>

namespace lathe::cli {
namespace {

struct Options : ModelArguments {
    std::string file, march = "nash-e", output;
    bool rules = false;
};

/// Reads and validates; also against the model and the first samples, as a build does.
Result<BuildConfig> checkedConfig(const std::string& file, JobContext& context) {
    LATHE_TRY(const auto names, targetNames());
    LATHE_TRY(const std::string text, readTextFile(file));
    LATHE_TRY(BuildConfig config, parseConfig(text, file, names, context));
    LATHE_TRY(const Graph model, readModel(modelFilesOf(config), context, modelReadOptionsOf(config)));
    LATHE_CHECK(validateAgainstModel(config, model, text, file, context));
    LATHE_CHECK(checkSamples(config, model, context));
    return config;
}

Status listRules(Session& session) {
    auto list = nlohmann::ordered_json::array();
    for (const RuleRow& rule : ruleTable()) {
        list.push_back({{"id", rule.id}, {"sentence", rule.sentence}});
        session.print(std::string(rule.id) + "  " + std::string(rule.sentence));
    }
    for (const SampleRuleRow& rule : sampleRuleTable()) {
        list.push_back({{"id", rule.code}, {"sentence", rule.sentence}});
        session.print(std::string(rule.code) + "  " + std::string(rule.sentence));
    }
    session.printJson(nlohmann::ordered_json{{"schema", "lathe.config_rules/1"}, {"rules", list}}.dump(2) + "\n");
    return {};
}

Status check(const Options& options, Session& session, JobContext& context) {
    if (options.rules) return listRules(session);
    if (options.file.empty()) return Error::usage("a configuration file is needed");
    LATHE_TRY(const BuildConfig config, checkedConfig(options.file, context));
    const nlohmann::ordered_json root{{"schema", "lathe.config_check/1"},
                                      {"file", options.file},
                                      {"march", config.march},
                                      {"diagnostics", toJsonArray(context.diagnostics())}};
    session.print(options.file + ": no errors");
    session.printJson(root.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
    return {};
}

Status emitText(const std::string& text, const std::string& output) {
    if (!output.empty()) return writeFileAtomically(output, text);
    std::fwrite(text.data(), 1, text.size(), stdout);
    return {};
}

/// The text itself, or {"schema", "yaml"} where JSON was asked for.
Status emitYaml(const std::string& yaml, const std::string& output, Session& session) {
    if (!session.json || !output.empty()) return emitText(yaml, output);
    session.printJson(nlohmann::ordered_json{{"schema", "lathe.config_text/1"}, {"yaml", yaml}}.dump(2) + "\n");
    return {};
}

Status show(const Options& options, Session& session, JobContext& context) {
    LATHE_TRY(const BuildConfig config, checkedConfig(options.file, context));
    return emitYaml(toYaml(config), options.output, session);
}

Status writeTemplate(const Options& options, Session& session, JobContext& context) {
    if (std::error_code failed; !options.output.empty() && std::filesystem::exists(options.output, failed))
        return Error::usage("'" + options.output + "' exists and may hold your work", "give another name, or remove it first");
    LATHE_TRY(const Target target, findTarget(options.march));
    if (options.model.empty()) return emitYaml(configTemplate(target.name), options.output, session);
    LATHE_TRY(const Graph model, readModel(options.files(), context));
    const ModelFiles files = absoluteFiles(options.files());
    const std::string file = files.model.string() + (files.weights.empty() ? "" : "," + files.weights.string());
    return emitYaml(configTemplate(target.name, &model, file), options.output, session);
}

} // namespace

std::vector<Command> makeConfig(CLI::App& parent) {
    auto options = std::make_shared<Options>();
    CLI::App* app = parent.add_subcommand("config", "Check, normalise and start build configurations");
    app->require_subcommand(1);
    CLI::App* checking = app->add_subcommand("check", "All problems of a configuration at once, with line and column");
    checking->add_option("FILE", options->file, "Build configuration (YAML)");
    checking->add_flag("--rules", options->rules, "List the rules instead");
    CLI::App* showing = app->add_subcommand("show", "The normalised configuration: every key with its value");
    showing->add_option("FILE", options->file, "Build configuration (YAML)")->required();
    showing->add_option("-o,--output", options->output, "File to write instead of stdout");
    CLI::App* starting = app->add_subcommand("template", "A commented configuration to start from");
    starting->add_option("--march", options->march, "Device")->capture_default_str();
    starting->add_option("--model", options->model, "Fill in the inputs of this model");
    addWeightsOption(*starting, *options);
    starting->add_option("-o,--output", options->output, "File to write instead of stdout");
    app->footer("Example: lathe config template --march nash-e --model model.onnx -o build.yaml");
    return {{checking, [options](Session& session, JobContext& context) { return check(*options, session, context); }},
            {showing, [options](Session& session, JobContext& context) { return show(*options, session, context); }},
            {starting, [options](Session& session, JobContext& context) { return writeTemplate(*options, session, context); }}};
}

} // namespace lathe::cli
