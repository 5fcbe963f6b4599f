#include "core/base/files.h"
#include "core/targets/constraints.h"
#include "core/targets/figure_table.h"
#include "core/targets/yaml_fields.h"

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
constexpr std::array kEngineClasses{EngineClass::Accelerator, EngineClass::Host};

Figure readFigure(YamlFields& fields, const YAML::Node& figures, const FigureRow& row) {
    static constexpr std::string_view kKeys[] = {"value", "status", "source"};
    const std::string key(row.key);
    Figure figure;
    figure.name = key;
    figure.unit = row.unit;
    const YAML::Node node = fields.child(figures, key.c_str(), !row.isOptional);
    if (row.isOptional && node.IsNull()) {
        figure.value = row.minimum;
        figure.source = "not given in the device file: without effect";
    }
    if (node.IsNull() || !fields.checkKeys(node, kKeys, "the figure '" + key + "'")) return figure;
    figure.value = fields.number(node, "value", row.minimum, row.maximum).value_or(row.minimum);
    figure.status = choose(fields, node, fields.text(node, "status"), kStatuses);
    figure.source = fields.text(node, "source");
    return figure;
}

void readFigures(YamlFields& fields, const YAML::Node& root, Target& target) {
    const YAML::Node figures = fields.child(root, "figures");
    std::vector<std::string_view> keys;
    for (const FigureRow& row : figureTable())
        keys.push_back(row.key);
    if (!fields.checkKeys(figures, keys, "'figures'")) return;
    for (const FigureRow& row : figureTable())
        target.*row.member = readFigure(fields, figures, row);
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

/// Appends one rule per operator that `item` names.
void readRule(YamlFields& fields, const YAML::Node& item, const std::vector<OperatorConstraint>& general, Target& target) {
    static constexpr std::string_view kKeys[] = {"op", "engine", "int16", "float", "refused", "constraints", "note"};
    if (!fields.checkKeys(item, kKeys, "an operator rule")) return;
    OperatorRule rule;
    const std::string engine = fields.text(item, "engine", false);
    if (!engine.empty()) rule.engine = choose(fields, item, engine, kEngineClasses);
    rule.supportsInt16 = fields.truth(item, "int16", false);
    rule.supportsFloat = fields.truth(item, "float", false);
    rule.isRefused = fields.truth(item, "refused", false);
    rule.note = fields.text(item, "note", false);
    if (rule.engine == EngineClass::Accelerator && !rule.isRefused) rule.constraints = general;
    for (OperatorConstraint& own : readConstraints(fields, item, "constraints"))
        rule.constraints.push_back(std::move(own));
    const std::vector<std::string> ops = fields.texts(item, "op");
    if (ops.empty()) fields.fail(item, "'op' must name an operator or a list of them");
    for (const std::string& op : ops) {
        if (target.findRule(op)) fields.fail(item, "'" + op + "' has a rule already");
        rule.op = op;
        target.rules.push_back(rule);
    }
}

void readRules(YamlFields& fields, const YAML::Node& root, Target& target) {
    const std::vector<OperatorConstraint> general = readConstraints(fields, root, "general_constraints");
    const YAML::Node list = fields.child(root, "operators");
    if (!list.IsSequence()) return fields.fail(list, "'operators' must be a list of rules");
    for (const auto& item : list)
        readRule(fields, item, general, target);
}

std::vector<DataType> readTypes(YamlFields& fields, const YAML::Node& root, const char* key) {
    std::vector<DataType> types;
    for (const std::string& name : fields.texts(root, key)) {
        if (const auto type = dataTypeFromName(name))
            types.push_back(*type);
        else
            fields.fail(root[key], "'" + name + "' is no data type");
    }
    return types;
}

/// Whether int8 activations have zero points, with status and source as figures have them.
bool readZeroPoints(YamlFields& fields, const YAML::Node& numerics) {
    static constexpr std::string_view kKeys[] = {"value", "status", "source"};
    const YAML::Node node = fields.child(numerics, "zero_points", false);
    if (node.IsNull() || !fields.checkKeys(node, kKeys, "'zero_points'")) return false;
    choose(fields, node, fields.text(node, "status"), kStatuses);
    fields.text(node, "source");
    return fields.truth(node, "value", false);
}

void readNumerics(YamlFields& fields, const YAML::Node& root, NumericsSpec& numerics) {
    static constexpr std::string_view kKeys[] = {"rounding", "requantization", "power_of_two_scales", "zero_points", "status", "source"};
    const YAML::Node node = fields.child(root, "numerics");
    if (node.IsNull() || !fields.checkKeys(node, kKeys, "'numerics'")) return;
    numerics.rounding = choose(fields, node, fields.text(node, "rounding"), kRoundings);
    numerics.requantization = choose(fields, node, fields.text(node, "requantization"), kRequantizations);
    numerics.powerOfTwoScales = fields.truth(node, "power_of_two_scales", false);
    numerics.zeroPoints = readZeroPoints(fields, node);
}

Target readAll(YamlFields& fields, const YAML::Node& root) {
    static constexpr std::string_view kKeys[] = {"name",
                                                 "aliases",
                                                 "vendor",
                                                 "chip",
                                                 "summary",
                                                 "host",
                                                 "cores",
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
    Target target;
    if (!fields.checkKeys(root, kKeys, "a device file")) return target;
    target.name = fields.text(root, "name");
    target.aliases = fields.texts(root, "aliases");
    target.vendor = fields.text(root, "vendor");
    target.chip = fields.text(root, "chip");
    target.summary = fields.text(root, "summary");
    target.hostName = fields.text(root, "host");
    target.validation = fields.text(root, "validation");
    target.cores = static_cast<std::int32_t>(fields.number(root, "cores", 1, 256).value_or(1));
    if (const std::string name = fields.text(root, "dataflow", false); !name.empty())
        target.dataflow = choose(fields, root["dataflow"], name, kDataflows);
    target.overlapsMacAndVector = fields.truth(root, "overlaps_mac_and_vector", true);
    target.refusesUnknownHostOperators = fields.truth(root, "refuses_unknown_host_operators", false);
    target.activationTypes = readTypes(fields, root, "activation_types");
    target.weightTypes = readTypes(fields, root, "weight_types");
    readNumerics(fields, root, target.numerics);
    readFigures(fields, root, target);
    readRules(fields, root, target);
    return target;
}

Error syntaxError(const std::filesystem::path& file, const YAML::Exception& problem) {
    Error error = Error::input("the device file is not YAML: " + problem.msg, file.string());
    error.place.line = problem.mark.line + 1;
    error.place.column = problem.mark.column + 1;
    return error;
}

} // namespace

Result<Target> readTarget(const std::filesystem::path& file) {
    LATHE_TRY(const std::string content, readTextFile(file, 1 << 20));
    YamlFields fields(file.string());
    try {
        Target target = readAll(fields, YAML::Load(content));
        if (fields.problems().empty()) return target;
    } catch (const YAML::Exception& problem) {
        return syntaxError(file, problem);
    }
    Error error = Error::input("the device file has " + std::to_string(fields.problems().size()) + " problem(s)", file.string());
    error.details = fields.problems();
    return error;
}

} // namespace lathe
