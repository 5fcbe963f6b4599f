#include "core/base/files.h"
#include "core/base/spelling.h"
#include "core/ops/op_table.h"
#include "core/targets/constraints.h"
#include "core/targets/figure_table.h"
#include "core/targets/yaml_fields.h"

#include <cmath>
#include <set>

namespace lathe {
namespace {

/// The member of `choices` that `name` names; a problem that lists them otherwise.
template <class T, std::size_t N>
T choose(YamlFields& fields, const YAML::Node& at, const std::string& name, const std::array<T, N>& choices) {
    std::string allowed;
    for (const T choice : choices) {
        if (toName(choice) == name) return choice;
        allowed += (allowed.empty() ? "" : ", ") + std::string(toName(choice));
    }
    fields.fail(at, "'" + name + "' is not one of: " + allowed);
    return choices.front();
}

constexpr std::array kStatuses{FigureStatus::Published, FigureStatus::Derived, FigureStatus::Assumed, FigureStatus::Fitted,
                               FigureStatus::Unknown};
constexpr std::array kRoundings{Rounding::HalfEven, Rounding::HalfAwayFromZero, Rounding::HalfUp, Rounding::Floor};
constexpr std::array kRequantizations{Requantization::FloatMultiplier, Requantization::FixedPoint, Requantization::PowerOfTwo,
                                      Requantization::DoublingHighMul};
constexpr std::array kDataflows{Dataflow::Broadcast, Dataflow::WeightStationary, Dataflow::OutputStationary};
constexpr std::array kCoreMemories{CoreMemory::PerCore, CoreMemory::Shared};
constexpr std::array kEngineClasses{EngineClass::Accelerator, EngineClass::Host};

/// The statement's status and source; a source is a sentence, not a word.
Provenance readProvenance(YamlFields& fields, const YAML::Node& map, std::string_view what) {
    constexpr std::size_t kShortest = 10;
    Provenance provenance{choose(fields, map, fields.text(map, "status"), kStatuses), fields.text(map, "source")};
    if (map["source"].IsDefined() && provenance.source.size() < kShortest)
        fields.fail(map["source"], "the source of " + std::string(what) + " is too short; say in a sentence where it comes from");
    return provenance;
}

Figure readFigure(YamlFields& fields, const YAML::Node& node, const FigureRow& row) {
    static constexpr std::string_view kKeys[] = {"value", "status", "source"};
    Figure figure;
    figure.name = row.key;
    figure.unit = row.unit;
    const std::string what = "the figure '" + figure.name + "'";
    if (!fields.checkKeys(node, kKeys, what)) return figure;
    figure.value = fields.number(node, "value", row.minimum, row.maximum).value_or(row.minimum);
    const Provenance provenance = readProvenance(fields, node, what);
    figure.status = provenance.status;
    figure.source = provenance.source;
    return figure;
}

/// A variant states what differs; a file of its own states all but the figures that have a fallback.
void readFigures(YamlFields& fields, const YAML::Node& root, Target& target) {
    const bool isVariant = !target.base.empty();
    const YAML::Node figures = fields.child(root, "figures", !isVariant);
    if (figures.IsNull()) return;
    std::vector<std::string_view> keys;
    for (const FigureRow& row : figureTable())
        keys.push_back(row.key);
    if (!fields.checkKeys(figures, keys, "'figures'")) return;
    for (const FigureRow& row : figureTable()) {
        const std::string key(row.key);
        const YAML::Node node = fields.child(figures, key.c_str(), !isVariant && !row.fallback);
        if (!node.IsNull()) target.*row.member = readFigure(fields, node, row);
    }
    if (fields.problems().empty() && target.arrayInputChannels.value * target.arrayOutputChannels.value > target.macsPerCycle.value)
        fields.fail(figures, "array_input_channels x array_output_channels is more than macs_per_cycle");
}

std::vector<OperatorConstraint> readConstraints(YamlFields& fields, const YAML::Node& owner, const char* key) {
    static constexpr std::string_view kKeys[] = {"kind", "values", "sentence"};
    std::vector<OperatorConstraint> all;
    const YAML::Node list = fields.child(owner, key, false);
    if (!list.IsNull() && !list.IsSequence()) fields.fail(list, std::string("'") + key + "' must be a list");
    if (!list.IsSequence()) return all;
    for (const auto& item : list) {
        if (!fields.checkKeys(item, kKeys, "a constraint")) continue;
        OperatorConstraint constraint{fields.text(item, "kind"), fields.numbers(item, "values"), fields.text(item, "sentence")};
        const ConstraintRow* row = findConstraint(constraint.kind);
        if (!row) {
            fields.fail(item,
                        "there is no constraint '" + constraint.kind + "'; did you mean '" + nearestConstraint(constraint.kind) + "'?");
        } else if (static_cast<int>(constraint.values.size()) < row->minimumValues) {
            fields.fail(item, "'" + constraint.kind + "' needs " + std::to_string(row->minimumValues) + " values");
        }
        all.push_back(std::move(constraint));
    }
    return all;
}

/// The nearest operator that Lathe knows, in a remedy; empty when `op` is one ("Conv", "com.microsoft.Gelu").
std::string unknownOperator(const std::string& op) {
    const std::size_t dot = op.rfind('.');
    const std::string domain = dot == std::string::npos ? "" : op.substr(0, dot);
    if (findOp(domain, dot == std::string::npos ? op : op.substr(dot + 1))) return {};
    std::vector<std::string> names;
    for (const OpRow& row : opTable())
        names.push_back(row.domain.empty() ? std::string(row.name) : std::string(row.domain) + "." + std::string(row.name));
    const std::string nearest = nearestSpelling(op, names);
    return "there is no operator '" + op + "'" + (nearest.empty() ? "" : "; did you mean '" + nearest + "'?");
}

/// One rule per operator that `item` names; `inherited` rules of the device that is extended are replaced.
void readRule(YamlFields& fields, const YAML::Node& item, Target& target, std::set<std::string, std::less<>>& inherited) {
    static constexpr std::string_view kKeys[] = {"op", "engine", "int16", "float", "refused", "constraints", "note"};
    if (!fields.checkKeys(item, kKeys, "an operator rule")) return;
    OperatorRule rule;
    const std::string engine = fields.text(item, "engine", false);
    if (!engine.empty()) rule.engine = choose(fields, item, engine, kEngineClasses);
    rule.supportsInt16 = fields.truth(item, "int16", false);
    rule.supportsFloat = fields.truth(item, "float", false);
    rule.isRefused = fields.truth(item, "refused", false);
    rule.note = fields.text(item, "note", false);
    if (rule.engine == EngineClass::Accelerator && !rule.isRefused) rule.constraints = target.generalConstraints;
    for (OperatorConstraint& own : readConstraints(fields, item, "constraints"))
        rule.constraints.push_back(std::move(own));
    const std::vector<std::string> ops = fields.texts(item, "op");
    if (ops.empty()) fields.fail(item, "'op' must name an operator or a list of them");
    for (const std::string& op : ops) {
        if (const std::string problem = unknownOperator(op); !problem.empty()) fields.fail(item["op"], problem);
        if (inherited.erase(op) > 0)
            std::erase_if(target.rules, [&](const OperatorRule& old) { return old.op == op; });
        else if (target.findRule(op))
            fields.fail(item["op"], "'" + op + "' has a rule already");
        rule.op = op;
        target.rules.push_back(rule);
    }
}

void readRules(YamlFields& fields, const YAML::Node& root, Target& target) {
    const bool isVariant = !target.base.empty();
    if (isVariant && root["general_constraints"].IsDefined())
        fields.fail(root["general_constraints"],
                    "a device that extends another has its general constraints; write a file without extends to change them");
    else if (!isVariant)
        target.generalConstraints = readConstraints(fields, root, "general_constraints");
    const YAML::Node list = fields.child(root, "operators", !isVariant);
    if (list.IsNull()) return;
    if (!list.IsSequence()) return fields.fail(list, "'operators' must be a list of rules");
    std::set<std::string, std::less<>> inherited;
    for (const OperatorRule& rule : target.rules)
        inherited.insert(rule.op);
    for (const auto& item : list)
        readRule(fields, item, target, inherited);
}

void readTypes(YamlFields& fields, const YAML::Node& root, const char* key, bool isRequired, std::vector<DataType>& types) {
    const YAML::Node node = fields.child(root, key, isRequired);
    if (node.IsNull()) return;
    types.clear();
    for (const std::string& name : fields.texts(root, key)) {
        if (const auto type = dataTypeFromName(name))
            types.push_back(*type);
        else
            fields.fail(node, "'" + name + "' is no data type");
    }
    if (types.empty()) fields.fail(node, std::string("'") + key + "' names no data type");
}

/// Whether int8 activations have zero points, with status and source as figures have them.
void readZeroPoints(YamlFields& fields, const YAML::Node& node, Target& target) {
    static constexpr std::string_view kKeys[] = {"value", "status", "source"};
    if (node.IsNull() || !fields.checkKeys(node, kKeys, "'zero_points'")) return;
    if (!node["value"].IsDefined()) fields.fail(node, "the key 'value' is missing");
    target.numerics.zeroPoints = fields.truth(node, "value", false);
    target.zeroPointsProvenance = readProvenance(fields, node, "'zero_points'");
}

void readNumerics(YamlFields& fields, const YAML::Node& root, Target& target) {
    static constexpr std::string_view kKeys[] = {"rounding", "requantization", "power_of_two_scales", "zero_points", "status", "source"};
    const bool isVariant = !target.base.empty();
    const YAML::Node node = fields.child(root, "numerics", !isVariant);
    if (node.IsNull() || !fields.checkKeys(node, kKeys, "'numerics'")) return;
    NumericsSpec& numerics = target.numerics;
    if (const std::string name = fields.text(node, "rounding", !isVariant); !name.empty())
        numerics.rounding = choose(fields, node["rounding"], name, kRoundings);
    if (const std::string name = fields.text(node, "requantization", !isVariant); !name.empty())
        numerics.requantization = choose(fields, node["requantization"], name, kRequantizations);
    numerics.powerOfTwoScales = fields.truth(node, "power_of_two_scales", numerics.powerOfTwoScales);
    if (numerics.requantization == Requantization::PowerOfTwo && !numerics.powerOfTwoScales)
        fields.fail(node, "requantization by powers of two needs power_of_two_scales: true");
    readZeroPoints(fields, fields.child(node, "zero_points", !isVariant), target);
    target.numericsProvenance = readProvenance(fields, node, "'numerics'");
}

/// Numbers of cores or devices that one inference can be compiled for.
void readCounts(YamlFields& fields, const YAML::Node& root, const char* key, std::int32_t most, std::vector<std::int32_t>& counts) {
    const YAML::Node node = fields.child(root, key, false);
    if (node.IsNull()) return;
    counts.clear();
    for (const double count : fields.numbers(root, key)) {
        if (count != std::floor(count) || count < 1 || count > most)
            fields.fail(node, std::string("'") + key + "' must hold whole numbers from 1 to " + std::to_string(most));
        else
            counts.push_back(static_cast<std::int32_t>(count));
    }
    std::ranges::sort(counts);
    if (counts.empty()) fields.fail(node, std::string("'") + key + "' is empty");
}

void readCores(YamlFields& fields, const YAML::Node& root, Target& target) {
    constexpr std::int32_t kMostDevices = 64;
    const bool isVariant = !target.base.empty();
    if (const auto cores = fields.number(root, "cores", 1, 256, !isVariant)) {
        if (*cores != std::floor(*cores)) fields.fail(root["cores"], "'cores' must be a whole number");
        target.cores = static_cast<std::int32_t>(*cores);
    }
    readCounts(fields, root, "core_counts", target.cores, target.coreCounts);
    readCounts(fields, root, "device_counts", kMostDevices, target.deviceCounts);
    const bool fitsBase = target.coreCounts.empty() || target.coreCounts.back() <= target.cores;
    if (!fitsBase) fields.fail(root, "'core_counts' of " + target.base + " goes beyond the cores of this device; state core_counts");
    if (const std::string memory = fields.text(root, "core_memory", !isVariant && target.cores > 1); !memory.empty())
        target.coreMemory = choose(fields, root["core_memory"], memory, kCoreMemories);
}

void readText(YamlFields& fields, const YAML::Node& root, const char* key, bool isRequired, std::string& text) {
    if (std::string found = fields.text(root, key, isRequired); !found.empty()) text = std::move(found);
}

/// `target` is the device that the file extends, or empty.
void readAll(YamlFields& fields, const YAML::Node& root, Target& target) {
    const bool isVariant = !target.base.empty();
    target.name = fields.text(root, "name");
    target.aliases = fields.texts(root, "aliases");
    readText(fields, root, "vendor", !isVariant, target.vendor);
    readText(fields, root, "chip", !isVariant, target.chip);
    readText(fields, root, "summary", true, target.summary);
    readText(fields, root, "host", !isVariant, target.hostName);
    readText(fields, root, "host_arch", false, target.hostArch);
    target.validation = fields.text(root, "validation"); // never inherited: it is of one device
    readCores(fields, root, target);
    if (const std::string name = fields.text(root, "dataflow", false); !name.empty())
        target.dataflow = choose(fields, root["dataflow"], name, kDataflows);
    target.overlapsMacAndVector = fields.truth(root, "overlaps_mac_and_vector", target.overlapsMacAndVector);
    target.refusesUnknownHostOperators = fields.truth(root, "refuses_unknown_host_operators", target.refusesUnknownHostOperators);
    readTypes(fields, root, "activation_types", !isVariant, target.activationTypes);
    readTypes(fields, root, "weight_types", !isVariant, target.weightTypes);
    readNumerics(fields, root, target);
    readFigures(fields, root, target);
    readRules(fields, root, target);
}

constexpr std::string_view kKeys[] = {"name",
                                      "aliases",
                                      "extends",
                                      "vendor",
                                      "chip",
                                      "summary",
                                      "host",
                                      "host_arch",
                                      "cores",
                                      "core_counts",
                                      "device_counts",
                                      "core_memory",
                                      "validation",
                                      "numerics",
                                      "activation_types",
                                      "weight_types",
                                      "dataflow",
                                      "overlaps_mac_and_vector",
                                      "refuses_unknown_host_operators",
                                      "figures",
                                      "general_constraints",
                                      "operators"};

/// <name>.yaml beside `file`, else in the folders of devices.
std::optional<std::filesystem::path> baseFile(const std::filesystem::path& file, const std::string& name) {
    std::vector<std::filesystem::path> folders = targetFolders();
    folders.insert(folders.begin(), file.parent_path());
    for (const auto& folder : folders) {
        std::error_code failed;
        const std::filesystem::path found = folder / (name + ".yaml");
        if (std::filesystem::exists(found, failed) && !std::filesystem::equivalent(found, file, failed)) return found;
    }
    return std::nullopt;
}

Result<Target> readFile(const std::filesystem::path& file, int depth);

/// The device that the file extends; empty where it extends none. A problem of the name is one of `fields`.
Result<Target> readBase(YamlFields& fields, const YAML::Node& root, const std::filesystem::path& file, int depth) {
    constexpr int kDeepest = 4;
    const std::string name = fields.text(root, "extends", false);
    if (name.empty()) return Target();
    const auto found = baseFile(file, name);
    if (!found || depth == kDeepest) {
        fields.fail(root["extends"], found ? "devices extend each other more than " + std::to_string(kDeepest) + " times over"
                                           : "there is no file " + name + ".yaml beside this one or among the devices");
        Target placeholder; // what is missing then is not missing: it would have come from there
        placeholder.base = name;
        return placeholder;
    }
    LATHE_TRY(Target base, readFile(*found, depth + 1));
    base.base = name;
    return base;
}

Error syntaxError(const std::filesystem::path& file, const YAML::Exception& problem) {
    Error error = Error::input("the device file is not YAML: " + problem.msg, file.string());
    error.place.line = problem.mark.line + 1;
    error.place.column = problem.mark.column + 1;
    return error;
}

Result<Target> readFile(const std::filesystem::path& file, int depth) {
    LATHE_TRY(const std::string content, readTextFile(file, 1 << 20));
    YamlFields fields(file.string());
    try {
        const YAML::Node root = YAML::Load(content);
        Target target;
        if (fields.checkKeys(root, kKeys, "a device file")) {
            LATHE_TRY(target, readBase(fields, root, file, depth));
            readAll(fields, root, target);
        }
        if (fields.problems().empty()) return target;
    } catch (const YAML::Exception& problem) {
        return syntaxError(file, problem);
    }
    Error error = Error::input("the device file has " + std::to_string(fields.problems().size()) + " problem(s)", file.string());
    error.details = fields.problems();
    return error;
}

} // namespace

Result<Target> readTarget(const std::filesystem::path& file) {
    return readFile(file, 0);
}

} // namespace lathe
