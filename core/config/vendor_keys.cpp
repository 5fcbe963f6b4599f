#include "core/config/vendor_keys.h"

#include "core/base/spelling.h"

namespace lathe {
namespace {

std::vector<std::string> keysOf(const std::string& group) {
    std::vector<std::string> keys;
    for (const ParameterRow& row : vendorParameterTable())
        if (row.group == group) keys.emplace_back(row.key);
    for (const SpellingRow& row : spellingTable())
        if (row.group == group) keys.emplace_back(row.key);
    return keys;
}

} // namespace

VendorKey findVendorKey(const std::string& group, const YamlValue& key, Problems& problems) {
    const std::string plain = plainVendorKey(key.text);
    if (const ParameterRow* row = findParameter(group, plain)) return {row, false, false};
    for (const SpellingRow& spelling : spellingTable())
        if (spelling.group == group && spelling.key == plain)
            return {findParameter(spelling.baseGroup, spelling.baseKey), spelling.baseGroup != spelling.group, false};
    const std::string nearest = nearestSpelling(plain, keysOf(group));
    if (nearest.empty()) return {};
    problems.error("CFG_UNKNOWN_KEY", &key, "unknown key '" + key.text + "' in " + group, "did you mean '" + nearest + "'?");
    return {nullptr, false, true};
}

YamlValue withSemicolons(const ParameterRow& row, YamlValue value) {
    if (row.type == ParameterType::List && value.kind == YamlValue::Kind::Scalar) std::ranges::replace(value.text, ',', ';');
    return value;
}

YamlValue withLevelLetter(const ParameterRow& row, YamlValue value) {
    const bool isDigit = value.text.size() == 1 && value.text.front() >= '0' && value.text.front() <= '9';
    if (row.key == "optimize_level" && value.kind == YamlValue::Kind::Scalar && isDigit) value.text.insert(0, "O");
    return value;
}

} // namespace lathe
