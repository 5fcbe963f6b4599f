#pragma once

#include <string>
#include <string_view>

namespace lathe {

/// `text` as a cell of a Markdown table: bars would end it.
inline std::string markdownCell(std::string_view text) {
    std::string cell;
    for (const char c : text)
        cell += c == '|' ? std::string("\\|") : std::string(1, c);
    return cell;
}

} // namespace lathe
