#include "app/cli/interrupt.h"
#include "app/cli/session.h"
#include "core/base/memory_budget.h"
#include "core/base/spelling.h"
#include "core/base/version.h"
#include "core/base/work_budget.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>

namespace {

using namespace lathe::cli;

void addGlobalOptions(CLI::App& app, Session& session) {
    app.set_version_flag("--version", std::string("lathe ") + lathe::kVersion);
    app.add_flag("--json", session.json, "Machine-readable result on stdout, nothing else there");
    app.add_flag("--quiet", session.quiet, "Print errors only");
    app.add_option("--jobs", session.jobs, "Threads (default: one per processor)")->check(CLI::Range(1, 1024));
    app.add_option_function<std::int64_t>(
           "--max-memory", [](std::int64_t mebibytes) { lathe::setMemoryBudget(mebibytes << 20); },
           "MiB that tensors may take together (default: three quarters of the machine's memory)")
        ->check(CLI::Range(std::int64_t(1), std::int64_t(1) << 40));
    app.add_option_function<std::int64_t>(
           "--max-work", [](std::int64_t billions) { lathe::setWorkBudget(billions * 1'000'000'000); },
           "Billions of operations that one run may take on the reference loops, which run what has no fast path (default: 100)")
        ->check(CLI::Range(std::int64_t(1), std::int64_t(1'000'000'000)));
    app.add_option("--log-level", session.logLevel, "What is shown on stderr")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "err", "off"}));
    app.add_option("--log-file", session.logFile, "Also write the log to this file");
    app.require_subcommand(1);
    app.fallthrough();
}

int chosenCommand(const std::vector<Command>& commands, Session& session) {
    for (const Command& command : commands)
        if (command.app->parsed()) return session.run([&](lathe::JobContext& context) { return command.work(session, context); });
    return 2;
}

/// Names a word that stands where a sub-command should; false when there is none.
bool reportUnknownCommand(const CLI::App& app) {
    const CLI::App* at = &app;
    while (!at->get_subcommands().empty())
        at = at->get_subcommands().back();
    std::vector<std::string> known;
    for (const CLI::App* command : at->get_subcommands([](const CLI::App*) { return true; }))
        known.push_back(command->get_name());
    const std::vector<std::string> words = app.remaining(true);
    const auto word = std::ranges::find_if(words, [](const std::string& text) { return !text.starts_with('-'); });
    if (known.empty() || word == words.end()) return false;
    const std::string near = lathe::nearestSpelling(*word, known), title = at == &app ? "lathe" : "lathe " + at->get_name();
    std::string remedy = near.empty() ? title + " --help lists them" : "did you mean '" + near + "'?";
    std::fprintf(stderr, "error: %s has no command '%s'; %s\n", title.c_str(), word->c_str(), remedy.c_str());
    return true;
}

} // namespace

int main(int argc, char** argv) {
    watchInterrupts();
    CLI::App app("Lathe converts trained networks for NPUs and says how fast and how accurate they will be.", "lathe");
    Session session;
    addGlobalOptions(app, session);
    std::vector<Command> commands;
    for (const auto make : {makeInspect, makeRun, makeOptimize, makeEdit, makeCalibrate, makeBuild, makeEvaluate, makeSimulate, makeCompare,
                            makeAnalyze, makeTargets, makeConfig})
        for (Command& command : make(app))
            commands.push_back(std::move(command));
    try {
        app.parse(argc, argv);
        return chosenCommand(commands, session);
    } catch (const CLI::ParseError& error) {
        const bool isHelp = error.get_exit_code() == 0;
        if (isHelp || !reportUnknownCommand(app)) app.exit(error);
        return isHelp ? 0 : 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: internal: %s\n", error.what());
    }
    return 5;
}
