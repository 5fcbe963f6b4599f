#pragma once

#include "widgets/document/backend.h"

namespace lathe {

/// The core behind the window. `cacheFolder` keeps calibrations between sessions.
Backend makeRealBackend(const std::filesystem::path& cacheFolder);

} // namespace lathe
