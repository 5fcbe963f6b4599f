#include "app/cli/session.h"
#include "core/formats/caffe/layer_table.h"
#include "core/ops/op_table.h"
#include "core/targets/target.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <memory>

namespace lathe::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kStatuses{FigureStatus::Published, FigureStatus::Derived, FigureStatus::Assumed, FigureStatus::Fitted,
                               FigureStatus::Unknown};

/// How many figures rest on what.
std::map<FigureStatus, int> countStatuses(const Target& target) {
    std::map<FigureStatus, int> counts;
    for (const Figure* figure : target.figures())
        ++counts[figure->status];
    return counts;
}

/// "7 published, 5 derived, 8 assumed".
std::string statusSummary(const Target& target) {
    const auto counts = countStatuses(target);
    std::string text;
    for (const FigureStatus status : kStatuses)
        if (const auto found = counts.find(status); found != counts.end())
            text += (text.empty() ? "" : ", ") + std::to_string(found->second) + " " + std::string(toName(status));
    return text;
}

Json statusCounts(const Target& target) {
    const auto counts = countStatuses(target);
    Json object = Json::object();
    for (const FigureStatus status : kStatuses)
        object[std::string(toName(status))] = counts.contains(status) ? counts.at(status) : 0;
    return object;
}

std::vector<std::string> namesOf(const std::vector<DataType>& types) {
    std::vector<std::string> names;
    for (const DataType type : types)
        names.emplace_back(toName(type));
    return names;
}

std::string listed(const std::vector<std::int32_t>& counts) {
    std::string text;
    for (const std::int32_t count : counts)
        text += (text.empty() ? "" : ", ") + std::to_string(count);
    return text;
}

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
              {"zero_points_status", toName(target.zeroPointsProvenance.status)},
              {"zero_points_source", target.zeroPointsProvenance.source},
              {"power_of_two_scales", target.numerics.powerOfTwoScales},
              {"numerics_status", toName(target.numericsProvenance.status)},
              {"numerics_source", target.numericsProvenance.source},
              {"extends", target.base},
              {"host", target.hostName},
              {"host_arch", target.hostArch},
              {"cores", target.cores},
              {"core_counts", target.coreCounts},
              {"device_counts", target.deviceCounts},
              {"core_memory", toName(target.coreMemory)},
              {"activation_types", namesOf(target.activationTypes)},
              {"weight_types", namesOf(target.weightTypes)},
              {"figure_statuses", statusCounts(target)},
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
                                   {"summary", target.summary},
                                   {"validation", target.validation},
                                   {"zero_points", target.numerics.zeroPoints},
                                   {"figure_statuses", statusCounts(target)}});
        session.print(target.name + "  " + target.vendor + " " + target.chip + ": " + target.summary);
        session.print(
            "    figures: " + statusSummary(target) + "; zero points: " + (target.numerics.zeroPoints ? "yes" : "no") + " (" +
            std::string(toName(target.zeroPointsProvenance.status)) + "); " +
            (target.validation.starts_with("not validated") ? "not validated yet" : "validated, see lathe targets " + target.name));
    }
    session.printJson(root.dump(2) + "\n");
    return {};
}

Status showTarget(const std::string& name, Session& session) {
    LATHE_TRY(const Target target, findTarget(name));
    session.print(target.name + " — " + target.vendor + " " + target.chip + "\n" + target.summary + "\nvalidation: " + target.validation);
    session.print("zero points: " + std::string(target.numerics.zeroPoints ? "yes" : "no") + " (" +
                  std::string(toName(target.zeroPointsProvenance.status)) + ": " + target.zeroPointsProvenance.source + ")");
    session.print("cores: " + std::to_string(target.cores) + ", one inference on " + listed(target.coreCounts) + " of them and on " +
                  listed(target.deviceCounts) + " device(s); on-chip memory " +
                  (target.coreMemory == CoreMemory::PerCore ? "of each core" : "shared by all"));
    for (const Figure* figure : target.figures()) {
        char line[120];
        std::snprintf(line, sizeof line, "  %-24s %12.10g %-10s %-9s ", figure->name.c_str(), figure->value, figure->unit.c_str(),
                      std::string(toName(figure->status)).c_str());
        session.print(line + figure->source);
    }
    session.printJson(toObject(target).dump(2) + "\n");
    return {};
}

