#include "core/config/problems.h"

namespace lathe {

void Problems::add(Severity severity, std::string code, const YamlValue* at, std::string message, std::string remedy, std::string node) {
    Diagnostic problem;
    problem.severity = severity;
    problem.code = std::move(code);
    problem.message = std::move(message);
    problem.remedy = std::move(remedy);
    problem.node = std::move(node);
    problem.place.file = m_file;
    if (at) problem.place.line = at->line, problem.place.column = at->column;
    m_found.push_back(std::move(problem));
}

void Problems::error(std::string code, const YamlValue* at, std::string message, std::string remedy, std::string node) {
    add(Severity::Error, std::move(code), at, std::move(message), std::move(remedy), std::move(node));
}

void Problems::warn(std::string code, const YamlValue* at, std::string message, std::string remedy, std::string node) {
    add(Severity::Warning, std::move(code), at, std::move(message), std::move(remedy), std::move(node));
}

void Problems::info(std::string code, const YamlValue* at, std::string message, std::string remedy, std::string node) {
    add(Severity::Info, std::move(code), at, std::move(message), std::move(remedy), std::move(node));
}

void Problems::setPlace(std::string_view key, const YamlValue& value) {
    m_places.emplace(key, value);
}

const YamlValue* Problems::given(std::string_view key) const {
    const auto found = m_places.find(key);
    return found == m_places.end() ? nullptr : &found->second;
}

std::int64_t Problems::errorCount() const {
    return std::ranges::count(m_found, Severity::Error, &Diagnostic::severity);
}

bool Problems::isAnyWrong(std::initializer_list<std::string_view> keys) const {
    return std::ranges::any_of(keys, [this](std::string_view key) { return m_wrong.contains(key); });
}

Status Problems::finish(JobContext& context) const {
    std::vector<Diagnostic> sorted = m_found;
    std::ranges::stable_sort(sorted, [](const Diagnostic& a, const Diagnostic& b) {
        return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
    });
    std::vector<Diagnostic> errors;
    for (Diagnostic& problem : sorted) {
        if (problem.severity == Severity::Error)
            errors.push_back(std::move(problem));
        else
            context.report(std::move(problem));
    }
    if (errors.empty()) return {};
    Error error = Error::usage("the configuration has " + std::to_string(errors.size()) + (errors.size() == 1 ? " problem" : " problems"));
    error.place.file = m_file;
    error.details = std::move(errors);
    return error;
}

std::string trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(kBlank) - first + 1));
}

namespace {

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t to = std::min(text.find(separator, from), text.size());
        parts.push_back(trimmed(text.substr(from, to - from)));
        from = to + 1;
    }
    return parts;
}

} // namespace

std::vector<std::string> splitBars(std::string_view text) {
    return split(text, '|');
}

std::vector<std::string> splitList(std::string_view text) {
    std::vector<std::string> parts = split(text, ';');
    // A closing ';' is common and means nothing.
    if (!parts.empty() && parts.back().empty()) parts.pop_back();
    return parts;
}

std::string allowedText(std::string_view separatedByBars) {
    const auto parts = splitBars(separatedByBars);
    std::string text = "it is ";
    for (std::size_t i = 0; i < parts.size(); ++i)
        text += (i == 0 ? "" : i + 1 == parts.size() ? " or " : ", ") + parts[i];
    return text;
}

std::string didYouMean(std::string_view word, std::span<const std::string> candidates) {
    const std::string nearest = nearestSpelling(word, candidates);
    return nearest.empty() ? std::string() : "did you mean '" + nearest + "'? ";
}

} // namespace lathe
