#pragma once

#include <string>

namespace lathe {

/// docs/passes.md: pipelines, orders and passes, as their tables have them.
std::string passesMarkdown();

} // namespace lathe
