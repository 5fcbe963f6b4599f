#include "app/cli/model_arguments.h"
#include "app/cli/session.h"
#include "core/base/files.h"
#include "core/formats/onnx_file.h"
#include "core/graph/text_format.h"
#include "core/passes/history.h"
#include "core/passes/kneron_options.h"
#include "core/passes/pipelines.h"
#include "core/pipeline/verify_rewrite.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <map>
#include <memory>

namespace lathe::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options : ModelArguments {
    std::string output, pipeline = "default", steps;
    std::vector<std::string> passes, also, skipped;
    std::map<std::string, std::int64_t> kneron; ///< options of kneronnxopt.optimize by their names
    bool list = false, skipCheck = false, verifyEach = false, clearShapes = false;
};

Status listPasses(Session& session) {
    Json root{{"schema", "lathe.passes/1"}, {"pipelines", Json::array()}, {"passes", Json::array()}};
    session.print("Pipelines (--pipeline):");
    for (const PipelineRow& row : pipelineTable()) {
        Json names = Json::array();
        LATHE_TRY(const auto passes, passesOf(row.name));
        for (const PassRow* pass : passes)
            names.push_back(pass->name);
        root["pipelines"].push_back({{"name", row.name}, {"summary", row.summary}, {"passes", names}});
        session.print("  " + std::string(row.name) + " (" + std::to_string(passes.size()) + " passes): " + std::string(row.summary));
    }
    LATHE_TRY(const auto usual, passesOf("default"));
    for (const PassFamily& family : passFamilies()) {
        session.print("\n" + std::string(family.summary));
        for (const PassRow& pass : family.passes) {
            const bool isDefault = std::ranges::find(usual, findPass(pass.name)) != usual.end();
            root["passes"].push_back({{"name", pass.name},
                                      {"family", family.name},
                                      {"summary", pass.summary},
                                      {"must_not", pass.mustNot},
                                      {"exact", pass.outputs == Outputs::Bitwise},
                                      {"default", isDefault},
                                      {"aliases", pass.aliases}});
            session.print("  " + std::string(pass.name) + (isDefault ? "" : "  (not in the default pipeline)") + "\n      " +
                          std::string(pass.summary) + "\n      not when: " + std::string(pass.mustNot));
        }
    }
    session.printJson(root.dump(2) + "\n");
    return {};
}

/// Steps of two models in one folder would be taken for one.
Status checkStepsFolder(const std::string& folder) {
    std::error_code failed;
    if (folder.empty() || !std::filesystem::exists(folder, failed)) return {};
    if (std::filesystem::is_directory(folder, failed) && std::filesystem::is_empty(folder, failed)) return {};
    return Error::usage("the folder of --steps is not empty: " + folder, "give an empty or a new one");
}

/// Options that would have no effect beside others.
Status checkCombination(const Options& options) {
    if (!options.passes.empty() && (!options.also.empty() || !options.kneron.empty() || options.pipeline != "default"))
        return Error::usage(
            "--pass runs the passes that it names and no pipeline, so that --pipeline, --also and kneronnxopt's options say nothing",
            "take --also to add passes to a pipeline");
    if (options.skipCheck && options.verifyEach) return Error::usage("--skip-check and --verify-each contradict each other", "choose one");
    for (const std::string& name : options.passes) {
        if (std::ranges::find(options.skipped, name) != options.skipped.end())
            return Error::usage("--pass and --skip-pass both name " + name, "choose one");
        LATHE_TRY(const auto named, resolvePassName(name));
        if (!named.empty()) continue;
        const auto row = std::ranges::find(foreignPasses(), name, &ForeignPass::name);
        return Error::usage("Lathe needs no pass for onnx/optimizer's " + name + ": " + std::string(row->reason), "leave it out");
    }
    return checkStepsFolder(options.steps);
}

/// One text file per step, in order: 000_original.txt, 001_fold-shapes.txt …
Status writeSteps(const OptimizationHistory& history, const std::string& folder) {
    LATHE_CHECK(makeFolder(folder));
    for (std::size_t i = 0; i <= history.steps().size(); ++i) {
        char number[8];
        std::snprintf(number, sizeof number, "%03zu", i);
        const std::string name = std::string(number) + "_" + (i == 0 ? "original" : history.steps()[i - 1].pass) + ".txt";
        LATHE_CHECK(writeFileAtomically((std::filesystem::path(folder) / name).string(), printGraph(history.stateAfter(i))));
    }
    return {};
}

