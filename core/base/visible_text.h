#pragma once

#include <string>
#include <string_view>

namespace lathe {

/// Text of a file for a terminal or a log: a name must not move the cursor, set colours, begin a line or turn the reading direction.
/// '?' for every control character (C0, DEL, C1, the bidirectional ones) and for bytes that are no UTF-8.
std::string visibleText(std::string_view text);
/// The same line by line.
std::string visibleLines(std::string_view text);

} // namespace lathe
