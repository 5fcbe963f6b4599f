#include "core/base/visible_text.h"

#include <cstdint>

namespace lathe {
namespace {

/// A character of UTF-8; size 1 and `isValid` false for a byte that begins none.
struct Character {
    std::uint32_t code = 0;
    std::size_t size = 1;
    bool isValid = false;
};

Character characterAt(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(at);
    if (first < 0x80) return {first, 1, true};
    const std::size_t size = first >= 0xF0 && first < 0xF5 ? 4 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xC2 && first < 0xE0 ? 2 : 0;
    if (size == 0 || size > text.size() - at) return {};
    std::uint32_t code = first & (0x7Fu >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) return {};
        code = code << 6 | (byte(at + i) & 0x3F);
    }
    return {code, size, true};
}

bool isControl(std::uint32_t code) {
    const bool turnsDirection = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 || turnsDirection;
}

std::string cleaned(std::string_view text, std::string_view allowed) {
    std::string clean;
    clean.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Character c = characterAt(text, at);
        const bool isShown =
            c.isValid && (!isControl(c.code) || (c.code < 0x80 && allowed.find(static_cast<char>(c.code)) != allowed.npos));
        clean += isShown ? text.substr(at, c.size) : "?";
        at += c.size;
    }
    return clean;
}

} // namespace

std::string visibleText(std::string_view text) {
    return cleaned(text, {});
}

std::string visibleLines(std::string_view text) {
    return cleaned(text, "\n\t");
}

} // namespace lathe
