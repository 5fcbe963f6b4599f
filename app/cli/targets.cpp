#include "app/cli/session.h"
#include "core/targets/target.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace lathe::cli {
namespace {

using Json = nlohmann::ordered_json;

Json toObject(const Target& target) {
    Json root{{"schema", "lathe.target/1"},
              {"name", target.name},
              {"aliases", target.aliases},
              {"vendor", target.vendor},
              {"chip", target.chip},
              {"summary", target.summary},
              {"validation", target.validation},
              {"rounding", toName(target.numerics.rounding)},
              {"requantization", toName(target.numerics.requantization)},
              {"zero_points", target.numerics.zeroPoints},
              {"figures", Json::array()}};
    for (const Figure* figure : target.figures())
        root["figures"].push_back({{"name", figure->name},
                                   {"value", figure->value},
                                   {"unit", figure->unit},
                                   {"status", toName(figure->status)},
                                   {"source", figure->source}});
    return root;
}

Status listTargets(Session& session) {
    LATHE_TRY(const auto targets, allTargets());
    Json root{{"schema", "lathe.targets/1"}, {"targets", Json::array()}};
    for (const Target& target : targets) {
        root["targets"].push_back({{"name", target.name},
                                   {"vendor", target.vendor},
                                   {"chip", target.chip},
                                   {"aliases", target.aliases},
                                   {"summary", target.summary}});
        session.print(target.name + "  " + target.vendor + " " + target.chip + ": " + target.summary);
    }
    session.printJson(root.dump(2) + "\n");
    return {};
}

Status showTarget(const std::string& name, Session& session) {
    LATHE_TRY(const Target target, findTarget(name));
    session.print(target.name + " — " + target.vendor + " " + target.chip + "\n" + target.summary + "\nvalidation: " + target.validation);
    for (const Figure* figure : target.figures()) {
        char line[120];
        std::snprintf(line, sizeof line, "  %-24s %12.10g %-10s %-9s ", figure->name.c_str(), figure->value, figure->unit.c_str(),
                      std::string(toName(figure->status)).c_str());
        session.print(line + figure->source);
    }
    session.printJson(toObject(target).dump(2) + "\n");
    return {};
}

Status showOperators(const std::string& name, Session& session) {
    LATHE_TRY(const Target target, findTarget(name));
    Json root{{"schema", "lathe.target_operators/1"}, {"target", target.name}, {"operators", Json::array()}};
    for (const OperatorRule& rule : target.rules) {
        Json limits = Json::array();
        std::string text;
        for (const OperatorConstraint& constraint : rule.constraints) {
            limits.push_back(constraint.sentence);
            text += (text.empty() ? "" : "; ") + constraint.sentence;
        }
        root["operators"].push_back(
            {{"op", rule.op}, {"engine", toName(rule.engine)}, {"int16", rule.supportsInt16}, {"limits", limits}, {"note", rule.note}});
        session.print(rule.op + "  " + std::string(toName(rule.engine)) + (rule.supportsInt16 ? ", int8 and int16" : ", int8") +
                      (text.empty() ? "" : "; " + text) + (rule.note.empty() ? "" : " (" + rule.note + ")"));
    }
    session.print("Operators that are not listed run on the host.");
    session.printJson(root.dump(2) + "\n");
    return {};
}

Status checkFile(const std::string& file, Session& session) {
    LATHE_TRY(const Target target, readTarget(file));
    session.print(file + ": the device " + target.name + " is described without errors (" + std::to_string(target.figures().size()) +
                  " figures, " + std::to_string(target.rules.size()) + " operator rules)");
    session.printJson(toObject(target).dump(2) + "\n");
    return {};
}

} // namespace

std::vector<Command> makeTargets(CLI::App& parent) {
    auto name = std::make_shared<std::string>();
    auto argument = std::make_shared<std::string>();
    CLI::App* app = parent.add_subcommand("targets", "Devices, their figures with provenance, their operators");
    app->add_option("TARGET", *name, "Show one device; or the words check FILE, operators TARGET");
    app->add_option("ARGUMENT", *argument, "File or device, after check or operators");
    app->footer("Example: lathe targets; lathe targets nash-e; lathe targets operators kl720; lathe targets check my_device.yaml");
    return {{app, [name, argument](Session& session, JobContext&) -> Status {
                 if (name->empty()) return listTargets(session);
                 if (*name == "check" || *name == "operators") {
                     if (argument->empty())
                         return Error::usage("lathe targets " + *name + " needs one more word",
                                             *name == "check" ? "the file" : "the device");
                     return *name == "check" ? checkFile(*argument, session) : showOperators(*argument, session);
                 }
                 if (!argument->empty()) return Error::usage("'" + *argument + "' is too much here");
                 return showTarget(*name, session);
             }}};
}

} // namespace lathe::cli
