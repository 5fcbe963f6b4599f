#include "core/config/values.h"

#include "core/formats/image_file.h"

#include <charconv>

namespace lathe {
namespace {

struct KeyRule {
    std::string_view key, rule;
};
constexpr KeyRule kKeyRules[] = {
    {"max_num_subgraphs", "TI06"},     {"remove_node_type", "HZ05"}, {"calibration_type", "HZ21"}, {"max_percentile", "HZ22"},
    {"optimize_level", "HZ27"},        {"balance_factor", "HZ28"},   {"core_num", "HZ29"},         {"max_time_per_fc", "HZ32"},
    {"input_batch", "HZ16"},           {"input_type_train", "HZ10"}, {"input_type_rt", "HZ10"},    {"input_layout_train", "HZ14"},
    {"input_space_and_range", "HZ13"}, {"norm_type", "HZ20"},        {"mean_value", "HZ20"},       {"scale_value", "HZ20"},
    {"input_shape", "HZ12"},           {"tidl_tensor_bits", "TI02"},
};

std::string_view typeSentence(ParameterType type) {
    switch (type) {
    case ParameterType::Integer:
        return "a whole number";
    case ParameterType::Real:
        return "a number";
    case ParameterType::Boolean:
        return "true or false, without quotes";
    case ParameterType::Dictionary:
        return "a dictionary";
    case ParameterType::String:
    case ParameterType::Path:
    case ParameterType::Choice:
        return "one text";
    case ParameterType::List:
    case ParameterType::ChoiceList:
        return "a text, several separated by ';'";
    }
    return "";
}

struct Range {
    double low = 0, high = 0;
};

Range parseRange(std::string_view text) {
    const auto dots = text.find("..");
    return {parseReal(text.substr(0, dots)).value_or(0), parseReal(text.substr(dots + 2)).value_or(0)};
}

/// One value of one parameter, checked on its own.
class PartChecker {
public:
    PartChecker(const ParameterRow& row, Problems& problems) : m_row(row), m_problems(problems) {}

    std::optional<std::string> check(const std::string& text, const YamlValue& at) {
        switch (m_row.type) {
        case ParameterType::Integer:
            return checkInteger(text, at);
        case ParameterType::Boolean:
            return checkBoolean(text, at);
        case ParameterType::Real:
            return m_row.perInput ? checkReals(text, at) : checkReal(text, at);
        case ParameterType::Choice:
        case ParameterType::ChoiceList:
            return checkChoice(text, at);
        default:
            return checkText(text, at);
        }
    }

    std::optional<std::string> wrongType(const YamlValue& at, const std::string& text) {
        const std::string code = m_row.type == ParameterType::Boolean ? "HZ35" : "CFG_TYPE";
        m_problems.error(code, &at, title() + " is '" + text + "'", "it must be " + std::string(typeSentence(m_row.type)));
        return std::nullopt;
    }

private:
    std::string title() const { return std::string(m_row.key); }

    std::optional<std::string> outOfRange(const YamlValue& at, const std::string& text, std::string remedy) {
        m_problems.error(std::string(ruleOfKey(m_row.key)), &at, title() + " is '" + text + "'", std::move(remedy));
        return std::nullopt;
    }

    bool isInRange(double value) const {
        if (m_row.range.empty()) return true;
        const Range range = parseRange(m_row.range);
        return value >= range.low && value <= range.high;
    }

    std::string rangeRemedy() const {
        const auto dots = m_row.range.find("..");
        return "it is " + std::string(m_row.range.substr(0, dots)) + " to " + std::string(m_row.range.substr(dots + 2));
    }

    std::optional<std::string> checkInteger(const std::string& text, const YamlValue& at) {
        const auto number = parseInteger(text);
        // The 3.5 dialect writes input_batch as a text.
        if (!number || (at.isQuoted && m_row.key != "input_batch")) return wrongType(at, text);
        if (!isInRange(static_cast<double>(*number))) return outOfRange(at, text, rangeRemedy());
        if (m_row.key == "max_time_per_fc" && *number != 0 && *number < 1000)
            return outOfRange(at, text, "it is 0 (no limit) or 1000 to 4294967295 µs");
        return std::to_string(*number);
    }

    std::optional<std::string> checkBoolean(const std::string& text, const YamlValue& at) {
        if (at.isQuoted) return wrongType(at, text);
        for (const char* yes : {"true", "True", "TRUE"})
            if (text == yes) return "True";
        for (const char* no : {"false", "False", "FALSE"})
            if (text == no) return "False";
        return wrongType(at, text);
    }

    std::optional<std::string> checkReal(const std::string& text, const YamlValue& at) {
        const auto number = parseReal(text);
        if (!number || at.isQuoted) return wrongType(at, text);
        if (!isInRange(*number)) return outOfRange(at, text, rangeRemedy());
        return realText(*number);
    }

