#pragma once

#include <string_view>

namespace lathe {

/// Whether quantization reads this key of a vendor's group (docs/options.md: its mechanism is the list of precision rules). Other keys
/// change the compiler, the program's metadata, or nothing.
bool isPrecisionOption(std::string_view group, std::string_view key);

} // namespace lathe
