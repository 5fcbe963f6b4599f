#pragma once

#include "core/config/problems.h"

#include <filesystem>

namespace lathe {

/// The JSON of quant_config: // comments allowed, `type` (3.0) and `qtype` (3.5). Every problem (HZ26) is reported at `at`, the key of the
/// configuration, and names the JSON file.
QuantConfig readQuantConfig(const std::filesystem::path& file, const YamlValue* at, Problems& problems);

} // namespace lathe
