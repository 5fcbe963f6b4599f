#pragma once

#include "core/base/error.h"

#include <yaml-cpp/yaml.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lathe {

/// Reads the fields of one YAML file and collects every problem with line and column instead of stopping at the first.
class YamlFields {
public:
    explicit YamlFields(std::string file) : m_file(std::move(file)) {}

    void fail(const YAML::Node& at, std::string message);
    /// Reports keys of `map` that are not among `known`, with the nearest spelling. False when `map` is no map.
    bool checkKeys(const YAML::Node& map, std::span<const std::string_view> known, std::string_view what);

    /// The field as text, number or truth value. A missing required field and a wrong type are problems.
    std::string text(const YAML::Node& map, const char* key, bool isRequired = true);
    std::optional<double> number(const YAML::Node& map, const char* key, double minimum, double maximum, bool isRequired = true);
    bool truth(const YAML::Node& map, const char* key, bool fallback);
    std::vector<std::string> texts(const YAML::Node& map, const char* key);
    std::vector<double> numbers(const YAML::Node& map, const char* key);
    YAML::Node child(const YAML::Node& map, const char* key, bool isRequired = true);

    const std::vector<Diagnostic>& problems() const { return m_problems; }

private:
    std::string m_file;
    std::vector<Diagnostic> m_problems;
};

} // namespace lathe
