#include "core/pipeline/precision_options.h"

#include <algorithm>

namespace lathe {
namespace {

using Scope = RuleScope;
using Part = RulePart;

struct TypeRow {
    std::string_view text;
    DataType type;
};
/// Every spelling of a type in every key.
constexpr TypeRow kTypes[] = {
    {"int4", DataType::Int4},   {"int8", DataType::Int8},   {"int16", DataType::Int16},  {"float16", DataType::Float16},
    {"float", DataType::Float}, {"8", DataType::Int8},      {"16", DataType::Int16},     {"32", DataType::Float},
    {"Int8", DataType::Int8},   {"Int16", DataType::Int16}, {"True", DataType::Float16},
};

std::optional<DataType> typeOf(std::string_view text) {
    for (const TypeRow& row : kTypes)
        if (row.text == text) return row.type;
    return std::nullopt;
}

void add(QuantizationOptions& options, Scope scope, const std::string& name, std::string_view type, const std::string& source,
         Part part = Part::Computation, int input = -1) {
    if (const auto known = typeOf(type)) options.rules.push_back({scope, name, *known, source, part, input});
}

/// A key of a vendor's group whose value is a type, or whose value lists names that get `type`.
struct VendorRow {
    std::string_view group, key;
    Scope scope;
    Part part;
    std::string_view type; ///< "" that of the value; else the value lists names
};
constexpr VendorRow kVendorRows[] = {
    {"kneron_parameters", "datapath_bitwidth_mode", Scope::Model, Part::Computation, ""},
    {"kneron_parameters", "weight_bitwidth_mode", Scope::Model, Part::Weights, ""},
    {"kneron_parameters", "cpu_node_bitwidth_mode", Scope::HostBorder, Part::Computation, ""},
    {"kneron_parameters", "model_in_bitwidth_mode", Scope::ModelInput, Part::Inputs, ""},
    {"kneron_parameters", "model_out_bitwidth_mode", Scope::ModelOutput, Part::Outputs, ""},
    {"ti_parameters", "tidl_tensor_bits", Scope::Model, Part::Computation, ""},
    {"ti_parameters", "output_feature_16bit_names_list", Scope::Node, Part::Outputs, "int16"},
    {"ti_parameters", "output_feature_16bit_names_list", Scope::Node, Part::Weights, "int16"},
    {"ti_parameters", "params_16bit_names_list", Scope::Node, Part::Weights, "int16"},
    {"qualcomm_parameters", "quantization_precision", Scope::Model, Part::Computation, ""},
    {"qualcomm_parameters", "convert_to_fp16", Scope::Model, Part::Computation, ""},
    {"qualcomm_parameters", "execute_nodes_in_fp16", Scope::Operator, Part::Computation, "float16"},
    {"qualcomm_parameters", "keep_original_precision_for_nodes", Scope::Operator, Part::Computation, "float"},
};

void addVendorRules(const BuildConfig& config, QuantizationOptions& options) {
    for (const VendorRow& row : kVendorRows) {
        const std::string source(row.key);
        if (row.type.empty()) add(options, row.scope, {}, vendorValue(config, row.group, row.key), source, row.part);
        if (row.type.empty()) continue;
        for (const std::string& name : vendorList(config, row.group, row.key))
            add(options, row.scope, name, row.type, source, row.part);
    }
    if (vendorValue(config, "ti_parameters", "tidl_tensor_bits") == "16")
        add(options, Scope::Model, {}, "int16", "tidl_tensor_bits", Part::Weights);
}

MixMode mixOf(const BuildConfig& config, std::string_view key) {
    const std::string value = vendorValue(config, "kneron_parameters", key);
    return value == "mix light" ? MixMode::Light : value == "mix balance" ? MixMode::Balance : MixMode::None;
}

void addMixedModes(const BuildConfig& config, QuantizationOptions& options) {
    options.mixedDatapath = mixOf(config, "datapath_bitwidth_mode");
    options.mixedWeights = mixOf(config, "weight_bitwidth_mode");
    if (const std::string ratio = vendorValue(config, "kneron_parameters", "flops_ratio"); !ratio.empty())
        options.mixedBudget = std::stod(ratio);
}

void addQuantConfig(const BuildConfig& config, QuantizationOptions& options) {
    add(options, Scope::Model, {}, config.quantConfig.allNodeType, "all_node_type");
    add(options, Scope::ModelOutput, {}, config.quantConfig.modelOutputType, "model_output_type", Part::Outputs);
    for (const auto& [op, type] : config.quantConfig.opTypes)
        add(options, Scope::Operator, op, type, "op_config");
    for (const auto& [node, type] : config.quantConfig.nodeTypes)
        add(options, Scope::Node, node, type, "node_config");
}

/// set_model_output_int16, set_Conv_input_int16 …; nothing for the values that are no precision.
void addOptimization(const BuildConfig& config, QuantizationOptions& options) {
    constexpr std::string_view kStart = "set_", kModel = "model";
    for (const std::string& option : config.optimization) {
        const std::size_t last = option.rfind('_');
        const std::size_t middle = last == std::string::npos || last == 0 ? last : option.rfind('_', last - 1);
        if (!option.starts_with(kStart) || middle == std::string::npos || middle <= kStart.size()) continue;
        const std::string kind = option.substr(kStart.size(), middle - kStart.size()), type = option.substr(last + 1);
        const std::string side = option.substr(middle + 1, last - middle - 1);
        if (kind == kModel)
            add(options, Scope::ModelOutput, {}, type, option, Part::Outputs);
        else // int8 for either side of Softmax means that it computes in integers
            add(options, Scope::Operator, kind, type, option,
                kind == "Softmax" && type == "int8" ? Part::Computation
                : side == "input"                   ? Part::Inputs
                                                    : Part::Outputs);
    }
}

void addArithmetic(const BuildConfig& config, QuantizationOptions& options) {
    options.asymmetric = std::ranges::find(config.optimization, "asymmetric") != config.optimization.end();
    options.biasBits = vendorValue(config, "qualcomm_parameters", "quantization_precision_bias") == "Int8" ? 8 : 32;
}

void addNodeInfo(const BuildConfig& config, QuantizationOptions& options) {
    const std::string source = "node_info";
    for (const auto& [name, info] : config.nodeInfo) {
        add(options, Scope::Node, name, info.inputType, source, Part::Inputs);
        for (const auto& [index, type] : info.inputTypes)
            add(options, Scope::Node, name, type, source, Part::Inputs, index);
        add(options, Scope::Node, name, info.outputType, source, Part::Outputs);
        if (!info.on.empty()) options.placedOnHost[name] = info.on == "CPU";
    }
}

} // namespace

void addPrecisionRules(const BuildConfig& config, QuantizationOptions& options) {
    for (const auto step : {addVendorRules, addMixedModes, addQuantConfig, addOptimization, addArithmetic, addNodeInfo})
        step(config, options);
}

} // namespace lathe
