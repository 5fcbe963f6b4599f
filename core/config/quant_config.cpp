#include "core/config/quant_config.h"

#include "core/base/files.h"

#include <nlohmann/json.hpp>

namespace lathe {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kMostBytes = 4 << 20;
constexpr std::size_t kDeepest = 32;

/// nlohmann's parser does not bound the depth, and its destructor is recursive.
bool isTooDeep(std::string_view text) {
    std::size_t depth = 0;
    bool isInText = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isInText && c == '\\')
            ++i;
        else if (c == '"')
            isInText = !isInText;
        else if (!isInText && (c == '{' || c == '[') && ++depth > kDeepest)
            return true;
        else if (!isInText && (c == '}' || c == ']') && depth > 0)
            --depth;
    }
    return false;
}

class QuantConfigReader {
public:
    QuantConfigReader(std::string file, const YamlValue* at, Problems& problems)
        : m_file(std::move(file)), m_at(at), m_problems(problems) {}

    QuantConfig read(const std::string& text) {
        if (isTooDeep(text)) {
            wrong("is nested too deeply", "");
            return {};
        }
        Json root;
        try {
            root = Json::parse(text, nullptr, true, true);
        } catch (const Json::parse_error& error) {
            const auto begin = text.begin();
            const auto lines = std::count(begin, begin + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size())), '\n');
            wrong("is no JSON: line " + std::to_string(lines + 1) + " is wrong",
                  "// comments are allowed; a comma after the last entry is not");
            return {};
        }
        if (!root.is_object())
            wrong("is no dictionary", "it has model_config, op_config and node_config");
        else
            readGroups(root);
        return std::move(m_config);
    }

private:
    void wrong(const std::string& what, std::string remedy) {
        m_problems.error("HZ26", m_at, "quant_config " + m_file + " " + what, std::move(remedy));
    }

    void readGroups(const Json& root) {
        for (const auto& [key, value] : root.items()) {
            if (!value.is_object())
                wrong("has '" + key + "', which is no dictionary", "");
            else if (key == "model_config")
                readModel(value);
            else if (key == "op_config")
                readTypes(value, key, m_config.opTypes);
            else if (key == "node_config")
                readTypes(value, key, m_config.nodeTypes);
            else
                wrong("has the unknown key '" + key + "'",
                      didYouMean(key, splitBars("model_config|op_config|node_config")) + allowedText("model_config|op_config|node_config"));
        }
    }

    void readModel(const Json& model) {
        for (const auto& [key, value] : model.items()) {
            if (key == "all_node_type")
                m_config.allNodeType = readType(value, "model_config.all_node_type", "int16|float16");
            else if (key == "model_output_type")
                m_config.modelOutputType = readType(value, "model_config.model_output_type", "int8|int16");
            else
                wrong("has the unknown key '" + key + "' in model_config",
                      didYouMean(key, splitBars("all_node_type|model_output_type")) + allowedText("all_node_type|model_output_type"));
        }
    }

    void readTypes(const Json& group, const std::string& groupName, std::map<std::string, std::string>& types) {
        for (const auto& [name, settings] : group.items()) {
            const std::string place = groupName + "." + name;
            if (!settings.is_object()) {
                wrong("has '" + place + "', which is no dictionary", R"(it is {"type": "int16"})");
                continue;
            }
            for (const auto& [key, value] : settings.items()) {
                if (key != "type" && key != "qtype")
                    wrong("has the unknown key '" + key + "' in " + place, "it is type (or qtype)");
                else if (std::string type = readType(value, place, "int8|int16|float16"); !type.empty())
                    setType(types, name, place, std::move(type));
            }
        }
    }

    /// type and qtype may stand side by side, with the same value.
    void setType(std::map<std::string, std::string>& types, const std::string& name, const std::string& place, std::string type) {
        const auto [entry, isNew] = types.emplace(name, type);
        if (!isNew && entry->second != type)
            wrong("has '" + entry->second + "' and '" + type + "' for " + place, "type and qtype mean the same: keep one");
    }

    std::string readType(const Json& value, const std::string& place, std::string_view allowed) {
        const std::string text = value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
        const auto types = splitBars(allowed);
        if (value.is_string() && std::ranges::find(types, text) != types.end()) return text;
        wrong("has '" + text + "' for " + place, didYouMean(text, types) + allowedText(allowed));
        return {};
    }

    std::string m_file;
    const YamlValue* m_at;
    Problems& m_problems;
    QuantConfig m_config;
};

} // namespace

QuantConfig readQuantConfig(const std::filesystem::path& file, const YamlValue* at, Problems& problems) {
    const auto text = readTextFile(file, kMostBytes);
    if (text) return QuantConfigReader(file.string(), at, problems).read(*text);
    problems.error("HZ26", at, "quant_config " + file.string() + " " + text.error().message,
                   "give the path of a JSON file, from the folder of this configuration");
    return {};
}

} // namespace lathe
