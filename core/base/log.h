#pragma once

#include <memory>

namespace spdlog {
class logger;
}

namespace lathe {

/// The one logger of the core. Front ends add their sinks (terminal, file, the workbench's log view) to it.
std::shared_ptr<spdlog::logger> coreLog();

} // namespace lathe
