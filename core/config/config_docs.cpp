#include "core/base/markdown.h"
#include "core/config/build_config.h"
#include "core/config/problems.h"

namespace lathe {
namespace {

std::string_view nameOf(ParameterType type) {
    constexpr std::string_view kNames[] = {"text",   "path",    "whole number", "number",    "True or False",
                                           "choice", "choices", "list",         "dictionary"};
    return kNames[static_cast<std::size_t>(type)];
}

std::string valuesOf(const ParameterRow& row) {
    std::string text(nameOf(row.type));
    if (const auto dots = row.range.find(".."); dots != std::string_view::npos)
        text += ", " + std::string(row.range.substr(0, dots)) + " to " + std::string(row.range.substr(dots + 2));
    else if (!row.range.empty()) {
        text.clear();
        for (const std::string& value : splitBars(row.range))
            text += (text.empty() ? "`" : ", `") + value + "`";
    }
    return row.perInput ? text + "; one per input" : text;
}

std::string rowText(const ParameterRow& row) {
    std::string text = "| `" + std::string(row.key) + "` | " + markdownCell(valuesOf(row)) + " | " + markdownCell(row.fallback) + " | " +
                       markdownCell(row.summary);
    if (!row.effect.empty()) text += " *No effect yet: " + markdownCell(row.effect) + ".*";
    return text + " |\n";
}

std::string tableText(std::span<const ParameterRow> rows) {
    std::string text;
    std::string_view group;
    for (const ParameterRow& row : rows) {
        if (row.group != group)
            text += "\n## " + std::string(row.group) + "\n\n| key | values | default | what it does |\n|---|---|---|---|\n";
        group = row.group;
        text += rowText(row);
    }
    return text;
}

std::string spellingsText() {
    std::string text = "\n## Other spellings\n\n| group | key | the same as |\n|---|---|---|\n";
    for (const SpellingRow& row : spellingTable())
        text += "| " + std::string(row.group) + " | `" + std::string(row.key) + "` | `" + std::string(row.baseKey) + "` of " +
                std::string(row.baseGroup) + " |\n";
    return text;
}

std::string rulesText() {
    std::string text = "\n## Rules\n\n| id | severity | rule |\n|---|---|---|\n";
    for (const RuleRow& row : ruleTable())
        text += "| " + std::string(row.id) + " | " + (row.severity == Severity::Error ? "error" : "warning") + " | " +
                markdownCell(row.sentence) + " |\n";
    return text;
}

constexpr std::string_view kHead = R"(# The configuration

The language of hb_compile, with groups for what other vendors have. This page is written from the tables that the reader and the
checks use (`config_test` with `LATHE_WRITE_GOLDEN=1` writes it anew).

Keys of the vendors' groups may be written as the vendor does: `-convert-to-fp16`, `advanced_options:num_cores`. They have effect
whatever the `march`; what contradicts another key is an error (CFG_CONFLICT).

## Precision: who wins

The finer rule wins; of equally fine ones the later row. `lathe build` says where int16 falls back to int8 (QUA01, QUA14) and where
a node stays in float (QUA02, QUA03), each with the reason; `lathe inspect MODEL --config CFG --why NODE` prints every rule that
reaches a node.

| strength | said by | reaches |
|---|---|---|
| 1 | nothing | int8, inputs and outputs of every node; Softmax (unless a rule of strength 7 or 8 names it) and what has no integer arithmetic stay in float |
| 2 | `datapath_bitwidth_mode`, `weight_bitwidth_mode`, `tidl_tensor_bits`, `convert_to_fp16`, `quantization_precision`; `all_node_type` | every node |
| 3 | `mix light`, `mix balance` | the nodes chosen |
| 4 | `cpu_node_bitwidth_mode` | values between the accelerator and the host |
| 5 | `model_in_bitwidth_mode` | values that the model is given, behind their conversion |
| 6 | `model_out_bitwidth_mode`; `model_output_type`; `set_model_output_int8`, `set_model_output_int16` | values that the model gives |
| 7 | `execute_nodes_in_fp16`, `keep_original_precision_for_nodes`; `op_config`; `set_{Operator}_input_…` (its inputs), `set_{Operator}_output_…` (its outputs) | every node of an operator |
| 8 | `output_feature_16bit_names_list`, `params_16bit_names_list`; `node_config`; `node_info` (InputType: inputs, InputTypeN: one input or, where that is constant, the weights, OutputType: outputs) | one node |

A value has one type for all that make and read it: it is int16 where one of them asks for int16 and all of them can, so int16
spreads to neighbours; float16 does not. `type` in quant_config is that of the computation: inputs and outputs. A node in
float16 computes on numbers rounded to it (docs/numerics.md).

A mix mode ranks convolutions and matrix products by the SQNR of their output that int8 would leave, predicted from the calibration
histograms: rounding to steps s adds noise s²/12, through ‖w‖² for activations, through K·E[x²] for weights. The lowest go to int16
as long as their multiply-accumulates stay within `flops_ratio` of the network's.
)";

constexpr std::string_view kOptionsHead = R"(# What the options do

Every option of the compiler and of the vendors' groups, by its mechanism: what it changes in the compiler or the simulator, where that
shows, and the test that holds it. An option for which a simulated device has no mechanism is accepted, kept in the program
(`lathe inspect P.lathe`) and said to be without effect (CFG_LATER); it never gets an invented factor. What each key means and may be is in
[configuration.md](configuration.md). Written from tables (`config_test` with `LATHE_WRITE_GOLDEN=1`).
)";

std::string optionText(const ParameterRow& row) {
    const std::string head = "| `" + std::string(row.key) + "` | ";
    if (!row.effect.empty()) return head + "none: " + markdownCell(row.effect) + " | kept in the program | CFG_LATER |\n";
    const OptionEffectRow* effect = findOptionEffect(row.group, row.key);
    if (!effect) return {};
    return head + markdownCell(effect->mechanism) + " | " + markdownCell(effect->observed) + " | " + markdownCell(effect->test) + " |\n";
}

std::string optionTable(std::span<const ParameterRow> rows) {
    std::string text;
    std::string_view group;
    for (const ParameterRow& row : rows) {
        const std::string line = optionText(row);
        if (line.empty()) continue;
        if (row.group != group)
            text += "\n## " + std::string(row.group) + "\n\n| option | mechanism | observed | test |\n|---|---|---|---|\n";
        group = row.group;
        text += line;
    }
    return text;
}

} // namespace

std::string optionsMarkdown() {
    return std::string(kOptionsHead) + optionTable(parameterTable()) + optionTable(vendorParameterTable());
}

std::string configurationMarkdown() {
    return std::string(kHead) + tableText(parameterTable()) + tableText(vendorParameterTable()) + spellingsText() + rulesText();
}

} // namespace lathe
