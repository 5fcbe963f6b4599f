#pragma once

#include "core/config/build_config.h"
#include "core/config/yaml_value.h"

#include <initializer_list>
#include <map>
#include <set>

namespace lathe {

/// Collects everything that is wrong with a configuration, so that the user sees it at once.
class Problems {
public:
    explicit Problems(std::string file) : m_file(std::move(file)) {}

    void error(std::string code, const YamlValue* at, std::string message, std::string remedy = {}, std::string node = {});
    void warn(std::string code, const YamlValue* at, std::string message, std::string remedy = {}, std::string node = {});
    void info(std::string code, const YamlValue* at, std::string message, std::string remedy = {}, std::string node = {});

    /// Remembers where a key was given, for problems that are found later.
    void setPlace(std::string_view key, const YamlValue& value);
    /// The value of that key as it was given, or nullptr.
    const YamlValue* given(std::string_view key) const;

    /// Marks a key whose value could not be taken; rules that need it stay silent.
    void setWrong(std::string_view key) { m_wrong.emplace(key); }
    bool isAnyWrong(std::initializer_list<std::string_view> keys) const;

    std::int64_t errorCount() const;
    /// Warnings and infos go to the context; errors make the outcome.
    Status finish(JobContext& context) const;

private:
    void add(Severity severity, std::string code, const YamlValue* at, std::string message, std::string remedy, std::string node);

    std::string m_file;
    std::vector<Diagnostic> m_found;
    std::map<std::string, YamlValue, std::less<>> m_places;
    std::set<std::string, std::less<>> m_wrong;
};

/// "it is a, b or c"
std::string allowedText(std::string_view separatedByBars);
/// The parts of "a|b|c".
std::vector<std::string> splitBars(std::string_view text);
/// The parts of 'a; b; c', trimmed; an empty text has none.
std::vector<std::string> splitList(std::string_view text);
std::string trimmed(std::string_view text);
/// "did you mean 'x'? " for the nearest candidate, or "".
std::string didYouMean(std::string_view word, std::span<const std::string> candidates);

} // namespace lathe
