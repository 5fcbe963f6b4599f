#include "app/cli/model_arguments.h"
#include "app/cli/session.h"
#include "core/formats/onnx_file.h"
#include "core/passes/pipelines.h"
#include "core/pipeline/verify_rewrite.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace lathe::cli {
namespace {

struct Options : ModelArguments {
    std::string output;
    std::vector<std::string> passes, skipped;
    bool list = false, skipCheck = false;
};

Status listPasses(Session& session) {
    nlohmann::ordered_json root{{"schema", "lathe.passes/1"}, {"passes", nlohmann::ordered_json::array()}};
    LATHE_TRY(const auto usual, passesOf("default"));
    for (const PassRow& pass : passTable()) {
        const bool isDefault = std::ranges::find(usual, &pass) != usual.end();
        root["passes"].push_back({{"name", pass.name}, {"summary", pass.summary}, {"must_not", pass.mustNot}, {"default", isDefault}});
        session.print(std::string(pass.name) + (isDefault ? "" : "  (not in the default pipeline)") + "\n    " + std::string(pass.summary) +
                      "\n    not when: " + std::string(pass.mustNot));
    }
    session.printJson(root.dump(2) + "\n");
    return {};
}

nlohmann::ordered_json reportOf(const std::vector<PassReport>& reports) {
    auto passes = nlohmann::ordered_json::array();
    for (const PassReport& pass : reports)
        passes.push_back({{"name", pass.name}, {"changes", pass.changes}, {"ms", pass.milliseconds}});
    return passes;
}

Status optimizeModel(const Options& options, Session& session, JobContext& context) {
    if (options.list) return listPasses(session);
    if (options.model.empty() || options.output.empty())
        return Error::usage("MODEL and -o are needed", "lathe optimize MODEL -o OUT.onnx, or --list");
    LATHE_TRY(Graph original, readModel(options.files(), context));
    LATHE_CHECK(setShapes(original, options.shapes, context));
    Graph graph = original;
    LATHE_TRY(const auto reports, optimize(graph, context, {.only = options.passes, .skip = options.skipped}));
    RewriteCheck check;
    if (!options.skipCheck) {
        LATHE_TRY(check, checkRewrite(original, graph, context));
    }
    LATHE_CHECK(context.checkStop());
    LATHE_CHECK(checkOverwrites(original, options.files().model, options.output, WeightStorage::Automatic));
    LATHE_CHECK(writeOnnx(graph, options.output));
    nlohmann::ordered_json root{{"schema", "lathe.optimization/1"},     {"model", options.model},           {"output", options.output},
                                {"nodes_before", original.nodeCount()}, {"nodes_after", graph.nodeCount()}, {"passes", reportOf(reports)}};
    root["max_abs_diff"] = options.skipCheck ? nlohmann::ordered_json() : nlohmann::ordered_json(check.maxAbsDiff);
    for (const PassReport& pass : reports)
        if (pass.changes > 0)
            session.print(pass.name + ": " + std::to_string(pass.changes) + " changes, " + timeText(pass.milliseconds / 1e3));
    session.print(std::to_string(original.nodeCount()) + " nodes before, " + std::to_string(graph.nodeCount()) + " after");
    if (!options.skipCheck)
        session.print("checked on seeded inputs: largest difference " + root["max_abs_diff"].dump() + " (" + check.summary + ")");
    session.printJson(root.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
    if (check.isGood) return {};
    return Error{ErrorKind::Failed,
                 "the optimised model differs from the original: " + check.summary,
                 {},
                 {options.output, 0, 0},
                 "find the pass with --skip-pass and report it",
                 {}};
}

} // namespace

std::vector<Command> makeOptimize(CLI::App& parent) {
    auto options = std::make_shared<Options>();
    CLI::App* app = parent.add_subcommand("optimize", "Simplify a model; a report says what each pass changed");
    app->add_option("MODEL", options->model, kModelHelp);
    addWeightsOption(*app, *options);
    addShapeOption(*app, *options);
    app->add_option("-o,--output", options->output, "ONNX file to write");
    app->add_option("--pass", options->passes, "Run only these passes, in this order")->take_all();
    app->add_option("--skip-pass", options->skipped, "Leave these out")->take_all();
    app->add_flag("--skip-check", options->skipCheck, "Do not run both models to compare them");
    app->add_flag("--list", options->list, "List the passes");
    app->footer("Example: lathe optimize model.onnx -o simple.onnx");
    return {{app, [options](Session& session, JobContext& context) { return optimizeModel(*options, session, context); }}};
}

} // namespace lathe::cli