std::string whereText(const OperatorRule& rule) {
    if (rule.isRefused) return "refused";
    if (rule.engine == EngineClass::Host) return "host";
    return std::string(rule.constraints.empty() ? "accelerator" : "accelerator within limits") +
           (rule.supportsInt16 ? ", int8 and int16" : ", int8") + (rule.supportsFloat ? ", float" : "");
}

Json ruleObject(const OperatorRule& rule) {
    Json limits = Json::array();
    for (const OperatorConstraint& constraint : rule.constraints)
        limits.push_back(constraint.sentence);
    return {{"op", rule.op},
            {"engine", rule.isRefused ? "refused" : std::string(toName(rule.engine))},
            {"int16", rule.supportsInt16},
            {"float", rule.supportsFloat},
            {"limits", limits},
            {"note", rule.note}};
}

/// The operators that a Caffe layer becomes, as its row says them in prose: words that name an operator.
std::vector<std::string> operatorsOf(const caffe::LayerRow& layer) {
    std::vector<std::string> ops;
    std::string word;
    for (const char c : std::string(layer.operators) + " ") {
        if (std::isalnum(static_cast<unsigned char>(c))) {
            word += c;
            continue;
        }
        if (!word.empty() && findOp("", word) && std::ranges::find(ops, word) == ops.end()) ops.push_back(word);
        word.clear();
    }
    return ops;
}

/// Where a layer runs is where the worst placed of its operators does.
Json layerObject(const Target& target, const caffe::LayerRow& layer) {
    const std::vector<std::string> ops = operatorsOf(layer);
    std::string where = ops.empty() ? "host" : "accelerator";
    Json off = Json::array();
    for (const std::string& op : ops) {
        if (op == "Constant") continue;
        const OperatorRule* rule = target.findRule(op);
        if (rule && rule->engine == EngineClass::Accelerator && !rule->isRefused) continue;
        if (where != "refused") where = rule && rule->isRefused ? "refused" : "host";
        off.push_back(op);
    }
    return {{"layer", layer.type}, {"becomes", layer.operators}, {"operators", ops}, {"engine", where}, {"not_on_accelerator", off}};
}

Status showOperators(const std::string& name, Session& session) {
    LATHE_TRY(const Target target, findTarget(name));
    Json root{
        {"schema", "lathe.target_operators/1"}, {"target", target.name}, {"operators", Json::array()}, {"caffe_layers", Json::array()}};
    session.print("ONNX operators on " + target.name + " (those that are not listed run on the host):");
    for (const OperatorRule& rule : target.rules) {
        Json object = ruleObject(rule);
        std::string text;
        for (const Json& limit : object["limits"])
            text += "; " + limit.get<std::string>();
        root["operators"].push_back(std::move(object));
        session.print("  " + rule.op + "  " + whereText(rule) + text + (rule.note.empty() ? "" : " (" + rule.note + ")"));
    }
    session.print("Caffe layers, by the operators that they become:");
    for (const caffe::LayerRow& layer : caffe::layerTable()) {
        if (layer.fate != caffe::Fate::Operators) continue;
        Json object = layerObject(target, layer);
        std::string off;
        for (const Json& op : object["not_on_accelerator"])
            off += (off.empty() ? " for " : ", ") + op.get<std::string>();
        session.print("  " + std::string(layer.type) + "  " + object["engine"].get<std::string>() + off + "  (" +
                      std::string(layer.operators) + ")");
        root["caffe_layers"].push_back(std::move(object));
    }
    session.printJson(root.dump(2) + "\n");
    return {};
}

Status checkFile(const std::string& file, Session& session) {
    LATHE_TRY(const Target target, readTarget(file));
    session.print(file + ": the device " + target.name + " is described without errors (" + std::to_string(target.figures().size()) +
                  " figures: " + statusSummary(target) + "; " + std::to_string(target.rules.size()) + " operator rules)");
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
