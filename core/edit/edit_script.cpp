#include "core/edit/edit_script.h"

#include "core/base/files.h"
#include "core/config/yaml_value.h"
#include "core/edit/edit_text.h"

#include <optional>

namespace lathe {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWithFile = "set-constant"; ///< the edit whose argument has a path, behind the '='

/// The argument with its path seen from `folder`.
std::string withPath(const std::string& argument, const fs::path& folder) {
    const auto parts = pairOf(argument, '=', "");
    if (!parts || parts->second.empty()) return argument;
    return escaped(parts->first) + "=" + (folder / parts->second).lexically_normal().string();
}

std::optional<std::string> argumentOf(const YamlValue& value) {
    if (value.kind == YamlValue::Kind::Scalar) return value.text;
    if (value.kind != YamlValue::Kind::List) return std::nullopt;
    std::string joined;
    for (const YamlValue& item : value.items) {
        if (item.kind != YamlValue::Kind::Scalar) return std::nullopt;
        joined += (joined.empty() ? "" : ",") + escaped(item.text);
    }
    return joined;
}

Result<EditRequest> requestFrom(const YamlValue& item, const fs::path& folder) {
    if (item.kind != YamlValue::Kind::Map || item.entries.size() != 1)
        return Error::usage("each item of the list is one edit", "write it as '- remove-node: relu'");
    const auto& [key, value] = item.entries.front();
    LATHE_TRY(const EditRow* const row, findEdit(key.text));
    auto argument = argumentOf(value);
    if (!argument)
        return Error::usage("'" + key.text + "' has no argument",
                            "it takes " + std::string(row->argument) + ", as '" + std::string(row->example) + "'");
    if (row->name == kWithFile) argument = withPath(*argument, folder);
    return EditRequest{key.text, std::move(*argument), {}};
}

} // namespace

Result<EditScript> scanEditScript(std::string_view text, const std::string& file, const fs::path& folder) {
    LATHE_TRY(const YamlValue script, parseYaml(text, file, "the edit script"));
    if (script.kind == YamlValue::Kind::Null) return EditScript();
    if (script.kind != YamlValue::Kind::List)
        return Error::usage("'" + file + "' is no list of edits", "write one edit per line, as '- remove-node: relu'");
    EditScript read;
    for (const YamlValue& item : script.items) {
        const SourcePlace place{file, item.line, item.column};
        auto request = requestFrom(item, folder);
        if (request) {
            request->place = place;
            read.requests.push_back(std::move(*request));
        } else {
            const Error& error = request.error();
            read.problems.push_back({Severity::Error, "EDIT06", error.message, {}, place, error.remedy});
        }
    }
    return read;
}

Result<EditScript> scanEditScript(const fs::path& file) {
    LATHE_TRY(const std::string text, readTextFile(file));
    return scanEditScript(text, file.string(), file.parent_path());
}

Result<std::vector<EditRequest>> parseEditScript(std::string_view text, const std::string& file, const fs::path& folder) {
    LATHE_TRY(EditScript script, scanEditScript(text, file, folder));
    if (script.problems.empty()) return std::move(script.requests);
    Error all = Error::usage("the script '" + file + "' cannot be read");
    all.details = std::move(script.problems);
    return all;
}

Result<std::vector<EditRequest>> readEditScript(const fs::path& file) {
    LATHE_TRY(const std::string text, readTextFile(file));
    return parseEditScript(text, file.string(), file.parent_path());
}

std::string editScriptText(std::span<const EditRequest> requests) {
    std::string text;
    for (const EditRequest& request : requests) {
        const bool hasFile = request.operation == kWithFile;
        const std::string argument = hasFile ? withPath(request.argument, fs::absolute(".")) : request.argument;
        text += "- " + request.operation + ": " + quoteYaml(argument) + "\n";
    }
    return requests.empty() ? "[]\n" : text;
}

} // namespace lathe
