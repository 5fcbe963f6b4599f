#include "core/config/write_config.h"

#include "core/config/fields.h"
#include "core/config/node_info.h"
#include "core/config/values.h"

namespace lathe {
namespace {

bool isNumberOrBoolean(const ParameterRow& row) {
    return !row.perInput && (row.type == ParameterType::Integer || row.type == ParameterType::Real || row.type == ParameterType::Boolean);
}

/// One text with ';' between, or a list where a value would not come back from that.
std::string severalText(const std::vector<std::string>& texts) {
    const bool isJoinable =
        std::ranges::all_of(texts, [](const std::string& text) { return text.find(';') == std::string::npos && text == trimmed(text); }) &&
        (texts.size() == 1 || !texts.back().empty());
    std::string line;
    for (const std::string& text : texts)
        line += (line.empty() && &text == &texts.front() ? "" : isJoinable ? "; " : ", ") + (isJoinable ? text : quoteYaml(text));
    return isJoinable ? quoteYaml(line) : "[" + line + "]";
}

std::string inputSourceText(const BuildConfig& config) {
    std::string text;
    for (const InputConfig& input : config.inputs)
        if (!input.source.empty()) text += (text.empty() ? "" : ", ") + quoteYaml(input.name) + ": " + quoteYaml(input.source);
    return text.empty() ? "" : "{" + text + "}";
}

} // namespace

std::string valueText(const BuildConfig& config, const ParameterRow& row) {
    if (row.key == "node_info") return config.nodeInfo.empty() ? "" : nodeInfoText(config.nodeInfo);
    if (row.key == "input_source") return inputSourceText(config);
    const Field* field = findField(row.key);
    const std::vector<std::string> texts = field ? field->get(config) : std::vector<std::string>{};
    if (texts.empty()) return "";
    const bool takesSeveral = row.perInput || row.type == ParameterType::List || row.type == ParameterType::ChoiceList;
    if (takesSeveral) return severalText(texts);
    return isNumberOrBoolean(row) ? texts.front() : quoteYaml(texts.front());
}

std::string toYaml(const BuildConfig& config) {
    std::string yaml;
    std::string_view group;
    for (const ParameterRow& row : parameterTable()) {
        if (row.group != group) yaml += std::string(row.group) + ":\n";
        group = row.group;
        if (const std::string value = valueText(config, row); !value.empty()) yaml += "  " + std::string(row.key) + ": " + value + "\n";
    }
    for (const auto& [name, keys] : config.vendorGroups) {
        yaml += name + ":" + (keys.empty() ? " {}" : "") + "\n";
        for (const auto& [key, value] : keys) {
            const ParameterRow* row = findParameter(name, key);
            yaml += "  " + quoteYaml(key) + ": " + (row && isNumberOrBoolean(*row) ? value : quoteYaml(value)) + "\n";
        }
    }
    return yaml;
}

} // namespace lathe
