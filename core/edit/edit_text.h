#pragma once

#include "core/base/result.h"
#include "core/graph/shape.h"

#include <string>
#include <utility>
#include <vector>

namespace lathe {

// How the arguments of edits are written: a separator that belongs to a name has a backslash before it.

/// The parts between separators that no backslash precedes; backslashes stay.
std::vector<std::string> splitGuarded(const std::string& text, char separator, std::size_t most = std::string::npos);
/// Without the backslashes that guard separators.
std::string unescaped(const std::string& text);
/// With them: splitGuarded and unescaped give the text back.
std::string escaped(const std::string& text);
/// A Usage error where a name that a person gives holds a control character: no report, script or tool could show it on one line.
Status checkNewName(const std::string& name);
/// The names of a list with commas.
std::vector<std::string> splitNames(const std::string& list);
/// Both sides of the first separator, the left one unescaped; a Usage error that names the form.
Result<std::pair<std::string, std::string>> pairOf(const std::string& text, char separator, const std::string& form);
/// "1,3,224,224" or "1x3x224x224"; "?" and words are open dimensions.
Result<Shape> parseDims(const std::string& text);
/// One of them: "4", "?", "batch".
Result<Dim> parseDim(const std::string& word);

} // namespace lathe
