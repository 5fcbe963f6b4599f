#include "core/edit/edit_list.h"

#include "core/edit/edit.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace lathe {
namespace {

/// The parts between separators that no backslash precedes; backslashes stay.
std::vector<std::string> split(const std::string& text, char separator, std::size_t most = std::string::npos) {
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

/// Without the backslashes that guard separators.
std::string unescaped(const std::string& text) {
    constexpr std::string_view kGuarded = ":,=";
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && kGuarded.find(text[i + 1]) != std::string_view::npos) ++i;
        plain += text[i];
    }
    return plain;
}

std::vector<std::string> namesOf(const std::string& list) {
    std::vector<std::string> names = split(list, ',');
    std::erase(names, std::string());
    std::ranges::transform(names, names.begin(), unescaped);
    return names;
}

Result<std::pair<std::string, std::string>> pairOf(const std::string& text, const std::string& form) {
    const std::vector<std::string> parts = split(text, ':', 2);
    if (parts.size() != 2) return Error::usage("'" + text + "' is not of the form " + form, "a ':' within a name is written '\\:'");
    return std::pair(parts[0], parts[1]);
}

bool isNumber(const std::string& word) {
    return !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

/// "1x3x224x224" in its numbers; nothing when it is something else, as an open dimension with an x in its name.
std::optional<std::vector<std::string>> numbersBetweenX(const std::string& text) {
    std::vector<std::string> words = split(text, 'x');
    if (std::ranges::all_of(words, isNumber)) return words;
    return std::nullopt;
}

constexpr std::int64_t kLargestDim = std::int64_t(1) << 31;

/// "1,3,224,224" or "1x3x224x224"; "?" and words are open dimensions.
Result<Shape> parseDims(const std::string& text) {
    Shape shape;
    if (text.empty()) return shape;
    for (const std::string& word : numbersBetweenX(text).value_or(split(text, ','))) {
        std::int64_t size = 0;
        const bool isSize = isNumber(word);
        if (isSize && (std::from_chars(word.data(), word.data() + word.size(), size).ec != std::errc() || size > kLargestDim))
            return Error::usage("the dimension " + word + " is too large", "a dimension goes to " + std::to_string(kLargestDim));
        if (word.empty() || word.front() == '-')
            return Error::usage("'" + text + "' is no shape", "write it as 1,3,224,224, '?' for what is open");
        shape.dims.push_back(isSize ? Dim(size) : word == "?" ? Dim() : Dim::named(word));
    }
    if (shape.isStatic() && !shape.elementCount()) return Error::usage("a tensor of shape " + toText(shape) + " is too large");
    return shape;
}

Status removeType(Graph& graph, const std::string& argument, JobContext& context) {
    const std::vector<std::string> types = namesOf(argument);
    if (types.empty()) return Error::usage("names no type", "give one, or several with commas between them");
    LATHE_CHECK(removeNodesByType(graph, types, context));
    return {};
}

Status removeNode(Graph& graph, const std::string& argument, JobContext& context) {
    LATHE_CHECK(removeNodes(graph, {argument}, context));
    return {};
}

Status extract(Graph& graph, const std::string& argument, JobContext&) {
    LATHE_TRY(const auto ends, pairOf(argument, "FROM:TO"));
    const auto from = namesOf(ends.first), to = namesOf(ends.second);
    if (from.empty() && to.empty()) return Error::usage("'" + argument + "' names neither a beginning nor an end");
    return extractBetween(graph, from, to);
}

Status outputs(Graph& graph, const std::string& argument, JobContext&) {
    return setOutputNodes(graph, namesOf(argument));
}

Status renameOne(Graph& graph, const std::string& argument, JobContext&) {
    LATHE_TRY(const auto names, pairOf(argument, "OLD:NEW"));
    return rename(graph, unescaped(names.first), unescaped(names.second));
}

Status setShape(Graph& graph, const std::string& argument, JobContext& context) {
    LATHE_TRY(const auto parts, pairOf(argument, "INPUT:D0,D1,…"));
    LATHE_TRY(const Shape shape, parseDims(parts.second));
    return setInputShape(graph, unescaped(parts.first), shape, context);
}

constexpr std::array kEdits{
    EditRow{"remove-type", "TYPE", "Take out nodes of this type at the ends: Quantize, Transpose, Dequantize, Cast, Reshape, Softmax",
            removeType},
    EditRow{"remove-node", "NAME", "Take out this node: at an end, or where its input can take the place of its output", removeNode},
    EditRow{"extract", "FROM:TO", "Keep the part between tensors or nodes; a list with commas on either side, an empty side stays",
            extract},
    EditRow{"outputs", "NAME,…", "Cut the model: these nodes or tensors become its outputs", outputs},
    EditRow{"set-shape", "INPUT:D0,D1,…", "Give an input another shape and infer all others ('?' or a word: open)", setShape},
    EditRow{"rename", "OLD:NEW", "Give a tensor (input, output …) or a node another name", renameOne},
};

Diagnostic problemOf(const EditRequest& request, const Error& error) {
    Diagnostic problem;
    problem.severity = Severity::Error;
    problem.code = "EDIT04";
    problem.message = "--" + request.operation + " " + request.argument + ": " + error.message;
    problem.node = error.node;
    problem.place = error.place;
    problem.remedy = error.remedy;
    return problem;
}

} // namespace

std::span<const EditRow> editTable() {
    return kEdits;
}

Status applyEdits(Graph& graph, const std::vector<EditRequest>& requests, JobContext& context) {
    Graph edited = graph;
    std::vector<Diagnostic> problems;
    for (const EditRow& row : kEdits) {
        for (const EditRequest& request : requests) {
            if (request.operation != row.name) continue;
            LATHE_CHECK(context.checkStop());
            Graph trial = edited;
            if (Status status = row.apply(trial, request.argument, context))
                edited = std::move(trial);
            else if (status.error().kind == ErrorKind::Stopped)
                return status;
            else
                problems.push_back(problemOf(request, status.error()));
        }
    }
    if (problems.empty()) {
        graph = std::move(edited);
        return {};
    }
    Error error = Error::usage(std::to_string(problems.size()) + (problems.size() == 1 ? " edit" : " edits") + " cannot be carried out");
    error.details = std::move(problems);
    return error;
}

} // namespace lathe