    std::optional<std::string> checkReals(const std::string& text, const YamlValue& at) {
        if (text.empty() || text == "None") return "";
        const auto numbers = parseReals(text);
        if (!numbers || numbers->empty())
            return outOfRange(at, text, "it is numbers separated by spaces, or None; inputs are separated by ';'");
        return realsText(*numbers);
    }

    std::optional<std::string> checkChoice(const std::string& text, const YamlValue& at) {
        if (text.empty() && m_row.perInput && m_row.fallback.empty()) return text;
        const auto choices = splitBars(m_row.range);
        if (std::ranges::find(choices, text) != choices.end()) return text;
        return outOfRange(at, text, didYouMean(text, choices) + allowedText(m_row.range));
    }

    std::optional<std::string> checkText(const std::string& text, const YamlValue& at) {
        if (m_row.key == "input_shape" && !text.empty() && !parseShape(text))
            return outOfRange(at, text, "it is sizes separated by 'x', as 1x3x224x224");
        if (m_row.key != "image_transform") return text;
        if (const Status known = checkImageTransform(text); !known) return outOfRange(at, text, known.error().remedy);
        return text;
    }

    const ParameterRow& m_row;
    Problems& m_problems;
};

bool takesSeveral(const ParameterRow& row) {
    return row.perInput || row.type == ParameterType::List || row.type == ParameterType::ChoiceList;
}

/// The texts of a value with the places they came from; nothing when the kind of value is wrong.
std::optional<std::vector<std::pair<std::string, const YamlValue*>>> partsOf(const ParameterRow& row, const YamlValue& value) {
    std::vector<std::pair<std::string, const YamlValue*>> parts;
    if (value.kind == YamlValue::Kind::Scalar && !takesSeveral(row))
        parts.emplace_back(value.text, &value);
    else if (value.kind == YamlValue::Kind::Scalar)
        for (std::string& text : splitList(value.text))
            parts.emplace_back(std::move(text), &value);
    else if (value.kind == YamlValue::Kind::List && takesSeveral(row)) {
        for (const YamlValue& item : value.items) {
            if (item.kind != YamlValue::Kind::Scalar) return std::nullopt;
            parts.emplace_back(item.text, &item);
        }
    } else
        return std::nullopt;
    return parts;
}

} // namespace

std::string_view ruleOfKey(std::string_view key) {
    for (const KeyRule& row : kKeyRules)
        if (row.key == key) return row.rule;
    return "CFG_RANGE";
}

std::optional<std::vector<std::string>> checkValue(const ParameterRow& row, const YamlValue& value, Problems& problems) {
    if (value.kind == YamlValue::Kind::Null) return std::nullopt;
    PartChecker checker(row, problems);
    const auto parts = partsOf(row, value);
    if (!parts) {
        checker.wrongType(value, value.toLine());
        return std::nullopt;
    }
    if (value.kind == YamlValue::Kind::Scalar && value.text.empty() && row.key != "output_model_file_prefix") return std::nullopt;
    std::vector<std::string> texts;
    bool isRight = true;
    for (const auto& [text, at] : *parts) {
        if (text.empty() && takesSeveral(row) && !row.perInput) continue;
        const auto checked = checker.check(text, *at);
        if (checked)
            texts.push_back(*checked);
        else
            isRight = false;
    }
    if (!isRight || texts.empty()) return std::nullopt;
    return texts;
}

std::optional<std::int64_t> parseInteger(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<double> parseReal(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::string realText(double value) {
    char buffer[64];
    const auto [end, failed] = std::to_chars(buffer, buffer + sizeof buffer, value);
    return failed == std::errc() ? std::string(buffer, end) : std::string();
}

std::optional<std::vector<std::int64_t>> parseShape(std::string_view text) {
    std::vector<std::int64_t> dims;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t to = std::min(text.find('x', from), text.size());
        const auto dim = parseInteger(text.substr(from, to - from));
        if (!dim || *dim < 1 || *dim > (std::int64_t(1) << 31) || dims.size() >= 16) return std::nullopt;
        dims.push_back(*dim);
        from = to + 1;
    }
    return dims;
}

std::optional<std::vector<double>> parseReals(std::string_view text) {
    std::vector<double> values;
    constexpr std::string_view kSeparators = " ,\t";
    for (std::size_t from = text.find_first_not_of(kSeparators); from != std::string_view::npos;
         from = text.find_first_not_of(kSeparators, from)) {
        const std::size_t to = std::min(text.find_first_of(kSeparators, from), text.size());
        const auto value = parseReal(text.substr(from, to - from));
        if (!value) return std::nullopt;
        values.push_back(*value);
        from = to;
    }
    return values;
}

std::string realsText(const std::vector<double>& values) {
    std::string text;
    for (const double value : values)
        text += (text.empty() ? "" : " ") + realText(value);
    return text;
}

} // namespace lathe
