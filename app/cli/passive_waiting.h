#pragma once

namespace lathe::cli {

/// Makes threads that wait for work within an operator sleep instead of spinning, which on a busy machine costs ten times the
/// work. The OpenMP run time reads that from the environment before main: starts this program again with it, once. Returns
/// where it is set already or cannot be.
void waitPassively();

} // namespace lathe::cli
