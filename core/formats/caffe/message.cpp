#include "core/formats/caffe/message.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace lathe::caffe {

const Field* Message::find(std::string_view name) const {
    const auto found = std::find_if(fields.rbegin(), fields.rend(), [&](const Field& field) { return field.name == name; });
    return found == fields.rend() ? nullptr : &*found;
}

std::vector<const Field*> Message::all(std::string_view name) const {
    std::vector<const Field*> found;
    for (const Field& field : fields)
        if (field.name == name) found.push_back(&field);
    return found;
}

const Message& Message::sub(std::string_view name) const {
    static const Message kEmpty;
    const Field* field = find(name);
    return field && field->message ? *field->message : kEmpty;
}

std::int64_t Message::integer(std::string_view name, std::int64_t fallback) const {
    const Field* field = find(name);
    return field ? parseInteger(field->text).value_or(fallback) : fallback;
}

double Message::real(std::string_view name, double fallback) const {
    const Field* field = find(name);
    return field ? parseReal(field->text).value_or(fallback) : fallback;
}

bool Message::flag(std::string_view name, bool fallback) const {
    const Field* field = find(name);
    return field ? parseFlag(field->text).value_or(fallback) : fallback;
}

std::string_view Message::text(std::string_view name, std::string_view fallback) const {
    const Field* field = find(name);
    return field ? field->text : fallback;
}

std::vector<std::int64_t> Message::integers(std::string_view name) const {
    std::vector<std::int64_t> values;
    for (const Field* field : all(name))
        values.push_back(parseInteger(field->text).value_or(0));
    return values;
}

std::vector<float> Message::reals(std::string_view name) const {
    std::vector<float> values;
    for (const Field* field : all(name))
        values.push_back(static_cast<float>(parseReal(field->text).value_or(0.0)));
    return values;
}

std::vector<std::string> Message::texts(std::string_view name) const {
    std::vector<std::string> values;
    for (const Field* field : all(name))
        values.emplace_back(field->text);
    return values;
}

namespace {

/// Takes a leading sign off.
bool takeSign(std::string_view& text) {
    const bool isNegative = text.starts_with('-');
    if (isNegative || text.starts_with('+')) text.remove_prefix(1);
    return isNegative;
}

} // namespace

std::optional<std::int64_t> parseInteger(std::string_view text) {
    const bool isNegative = takeSign(text);
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        text.remove_prefix(2);
        base = 16;
    } else if (text.size() > 1 && text.starts_with('0')) {
        base = 8;
    }
    std::uint64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    return isNegative ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
}

std::optional<double> parseReal(std::string_view text) {
    const bool isNegative = takeSign(text);
    if (text.starts_with('-') || text.starts_with('+')) return std::nullopt;
    if (text.size() > 1 && (text.back() == 'f' || text.back() == 'F') && text.find_first_of("0123456789.") == 0) text.remove_suffix(1);
    double value = 0.0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed == std::errc::result_out_of_range)
        value = text.find("e-") == text.npos && text.find("E-") == text.npos ? std::numeric_limits<double>::infinity() : 0.0;
    else if (failed != std::errc())
        return std::nullopt;
    if (end != text.data() + text.size()) return std::nullopt;
    return isNegative ? -value : value;
}

std::optional<bool> parseFlag(std::string_view text) {
    if (text == "true" || text == "True" || text == "t" || text == "1") return true;
    if (text == "false" || text == "False" || text == "f" || text == "0") return false;
    return std::nullopt;
}

} // namespace lathe::caffe
