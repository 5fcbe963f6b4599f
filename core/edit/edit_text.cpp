#include "core/edit/edit_text.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace lathe {
namespace {

constexpr std::string_view kGuarded = ":,=";

bool isNumber(const std::string& word) {
    return !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

/// "1x3x224x224" in its numbers; nothing when it is something else, as an open dimension with an x in its name.
std::optional<std::vector<std::string>> numbersBetweenX(const std::string& text) {
    std::vector<std::string> words = splitGuarded(text, 'x');
    if (std::ranges::all_of(words, isNumber)) return words;
    return std::nullopt;
}

} // namespace

std::vector<std::string> splitGuarded(const std::string& text, char separator, std::size_t most) {
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == separator && parts.size() < most) {
            parts.emplace_back();
            continue;
        }
        if (text[i] == '\\' && i + 1 < text.size()) parts.back() += text[i++];
        parts.back() += text[i];
    }
    return parts;
}

std::string unescaped(const std::string& text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && kGuarded.find(text[i + 1]) != std::string_view::npos) ++i;
        plain += text[i];
    }
    return plain;
}

std::string escaped(const std::string& text) {
    std::string guarded;
    for (const char c : text) {
        if (kGuarded.find(c) != std::string_view::npos) guarded += '\\';
        guarded += c;
    }
    return guarded;
}

Status checkNewName(const std::string& name) {
    const auto isControl = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
    const auto at = std::ranges::find_if(name, isControl);
    if (at == name.end()) return {};
    std::string shown = name;
    std::ranges::replace_if(shown, isControl, '?');
    const std::string what = *at == '\n' ? "a line break" : *at == '\t' ? "a tab" : "a control character";
    return Error::usage("the new name '" + shown + "' has " + what + " at character " + std::to_string(at - name.begin() + 1),
                        "a name is one line of printable characters");
}

std::vector<std::string> splitNames(const std::string& list) {
    std::vector<std::string> names = splitGuarded(list, ',');
    std::erase(names, std::string());
    std::ranges::transform(names, names.begin(), unescaped);
    return names;
}

Result<std::pair<std::string, std::string>> pairOf(const std::string& text, char separator, const std::string& form) {
    const std::vector<std::string> parts = splitGuarded(text, separator, 2);
    if (parts.size() != 2 || parts[0].empty())
        return Error::usage("'" + text + "' is not of the form " + form,
                            std::string("a '") + separator + "' within a name is written '\\" + separator + "'");
    return std::pair(unescaped(parts[0]), parts[1]);
}

namespace {
constexpr std::int64_t kLargestDim = std::int64_t(1) << 31;
}

Result<Dim> parseDim(const std::string& word) {
    std::int64_t size = 0;
    const bool isSize = isNumber(word);
    if (isSize && (std::from_chars(word.data(), word.data() + word.size(), size).ec != std::errc() || size > kLargestDim))
        return Error::usage("the dimension " + word + " is too large", "a dimension goes to " + std::to_string(kLargestDim));
    if (word.empty() || word.front() == '-') return Error::usage("'" + word + "' is no dimension", "write a number, a word or '?'");
    if (word.find('=') != std::string::npos)
        return Error::usage("'" + word + "' is no dimension", "the name stands before a ':', as in input:1,3,224,224");
    LATHE_CHECK(checkNewName(word));
    return isSize ? Dim(size) : word == "?" ? Dim() : Dim::named(word);
}

Result<Shape> parseDims(const std::string& text) {
    Shape shape;
    if (text.empty()) return shape;
    for (const std::string& word : numbersBetweenX(text).value_or(splitGuarded(text, ','))) {
        auto dim = parseDim(word);
        if (!dim)
            return Error::usage("'" + text + "' is no shape: " + dim.error().message, "write it as 1,3,224,224, '?' for what is open");
        shape.dims.push_back(std::move(*dim));
    }
    if (shape.isStatic() && !shape.elementCount()) return Error::usage("a tensor of shape " + toText(shape) + " is too large");
    return shape;
}

} // namespace lathe
