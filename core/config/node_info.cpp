#include "core/config/node_info.h"

#include "core/config/values.h"

namespace lathe {
namespace {

constexpr std::string_view kTypes = "int8|int16|float16", kPlaces = "BPU|CPU", kKeys = "ON|InputType|InputType0|InputType1|OutputType";
constexpr std::int64_t kMostInputs = 1024;

bool isOneOf(std::string_view text, std::string_view choices) {
    const auto all = splitBars(choices);
    return std::ranges::find(all, text) != all.end();
}

class NodeInfoParser {
public:
    explicit NodeInfoParser(Problems& problems) : m_problems(problems) {}

    std::map<std::string, NodeInfo> parse(const YamlValue& value) {
        if (value.kind == YamlValue::Kind::Scalar)
            parseList(value);
        else if (value.kind == YamlValue::Kind::Map)
            parseDictionary(value);
        else if (value.kind == YamlValue::Kind::List)
            wrong(value, "node_info is a list", "it is 'node:int16; node:int16' or {node: {ON: BPU}}");
        return std::move(m_nodes);
    }

private:
    void wrong(const YamlValue& at, std::string message, std::string remedy) {
        m_problems.error("HZ06", &at, std::move(message), std::move(remedy));
    }

    /// 'node:int16; node:int16' sets input and output types.
    void parseList(const YamlValue& value) {
        for (const std::string& part : splitList(value.text)) {
            // Names may hold colons, types do not.
            const auto colon = part.rfind(':');
            const std::string name = trimmed(part.substr(0, colon)),
                              type = colon == std::string::npos ? "" : trimmed(part.substr(colon + 1));
            if (name.empty() || colon == std::string::npos) {
                wrong(value, "node_info has '" + part + "'", "each part is name:type, as conv1:int16");
                continue;
            }
            if (!checkType(value, name, "type", type)) continue;
            NodeInfo& info = m_nodes[name];
            info.inputType = info.outputType = type;
        }
    }

    void parseDictionary(const YamlValue& value) {
        for (const auto& [name, settings] : value.entries) {
            if (settings.kind != YamlValue::Kind::Map) {
                wrong(settings, "node_info of '" + name.text + "' is no dictionary",
                      "it is as {'ON': 'BPU', 'InputType': 'int16', 'OutputType': 'int16'}");
                continue;
            }
            if (m_nodes.contains(name.text)) wrong(name, "node_info names '" + name.text + "' twice", "put its settings together");
            NodeInfo& info = m_nodes[name.text];
            for (const auto& [key, setting] : settings.entries)
                set(info, name.text, key, setting);
        }
    }

    void set(NodeInfo& info, const std::string& node, const YamlValue& key, const YamlValue& setting) {
        if (setting.kind != YamlValue::Kind::Scalar)
            return wrong(setting, "'" + key.text + "' of '" + node + "' is no text", "it is one word");
        if (key.text == "ON") {
            if (isOneOf(setting.text, kPlaces))
                info.on = setting.text;
            else
                wrong(setting, "ON of '" + node + "' is '" + setting.text + "'", allowedText(kPlaces));
        } else if (key.text == "OutputType") {
            if (checkType(setting, node, key.text, setting.text)) info.outputType = setting.text;
        } else if (key.text == "InputType") {
            if (checkType(setting, node, key.text, setting.text)) info.inputType = setting.text;
        } else if (const auto index = inputIndex(key.text)) {
            if (checkType(setting, node, key.text, setting.text)) info.inputTypes[static_cast<int>(*index)] = setting.text;
        } else {
            wrong(key, "node_info of '" + node + "' has the unknown key '" + key.text + "'",
                  key.text.starts_with("OutputType")
                      ? "OutputType is for all outputs; single ones cannot be set"
                      : didYouMean(key.text, splitBars(kKeys)) + "it is ON, OutputType, InputType, or InputType with a number");
        }
    }

    static std::optional<std::int64_t> inputIndex(std::string_view key) {
        constexpr std::string_view kStem = "InputType";
        if (!key.starts_with(kStem)) return std::nullopt;
        const auto index = parseInteger(key.substr(kStem.size()));
        return index && *index >= 0 && *index < kMostInputs ? index : std::nullopt;
    }

    bool checkType(const YamlValue& at, const std::string& node, const std::string& key, const std::string& type) {
        if (isOneOf(type, kTypes)) return true;
        wrong(at, key + " of '" + node + "' is '" + type + "'", didYouMean(type, splitBars(kTypes)) + allowedText(kTypes));
        return false;
    }

    Problems& m_problems;
    std::map<std::string, NodeInfo> m_nodes;
};

} // namespace

std::map<std::string, NodeInfo> parseNodeInfo(const YamlValue& value, Problems& problems) {
    return NodeInfoParser(problems).parse(value);
}

std::string nodeInfoText(const NodeInfo& info) {
    std::string settings;
    const auto add = [&](const std::string& key, const std::string& value) {
        if (!value.empty()) settings += (settings.empty() ? "" : ", ") + quoteYaml(key) + ": " + quoteYaml(value);
    };
    add("ON", info.on);
    add("InputType", info.inputType);
    for (const auto& [index, type] : info.inputTypes)
        add("InputType" + std::to_string(index), type);
    add("OutputType", info.outputType);
    return "{" + settings + "}";
}

std::string nodeInfoText(const std::map<std::string, NodeInfo>& nodes) {
    std::string text;
    for (const auto& [name, info] : nodes)
        text += (text.empty() ? "" : ", ") + quoteYaml(name) + ": " + nodeInfoText(info);
    return "{" + text + "}";
}

std::optional<std::string> nodeInfoList(const std::map<std::string, NodeInfo>& nodes) {
    std::string text;
    for (const auto& [name, info] : nodes) {
        NodeInfo said;
        said.inputType = said.outputType = info.outputType;
        if (info.outputType.empty() || info != said || name != trimmed(name) || name.find(';') != std::string::npos) return std::nullopt;
        text += (text.empty() ? "" : "; ") + name + ":" + info.outputType;
    }
    return quoteYaml(text);
}

std::map<std::string, std::string> parseInputSources(const YamlValue& value, Problems& problems) {
    std::map<std::string, std::string> sources;
    const ParameterRow& row = *findParameter("compiler_parameters", "input_source");
    if (value.kind == YamlValue::Kind::Null) return sources;
    if (value.kind != YamlValue::Kind::Map) {
        problems.error("HZ30", &value, "input_source is '" + value.toLine() + "'", "it is a dictionary, as {data: pyramid}");
        return sources;
    }
    for (const auto& [name, source] : value.entries) {
        if (isOneOf(source.text, row.range))
            sources[name.text] = source.text;
        else
            problems.error("HZ30", &source, "input_source of '" + name.text + "' is '" + source.toLine() + "'",
                           didYouMean(source.text, splitBars(row.range)) + allowedText(row.range));
    }
    return sources;
}

} // namespace lathe
