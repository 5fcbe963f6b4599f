#include "core/ops/cast_strings.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lathe {
namespace {

template <class Real>
std::string textOf(Real value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value < 0 ? "-INF" : "INF";
    constexpr double kPlainFrom = 1e-4, kPlainTo = 1e16;
    const double size = std::abs(static_cast<double>(value));
    const bool isPlain = size == 0.0 || (size >= kPlainFrom && size < kPlainTo);
    char buffer[64];
    const auto written =
        std::to_chars(buffer, buffer + sizeof buffer, value, isPlain ? std::chars_format::fixed : std::chars_format::scientific);
    std::string text(buffer, written.ptr);
    if (isPlain && text.find('.') == std::string::npos) text += ".0";
    return text;
}

/// Without blanks around it and a plus sign in front, which std::from_chars does not take.
std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    text = text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
    return text.size() > 1 && text[0] == '+' && text[1] != '-' ? text.substr(1) : text;
}

/// The whole text as a number.
template <class Number>
std::optional<Number> parsed(std::string_view text) {
    Number value{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Error notANumber(const OpContext& context, std::string_view text) {
    constexpr std::size_t kShown = 40;
    return opError(context, "'" + std::string(text.substr(0, kShown)) + "' is not a number");
}

/// A number too large or too small for double is what strtod makes of it: infinite or 0.
Result<double> realOf(const OpContext& context, std::string_view text) {
    const std::string_view number = trimmed(text);
    double value = 0.0;
    const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), value);
    const bool isWhole = end == number.data() + number.size() && !number.empty();
    if (isWhole && problem == std::errc::result_out_of_range) return std::strtod(std::string(number).c_str(), nullptr);
    if (!isWhole || problem != std::errc{}) return notANumber(context, text);
    return value;
}

Result<std::int64_t> integerOf(const OpContext& context, std::string_view text) {
    if (const auto whole = parsed<std::int64_t>(trimmed(text))) return *whole;
    LATHE_TRY(const double value, realOf(context, text));
    constexpr double kMost = 9.2233720368547748e18; // the largest double below 2^63
    return std::isnan(value) ? 0 : static_cast<std::int64_t>(std::clamp(value, -kMost, kMost));
}

} // namespace

EvaluateOutcome toStrings(const OpContext& context, const Tensor& input) {
    std::vector<std::string> texts;
    texts.reserve(static_cast<std::size_t>(input.elementCount()));
    if (input.type() == DataType::Uint64) {
        for (const std::uint64_t value : input.data<std::uint64_t>())
            texts.push_back(std::to_string(value));
    } else if (input.type() == DataType::Double) {
        for (const double value : input.data<double>())
            texts.push_back(textOf(value));
    } else if (isFloatingPoint(input.type())) {
        const Tensor reals = input.toFloat();
        for (const float value : reals.data<float>())
            texts.push_back(textOf(value));
    } else if (isInteger(input.type()) || input.type() == DataType::Bool) {
        for (const std::int64_t value : input.toInt64s())
            texts.push_back(std::to_string(value));
    } else {
        return unsupportedType(context, input.type());
    }
    return std::vector{Tensor::ofStrings(input.dims(), std::move(texts))};
}

Result<std::vector<double>> realsOf(const OpContext& context, std::span<const std::string> texts) {
    std::vector<double> numbers;
    for (const std::string& text : texts) {
        LATHE_TRY(const double value, realOf(context, text));
        numbers.push_back(value);
    }
    return numbers;
}

Result<std::vector<std::int64_t>> integersOf(const OpContext& context, std::span<const std::string> texts) {
    std::vector<std::int64_t> numbers;
    for (const std::string& text : texts) {
        LATHE_TRY(const std::int64_t value, integerOf(context, text));
        numbers.push_back(value);
    }
    return numbers;
}

} // namespace lathe
