#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace lathe {

struct YamlEntry;

/// A YAML value with its place: what the rest of the folder sees of YAML.
struct YamlValue {
    enum class Kind { Null, Scalar, List, Map };

    Kind kind = Kind::Null;
    std::string text;      ///< of a scalar
    bool isQuoted = false; ///< 'true' is a text, true is a boolean
    int line = 0, column = 0;
    std::vector<YamlValue> items;
    std::vector<YamlEntry> entries; ///< in file order, doubles included

    /// The value of the first entry of that key, or nullptr.
    const YamlValue* find(std::string_view key) const;
    /// The value as one line of YAML ("[1, 2]"), for what is kept as text.
    std::string toLine() const;
};

/// Key and value.
struct YamlEntry {
    YamlValue first, second;
};

/// Parses one document. Bounded: at most 4 MiB, 64 levels, 100,000 values and 16 MiB of text with aliases expanded. An error (kind Usage)
/// says what `what` is not, and names the place in `file`.
Result<YamlValue> parseYaml(std::string_view text, const std::string& file, std::string_view what = "the configuration");

/// A YAML scalar that reads back as the same text and never as a number, boolean or null.
std::string quoteYaml(std::string_view text);

} // namespace lathe
