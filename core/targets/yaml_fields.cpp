#include "core/targets/yaml_fields.h"

#include "core/base/spelling.h"

#include <cmath>
#include <set>

namespace lathe {

void YamlFields::fail(const YAML::Node& at, std::string message) {
    Diagnostic problem;
    problem.severity = Severity::Error;
    problem.code = "TARGET01";
    problem.message = std::move(message);
    const YAML::Mark mark = at.IsDefined() ? at.Mark() : YAML::Mark::null_mark();
    problem.place = {m_file, mark.line + 1, mark.column + 1};
    m_problems.push_back(std::move(problem));
}

bool YamlFields::checkKeys(const YAML::Node& map, std::span<const std::string_view> known, std::string_view what) {
    if (!map.IsDefined() || !map.IsMap()) {
        fail(map, std::string(what) + " must be a map");
        return false;
    }
    const std::vector<std::string> names(known.begin(), known.end());
    std::set<std::string, std::less<>> seen;
    for (const auto& entry : map) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
        if (!seen.insert(key).second) fail(entry.first, "the key '" + key + "' stands twice");
        if (std::find(names.begin(), names.end(), key) != names.end()) continue;
        const std::string nearest = nearestSpelling(key, names);
        fail(entry.first, std::string(what) + " has no key '" + key + "'" + (nearest.empty() ? "" : "; did you mean '" + nearest + "'?"));
    }
    return true;
}

YAML::Node YamlFields::child(const YAML::Node& map, const char* key, bool isRequired) {
    YAML::Node found = map[key];
    if (!found.IsDefined() && isRequired) fail(map, std::string("the key '") + key + "' is missing");
    return found.IsDefined() ? found : YAML::Node(YAML::NodeType::Null);
}

std::string YamlFields::text(const YAML::Node& map, const char* key, bool isRequired) {
    const YAML::Node field = child(map, key, isRequired);
    if (field.IsScalar()) return field.Scalar();
    if (!field.IsNull()) fail(field, std::string("'") + key + "' must be text");
    return {};
}

std::optional<double> YamlFields::number(const YAML::Node& map, const char* key, double minimum, double maximum, bool isRequired) {
    const YAML::Node field = child(map, key, isRequired);
    if (field.IsNull()) return std::nullopt;
    double value = 0;
    if (!field.IsScalar() || !YAML::convert<double>::decode(field, value) || !std::isfinite(value)) {
        fail(field, std::string("'") + key + "' must be a number");
        return std::nullopt;
    }
    if (value < minimum || value > maximum) {
        std::ostringstream message;
        message << "'" << key << "' is " << value << "; it must lie in [" << minimum << ", " << maximum << "]";
        fail(field, message.str());
        return std::nullopt;
    }
    return value;
}

bool YamlFields::truth(const YAML::Node& map, const char* key, bool fallback) {
    const YAML::Node field = child(map, key, false);
    if (field.IsNull()) return fallback;
    bool value = fallback;
    if (!field.IsScalar() || !YAML::convert<bool>::decode(field, value)) fail(field, std::string("'") + key + "' must be true or false");
    return value;
}

std::vector<std::string> YamlFields::texts(const YAML::Node& map, const char* key) {
    const YAML::Node field = child(map, key, false);
    std::vector<std::string> all;
    if (field.IsScalar()) all.push_back(field.Scalar());
    if (!field.IsSequence()) {
        if (!field.IsNull() && !field.IsScalar()) fail(field, std::string("'") + key + "' must be a list of texts");
        return all;
    }
    for (const auto& item : field) {
        if (item.IsScalar())
            all.push_back(item.Scalar());
        else
            fail(item, std::string("an entry of '") + key + "' must be text");
    }
    return all;
}

std::vector<double> YamlFields::numbers(const YAML::Node& map, const char* key) {
    std::vector<double> all;
    const YAML::Node field = child(map, key, false);
    if (field.IsNull()) return all;
    if (!field.IsSequence()) {
        fail(field, std::string("'") + key + "' must be a list of numbers");
        return all;
    }
    for (const auto& item : field) {
        double value = 0;
        if (item.IsScalar() && YAML::convert<double>::decode(item, value))
            all.push_back(value);
        else
            fail(item, std::string("an entry of '") + key + "' must be a number");
    }
    return all;
}

} // namespace lathe
