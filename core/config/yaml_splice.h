#pragma once

#include "core/config/yaml_value.h"

#include <map>
#include <optional>

namespace lathe {

/// What becomes of the keys of one map: a new value as YAML, or nothing (the key goes).
using KeyChanges = std::map<std::string, std::optional<std::string>, std::less<>>;

/// A YAML text whose keys can be replaced, added and removed in place: every other byte stays, comments and spelling included.
/// Changes are collected against the text as it was read; text() applies them. What it cannot place (anchors, tags, explicit '?' keys)
/// makes isFine() false; the caller reads the result back anyway, for YAML has more spellings than this knows.
class YamlSplice {
public:
    /// `yaml` must stay while this lives; the values that the functions take come from parseYaml of it.
    explicit YamlSplice(std::string_view yaml);

    /// Changes keys of `map`, which is the value of the key `holder`. A map without keys (null) is filled.
    void change(const YamlValue& holder, const YamlValue& map, const KeyChanges& changes);
    /// A group at the end of the text.
    void addGroup(const std::string& name, const KeyChanges& changes);

    bool isFine() const { return m_isFine; }
    std::string text() const;
    /// The value of a key stands on the key's own line, or the key has none.
    bool isOnOneLine(const YamlValue& key, const YamlValue& value);

private:
    struct Edit {
        std::size_t begin = 0, end = 0;
        std::string text;
    };
    struct Span {
        std::size_t begin = 0, end = 0;
    };

    void changeBlock(const YamlValue& map, const KeyChanges& changes);
    void changeFlow(const YamlValue& map, const KeyChanges& changes);
    void replace(const YamlValue& key, const YamlValue& value, const std::string& text, bool inFlow);
    std::size_t fail();

    std::size_t placeOf(const YamlValue& value);
    std::size_t afterColon(const YamlValue& key);
    /// The text of a value; empty, right after the colon, for a key without one.
    Span spanOf(const YamlValue& key, const YamlValue& value, bool inFlow);
    std::size_t endOf(const YamlValue& value, std::size_t begin, int keyColumn, bool inFlow);
    std::size_t endOfQuoted(std::size_t begin);
    std::size_t endOfFlow(std::size_t begin);
    std::size_t endOfPlain(std::size_t begin, int keyColumn, bool inFlow) const;
    std::size_t endOfPlainLine(std::size_t begin, bool inFlow) const;
    std::size_t endOfBlockScalar(std::size_t begin, int keyColumn) const;
    std::size_t endOfLine(std::size_t at) const;
    std::size_t nextLine(std::size_t at) const;
    std::string newLineBefore(std::size_t at) const;

    std::string_view m_yaml;
    std::vector<std::size_t> m_lines; ///< where each begins
    std::vector<Edit> m_edits;
    bool m_isFine = true;
};

} // namespace lathe
