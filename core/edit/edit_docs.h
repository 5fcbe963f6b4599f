#pragma once

#include <string>

namespace lathe {

/// docs/editing.md: the edits, as their table has them.
std::string editingMarkdown();

} // namespace lathe
