#pragma once

#include "core/targets/target.h"

#include <span>

namespace lathe {

/// One figure of a device file: its key, unit, allowed range and the member that holds it.
struct FigureRow {
    std::string_view key;
    std::string_view unit;
    Figure Target::*member;
    double minimum;
    double maximum;
    bool isOptional = false; ///< left out: `minimum`, which means without effect
};

std::span<const FigureRow> figureTable();

} // namespace lathe
