#include "core/edit/new_step.h"

#include "core/base/spelling.h"
#include "core/edit/attribute_text.h"
#include "core/edit/edit_text.h"
#include "core/graph/text_elements.h"
#include "core/ops/op_table.h"
#include "core/ops/opset_of.h"

#include <algorithm>

namespace lathe {
namespace {

enum class InputForm { LikeData, Ints };
/// A setting that the operator takes as an input.
struct InputSetting {
    std::string_view opType, name;
    std::size_t slot;
    InputForm form;
    std::int64_t sinceOpset;
};
constexpr InputSetting kInputSettings[] = {
    {"Add", "value", 1, InputForm::LikeData, 7},    {"Clip", "max", 2, InputForm::LikeData, 11},
    {"Clip", "min", 1, InputForm::LikeData, 11},    {"Div", "value", 1, InputForm::LikeData, 7},
    {"Expand", "shape", 1, InputForm::Ints, 8},     {"Max", "value", 1, InputForm::LikeData, 7},
    {"Min", "value", 1, InputForm::LikeData, 7},    {"Mul", "value", 1, InputForm::LikeData, 7},
    {"Pad", "pads", 1, InputForm::Ints, 11},        {"Pad", "value", 2, InputForm::LikeData, 11},
    {"Pow", "value", 1, InputForm::LikeData, 7},    {"ReduceMax", "axes", 1, InputForm::Ints, 18},
    {"ReduceMean", "axes", 1, InputForm::Ints, 18}, {"ReduceMin", "axes", 1, InputForm::Ints, 18},
    {"ReduceSum", "axes", 1, InputForm::Ints, 13},  {"Reshape", "shape", 1, InputForm::Ints, 5},
    {"Slice", "axes", 3, InputForm::Ints, 10},      {"Slice", "ends", 2, InputForm::Ints, 10},
    {"Slice", "starts", 1, InputForm::Ints, 10},    {"Slice", "steps", 4, InputForm::Ints, 10},
    {"Squeeze", "axes", 1, InputForm::Ints, 13},    {"Sub", "value", 1, InputForm::LikeData, 7},
    {"Tile", "repeats", 1, InputForm::Ints, 6},     {"Unsqueeze", "axes", 1, InputForm::Ints, 13},
};

const InputSetting* inputSettingFor(const Graph& graph, std::string_view opType, std::string_view name) {
    const auto found = std::ranges::find_if(kInputSettings, [&](const InputSetting& setting) {
        return setting.opType == opType && setting.name == name && opsetOf(graph.opsets, "") >= setting.sinceOpset;
    });
    return found == std::end(kInputSettings) ? nullptr : &*found;
}

/// A scalar of the type of the data, or a list of whole numbers.
Result<Tensor> contentOf(const Graph& graph, ValueId data, const InputSetting& setting, const std::string& text) {
    const std::string name(setting.name);
    if (setting.form == InputForm::Ints) {
        LATHE_TRY(const Attribute list, parseAttributeText(name, AttributeKind::Ints, text));
        const auto& numbers = std::get<std::vector<std::int64_t>>(list);
        return Tensor::of<std::int64_t>({static_cast<std::int64_t>(numbers.size())}, numbers);
    }
    const DataType type = graph.value(data).type;
    if (!hasElementText(type) || !(isInteger(type) || isFloatingPoint(type)))
        return Error::usage("'" + name + "' needs a tensor of numbers, '" + graph.value(data).name + "' is " + std::string(toName(type)));
    Tensor scalar = Tensor::makeZeros(type, {});
    if (!setElementFromText(scalar, 0, text))
        return Error::usage("'" + name + "' must be a number of type " + std::string(toName(type)) + ", not '" + text + "'");
    return scalar;
}

Error unknownOperator(const std::string& domain, const std::string& type) {
    std::vector<std::string> known;
    for (const OpRow& row : opTable())
        if (row.domain == domain) known.emplace_back(row.name);
    const std::string nearest = nearestSpelling(type, known);
    return Error::usage("Lathe does not know the operator " + (domain.empty() ? "" : domain + "::") + type,
                        nearest.empty() ? "docs/operators.md lists those that it knows" : "did you mean '" + nearest + "'?");
}

/// The value of a setting; `fallback` where it is left out.
std::string settingOf(const StepText& step, std::string_view name, std::string fallback = {}) {
    for (const auto& [key, value] : step.settings)
        if (key == name) return value;
    return fallback;
}

Result<std::pair<Tensor, Tensor>> scaleAndZero(const Graph& graph, ValueId data, const StepText& step) {
    for (const auto& [key, value] : step.settings)
        if (key != "scale" && key != "zero_point" && key != "type")
            return Error::usage("QuantizeLinear has no setting '" + key + "' here", "its settings are: scale, zero_point, type");
    const DataType real = graph.value(data).type;
    if (real != DataType::Float && (real != DataType::Float16 || opsetOf(graph.opsets, "") < 19))
        return Error::usage("QuantizeLinear needs a float tensor (float16 from opset 19 on), '" + graph.value(data).name + "' is " +
                            std::string(toName(real)));
    Tensor scale = Tensor::makeZeros(real, {});
    if (!setElementFromText(scale, 0, settingOf(step, "scale")) || !(scale.toDoubles().front() > 0))
        return Error::usage("QuantizeLinear needs a scale above 0, not '" + settingOf(step, "scale") + "'", "add :scale=0.05");
    const auto type = dataTypeFromName(settingOf(step, "type", "int8"));
    const bool isNarrow = type == DataType::Int8 || type == DataType::Uint8;
    if (!isNarrow && !((type == DataType::Int16 || type == DataType::Uint16) && opsetOf(graph.opsets, "") >= 21))
        return Error::usage("QuantizeLinear cannot give '" + settingOf(step, "type") + "'",
                            "its types are: int8, uint8, and from opset 21 on int16, uint16");
    Tensor zero = Tensor::makeZeros(*type, {});
    if (!setElementFromText(zero, 0, settingOf(step, "zero_point", "0")))
        return Error::usage("the zero point must be of type " + std::string(toName(*type)) + ", not '" + settingOf(step, "zero_point") +
                            "'");
    return std::pair(std::move(scale), std::move(zero));
}

void addNode(Graph& graph, std::string name, const std::string& opType, std::vector<ValueId> inputs, ValueId output,
             Attributes attributes = {}) {
    Node node;
    node.name = graph.uniqueNodeName(name);
    node.opType = opType;
    node.inputs = std::move(inputs);
    node.outputs = {output};
    node.attributes = std::move(attributes);
    node.origins = {node.name};
    graph.addNode(std::move(node));
}

ValueId addOpenValue(Graph& graph, const std::string& name) {
    Value value;
    value.name = name;
    return graph.addValue(std::move(value));
}

Status addQuantizePair(Graph& graph, ValueId from, ValueId to, const StepText& step, const std::string& stem) {
    LATHE_TRY(auto numbers, scaleAndZero(graph, from, step));
    const ValueId scale = graph.addConstant(stem + "_scale", std::move(numbers.first));
    const ValueId zero = graph.addConstant(stem + "_zero_point", std::move(numbers.second));
    const ValueId integers = addOpenValue(graph, stem + "_quantized");
    addNode(graph, stem + "_QuantizeLinear", "QuantizeLinear", {from, scale, zero}, integers);
    addNode(graph, stem + "_DequantizeLinear", "DequantizeLinear", {integers, scale, zero}, to);
    return {};
}

} // namespace

Status checkOperator(const Graph& graph, const std::string& domain, const std::string& type) {
    const OpRow* row = findOp(domain, type);
    if (!row) return unknownOperator(domain, type);
    const std::int64_t opset = opsetOf(graph.opsets, domain);
    if (opset >= row->sinceOpset) return {};
    return Error::usage(type + " exists from opset " + std::to_string(row->sinceOpset) + " on, the model has opset " +
                            std::to_string(opset),
                        "raise it first with set-opset");
}

Result<StepText> parseStep(const std::string& text) {
    const std::vector<std::string> parts = splitGuarded(text, ':');
    StepText step{unescaped(parts.front()), {}};
    if (step.opType.empty()) return Error::usage("no operator is given", "write TENSOR:TYPE:ATTR=VALUE, as x:Transpose:perm=0,2,3,1");
    for (std::size_t i = 1; i < parts.size(); ++i) {
        LATHE_TRY(auto setting, pairOf(parts[i], '=', "ATTR=VALUE"));
        step.settings.push_back(std::move(setting));
    }
    return step;
}

Status addStep(Graph& graph, ValueId from, ValueId to, const StepText& step, const std::string& stem) {
    LATHE_CHECK(checkOperator(graph, "", step.opType));
    if (step.opType == "QuantizeLinear") return addQuantizePair(graph, from, to, step, stem);
    Node shell;
    shell.opType = step.opType;
    std::vector<ValueId> inputs{from};
    for (const auto& [name, text] : step.settings) {
        if (const InputSetting* setting = inputSettingFor(graph, step.opType, name)) {
            LATHE_TRY(Tensor content, contentOf(graph, from, *setting, text));
            inputs.resize(std::max(inputs.size(), setting->slot + 1));
            inputs[setting->slot] = graph.addConstant(stem + "_" + name, std::move(content));
            continue;
        }
        LATHE_TRY(const AttributeKind kind, attributeKindOf(graph, shell, name));
        LATHE_TRY(Attribute attribute, parseAttributeText(name, kind, text));
        shell.attributes.insert_or_assign(name, std::move(attribute));
    }
    if (const std::string missing = missingAttribute(graph, shell); !missing.empty())
        return Error::usage(step.opType + " needs '" + missing + "'", "add :" + missing + "=VALUE");
    addNode(graph, stem + "_" + step.opType, step.opType, std::move(inputs), to, std::move(shell.attributes));
    return {};
}

} // namespace lathe
