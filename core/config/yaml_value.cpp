#include "core/config/yaml_value.h"

#include <yaml-cpp/yaml.h>

namespace lathe {
namespace {

constexpr std::size_t kMostBytes = std::size_t(4) << 20;
constexpr int kDeepest = 64;
constexpr int kMostValues = 100000;

Error syntaxError(const std::string& file, const YAML::Mark& mark, std::string message) {
    Diagnostic problem;
    problem.severity = Severity::Error;
    problem.code = "CFG_SYNTAX";
    problem.message = std::move(message);
    problem.place = {file, mark.is_null() ? 0 : mark.line + 1, mark.is_null() ? 0 : mark.column + 1};
    Error error = Error::usage("the configuration is no valid YAML");
    error.place = problem.place;
    error.details.push_back(std::move(problem));
    return error;
}

/// Copies yaml-cpp's tree. It shares the targets of aliases, so that a small text can stand for an endless tree: the budget ends that.
class Copier {
public:
    explicit Copier(const std::string& file) : m_file(file) {}

    Result<YamlValue> copy(const YAML::Node& node, int depth) {
        if (depth > kDeepest)
            return syntaxError(m_file, node.Mark(), "values are nested deeper than " + std::to_string(kDeepest) + " levels");
        if (--m_budget < 0)
            return syntaxError(m_file, node.Mark(), "there are more than " + std::to_string(kMostValues) + " values, aliases expanded");
        YamlValue value;
        const YAML::Mark mark = node.Mark();
        if (!mark.is_null()) value.line = mark.line + 1, value.column = mark.column + 1;
        if (node.IsScalar()) {
            value.kind = YamlValue::Kind::Scalar;
            value.text = node.Scalar();
            value.isQuoted = node.Tag() == "!";
        } else if (node.IsSequence()) {
            LATHE_CHECK(copyList(node, depth, value));
        } else if (node.IsMap()) {
            LATHE_CHECK(copyMap(node, depth, value));
        }
        return value;
    }

private:
    Status copyList(const YAML::Node& node, int depth, YamlValue& value) {
        value.kind = YamlValue::Kind::List;
        for (const YAML::const_iterator::value_type& item : node) {
            LATHE_TRY(YamlValue copied, copy(item, depth + 1));
            value.items.push_back(std::move(copied));
        }
        return {};
    }

    Status copyMap(const YAML::Node& node, int depth, YamlValue& value) {
        value.kind = YamlValue::Kind::Map;
        for (const auto& entry : node) {
            LATHE_TRY(YamlValue key, copy(entry.first, depth + 1));
            LATHE_TRY(YamlValue inner, copy(entry.second, depth + 1));
            if (key.kind != YamlValue::Kind::Scalar) return syntaxError(m_file, entry.first.Mark(), "a key must be a plain text");
            value.entries.push_back({std::move(key), std::move(inner)});
        }
        return {};
    }

    const std::string& m_file;
    int m_budget = kMostValues;
};

} // namespace

const YamlValue* YamlValue::find(std::string_view key) const {
    for (const auto& [name, value] : entries)
        if (name.text == key) return &value;
    return nullptr;
}

std::string YamlValue::toLine() const {
    std::string joined;
    switch (kind) {
    case Kind::Null:
        return "";
    case Kind::Scalar:
        return text;
    case Kind::List:
        for (const YamlValue& item : items)
            joined += (joined.empty() ? "" : ", ") + item.toLine();
        return "[" + joined + "]";
    case Kind::Map:
        for (const auto& [key, value] : entries)
            joined += (joined.empty() ? "" : ", ") + key.toLine() + ": " + value.toLine();
        return "{" + joined + "}";
    }
    return joined;
}

Result<YamlValue> parseYaml(std::string_view text, const std::string& file) {
    if (text.size() > kMostBytes) return syntaxError(file, YAML::Mark::null_mark(), "the file is larger than 4 MiB");
    try {
        const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
        if (documents.size() > 1) return syntaxError(file, documents[1].Mark(), "a second document begins here; a configuration is one");
        return Copier(file).copy(documents.empty() ? YAML::Node() : documents.front(), 0);
    } catch (const YAML::Exception& exception) {
        return syntaxError(file, exception.mark, exception.msg);
    } catch (const std::exception& exception) {
        return syntaxError(file, YAML::Mark::null_mark(), exception.what());
    }
}

std::string quoteYaml(std::string_view text) {
    const bool isPlain = std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
    std::string quoted = isPlain ? "'" : "\"";
    for (const char c : text) {
        if (isPlain) {
            quoted += c == '\'' ? std::string("''") : std::string(1, c);
            continue;
        }
        constexpr char kHex[] = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F)
            quoted += std::string("\\x") + kHex[byte >> 4] + kHex[byte & 15];
        else if (c == '"' || c == '\\')
            quoted += std::string("\\") + c;
        else
            quoted += c;
    }
    return quoted + (isPlain ? "'" : "\"");
}

} // namespace lathe
