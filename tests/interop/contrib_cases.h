#pragma once

#include <span>

namespace lathe::interop {

/// A graph of the text format around operators of com.microsoft. Constants whose names begin with "x" become inputs.
struct ContribCase {
    const char* name; ///< also of its folder
    const char* text; ///< what follows the line with the opsets
};
std::span<const ContribCase> contribCases();

} // namespace lathe::interop
