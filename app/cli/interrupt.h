#pragma once

#include <stop_token>

namespace lathe::cli {

/// Ctrl-C (and SIGTERM) ask for a stop; a second one ends the program at once with status 130. Call it once, before any
/// thread is started.
void watchInterrupts();
std::stop_token interruptToken();

} // namespace lathe::cli
