#pragma once

#include "core/config/problems.h"

namespace lathe {

/// What a key of a vendor's group is.
struct VendorKey {
    const ParameterRow* row = nullptr; ///< null: none that Lathe knows
    bool isBase = false;               ///< the row is one of the base language
    bool isWrong = false;              ///< a misspelt key, reported
};
VendorKey findVendorKey(const std::string& group, const YamlValue& key, Problems& problems);

/// The value with ';' for the ',' of TI's lists.
YamlValue withSemicolons(const ParameterRow& row, YamlValue value);
/// Houmo's opt_level 2 as O2.
YamlValue withLevelLetter(const ParameterRow& row, YamlValue value);

} // namespace lathe