Json reportOf(const std::vector<PassReport>& reports) {
    auto passes = Json::array();
    for (const PassReport& pass : reports)
        passes.push_back({{"name", pass.name}, {"changes", pass.changes}, {"ms", pass.milliseconds}, {"nodes_added", pass.nodesAdded}});
    return passes;
}

Json outputsOf(const RewriteCheck& check) {
    auto outputs = Json::array();
    for (const OutputDifference& output : check.outputs)
        outputs.push_back({{"name", output.name}, {"max_abs_diff", output.maxAbsDiff}, {"range", output.range}, {"good", output.isGood}});
    return outputs;
}

void printReport(Session& session, const Graph& before, const Graph& after, const std::vector<PassReport>& reports,
                 const RewriteCheck* check) {
    for (const PassReport& pass : reports)
        if (pass.changes > 0)
            session.print(pass.name + ": " + std::to_string(pass.changes) + (pass.changes == 1 ? " change, " : " changes, ") +
                          timeText(pass.milliseconds / 1e3));
    session.print(std::to_string(before.nodeCount()) + " nodes before, " + std::to_string(after.nodeCount()) + " after");
    if (!check) return;
    if (!check->isChecked) return; // a warning says so
    session.print("checked on seeded inputs: " + check->summary + " (more than 1e-4 fails)");
    for (const OutputDifference& output : check->outputs)
        session.print("  " + output.name + ": largest difference " + Json(output.maxAbsDiff).dump() + ", range " +
                      Json(output.range).dump() + (output.range == 0 ? " (nothing but zeros: this proves nothing)" : ""));
}

/// What a failed check says: the pass that did it.
Status failure(const Options& options, const OptimizationHistory& history, const RewriteCheck& check, JobContext& context) {
    LATHE_TRY(const std::string pass, findBreakingPass(history, context));
    const std::string culprit = pass.empty() ? "" : "; the first pass after which it does is " + pass;
    return Error{ErrorKind::Failed,
                 "the optimised model differs from the original: " + check.summary + culprit,
                 {},
                 {options.output, 0, 0},
                 pass.empty() ? "find the pass with --skip-pass and report it" : "leave it out with --skip-pass " + pass + " and report it",
                 {}};
}

/// A look at the outputs after every step (--verify-each): the first pass that changes them is an error.
Status verifyStep(const Graph& original, const Graph& graph, std::string_view pass, JobContext& context) {
    LATHE_TRY(const RewriteCheck check, checkRewrite(original, graph, context));
    if (!check.isChecked)
        return Error::input("--verify-each cannot compare: " + check.summary, {}, "give open dimensions with --set-shape");
    if (check.isGood) return {};
    return Error{ErrorKind::Failed,
                 "after the pass " + std::string(pass) + " the model differs from the original: " + check.summary,
                 {},
                 {},
                 "leave it out with --skip-pass " + std::string(pass) + " and report it",
                 {}};
}

