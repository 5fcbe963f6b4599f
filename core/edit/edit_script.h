#pragma once

#include "core/edit/edit_list.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lathe {

/// A list of edits in YAML: "- remove-node: relu". An argument that is a list is that list with commas; paths in it are relative to
/// `folder`. A Usage error with all problems and their places in `file`.
Result<std::vector<EditRequest>> parseEditScript(std::string_view text, const std::string& file, const std::filesystem::path& folder);
Result<std::vector<EditRequest>> readEditScript(const std::filesystem::path& file);

/// What of a script can be read, and what cannot: for who has more to look at before all problems are said at once.
struct EditScript {
    std::vector<EditRequest> requests;
    std::vector<Diagnostic> problems;
};
/// An error only where the whole is no list, or the file cannot be read.
Result<EditScript> scanEditScript(std::string_view text, const std::string& file, const std::filesystem::path& folder);
Result<EditScript> scanEditScript(const std::filesystem::path& file);

/// The script that does the same wherever it stands: paths in it are absolute.
std::string editScriptText(std::span<const EditRequest> requests);

} // namespace lathe
