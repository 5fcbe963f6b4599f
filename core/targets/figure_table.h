#pragma once

#include "core/targets/target.h"

#include <optional>
#include <span>

namespace lathe {

/// One figure of a device file: its key, unit, allowed range and the member that holds it.
struct FigureRow {
    std::string_view key;
    std::string_view unit;
    Figure Target::*member;
    double minimum;
    double maximum;
    std::string_view summary;         ///< what it is, for the documentation of device files
    std::optional<double> fallback{}; ///< of a figure that a file may leave out
};

std::span<const FigureRow> figureTable();

} // namespace lathe