Status optimizeModel(const Options& options, Session& session, JobContext& context) {
    if (options.list) return listPasses(session);
    if (options.model.empty() || options.output.empty())
        return Error::usage("MODEL and -o are needed", "lathe optimize MODEL -o OUT.onnx, or --list");
    LATHE_CHECK(checkCombination(options));
    LATHE_CHECK(checkApart({{"-o", options.output}}, {{"MODEL", options.files().model}, {"--weights", options.files().weights}}));
    LATHE_TRY(Graph original, readModel(options.files(), context));
    LATHE_CHECK(setShapes(original, options.shapes, context));
    LATHE_CHECK(checkOverwrites(original, options.files().model, options.output, WeightStorage::Automatic));
    Graph graph = original;
    OptimizationHistory history(original);
    const auto record = history.recorder();
    OptimizeOptions how{.only = options.passes, .skip = options.skipped, .pipeline = options.pipeline, .also = options.also};
    for (const auto& [name, value] : options.kneron)
        LATHE_CHECK(applyKneronOption(how, name, value));
    how.onStep = [&](const Graph& state, const PassStep& step) -> Status {
        LATHE_CHECK(record(state, step));
        return options.verifyEach ? verifyStep(original, state, step.pass, context) : Status();
    };
    LATHE_TRY(const auto reports, optimize(graph, context, how));
    if (!options.steps.empty()) LATHE_CHECK(writeSteps(history, options.steps));
    RewriteCheck check;
    if (!options.skipCheck) {
        LATHE_TRY(check, checkRewrite(original, graph, context));
    }
    LATHE_CHECK(context.checkStop());
    if (options.clearShapes) clearShapes(graph);
    LATHE_CHECK(writeOnnx(graph, options.output, context));
    Json root{{"schema", "lathe.optimization/1"},     {"model", options.model},           {"output", options.output},
              {"nodes_before", original.nodeCount()}, {"nodes_after", graph.nodeCount()}, {"passes", reportOf(reports)}};
    const bool hasCheck = !options.skipCheck && check.isChecked;
    root["max_abs_diff"] = hasCheck ? Json(check.maxAbsDiff) : Json();
    root["outputs"] = outputsOf(check);
    root["checked"] = hasCheck;
    root["check"] = options.skipCheck ? "skipped" : check.summary;
    root["verified_steps"] = options.verifyEach ? Json(history.steps().size()) : Json();
    if (!options.skipCheck && !check.isChecked)
        context.warn("OPT01", "the optimised model was not compared with the original: " + check.summary, {},
                     "other shapes of the inputs, by --set-shape, may help");
    if (options.verifyEach) session.print("compared after each of " + std::to_string(history.steps().size()) + " steps");
    printReport(session, original, graph, reports, options.skipCheck ? nullptr : &check);
    session.printJson(root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    if (check.isGood) return {};
    return failure(options, history, check, context);
}

/// "--skip-fuse-qkv,--skip_fuse_qkv": as this command spells options, and as Kneron does.
std::string bothSpellings(std::string_view name) {
    std::string dashes(name);
    std::ranges::replace(dashes, '_', '-');
    return "--" + dashes + ",--" + std::string(name);
}

/// Options of kneronnxopt.optimize() by their names. They may stand beside any pipeline; their defaults are what the pipeline
/// kneron does.
void addKneronOptions(CLI::App& app, Options& options) {
    for (const KneronOption& option : kneronOptions()) {
        const auto take = [&options, name = std::string(option.name)](std::int64_t value) { options.kneron[name] = value; };
        CLI::Option* added = nullptr;
        if (option.most == 1) // a flag, or --flag=false, which counts as -1
            added = app.add_flag_function(
                bothSpellings(option.name), [take](std::int64_t count) { take(count > 0 ? 1 : 0); }, std::string(option.summary));
        else
            added = app.add_option_function<std::int64_t>(bothSpellings(option.name), take, std::string(option.summary))
                        ->check(CLI::Range(std::int64_t(0), option.most))
                        ->type_name("LEVEL");
        added->group("kneronnxopt");
    }
    app.add_option("--overwrite-input-shapes,--overwrite_input_shapes", options.shapes,
                   "As --set-shape; the shape alone will do where there is one input")
        ->take_all()
        ->group("kneronnxopt");
    app.add_option("--skipped-optimizers,--skipped_optimizers", options.skipped, "As --skip-pass")->take_all()->group("kneronnxopt");
    app.add_flag("--clear-shapes,--clear_shapes", options.clearShapes, "Write no shapes but those of inputs, outputs and weights")
        ->group("kneronnxopt");
}

} // namespace

std::vector<Command> makeOptimize(CLI::App& parent) {
    auto options = std::make_shared<Options>();
    CLI::App* app = parent.add_subcommand("optimize", "Simplify a model; a report says what each pass changed");
    app->add_option("MODEL", options->model, kModelHelp);
    addWeightsOption(*app, *options);
    addShapeOption(*app, *options);
    app->add_option("-o,--output", options->output, "ONNX file to write");
    app->add_option("--pipeline", options->pipeline,
                    "default, safe (same numbers to the bit), O0, O1, O2, or a vendor: houmo, ti, horizon, qualcomm, kneron");
    app->add_option("--pass", options->passes, "Run only these passes, in this order")->take_all();
    app->add_option("--also", options->also, "Run these too, at their place in the pipeline")->take_all();
    app->add_option("--skip-pass", options->skipped, "Leave these out; names of onnx/optimizer will do")->take_all();
    app->add_flag("--skip-check,--skip_check", options->skipCheck, "Do not run both models to compare them");
    app->add_flag("--verify-each", options->verifyEach, "Compare after every pass, and stop at the first that changes the outputs");
    app->add_option("--steps", options->steps, "Write the graph after every pass, as text, to this folder");
    addKneronOptions(*app, *options);
    app->add_flag("--list", options->list, "List pipelines and passes");
    app->footer("Example: lathe optimize model.onnx -o simple.onnx");
    return {{app, [options](Session& session, JobContext& context) {
                 takeModelFrom(*options, {&options->passes, &options->also, &options->skipped, &options->shapes});
                 return optimizeModel(*options, session, context);
             }}};
}

} // namespace lathe::cli
