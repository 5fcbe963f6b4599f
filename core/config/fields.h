#pragma once

#include "core/config/build_config.h"

namespace lathe {

/// Ties a key of the parameter table to its place in BuildConfig, as canonical texts (values.h).
struct Field {
    std::string_view key;
    void (*set)(BuildConfig&, const std::vector<std::string>&); ///< texts that checkValue gave; inputs are there already
    std::vector<std::string> (*get)(const BuildConfig&);        ///< empty: not set
};

/// Every key but the dictionaries node_info and input_source.
const Field* findField(std::string_view key);

} // namespace lathe
