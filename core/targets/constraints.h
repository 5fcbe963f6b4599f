#pragma once

#include "core/targets/node_facts.h"

#include <span>
#include <string>
#include <string_view>

namespace lathe {

/// A kind of limit that a device file can put on an operator.
struct ConstraintRow {
    std::string_view kind;
    int minimumValues;
    /// Nothing when the node keeps the limit; otherwise what was found, as the end of a sentence ("it is 33 × 33").
    std::optional<std::string> (*check)(const NodeFacts&, std::span<const double> values);
    std::string_view summary; ///< what it asks, for the documentation of device files
};

std::span<const ConstraintRow> constraintTable();
const ConstraintRow* findConstraint(std::string_view kind);
std::string nearestConstraint(std::string_view kind);

} // namespace lathe
