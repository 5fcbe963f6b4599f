#pragma once

#include "tests/random/graph_maker.h"

#include <string_view>

namespace lathe::random_test {

/// Puts a formula (core/passes/expression.h) of the value x into the graph, with operands in any order and one of the choices,
/// one time in six with an error in it: another number, another value, another axis. Labels mean:
/// ReduceMean@n (and the like): over the last axes, @c: over the places of a picture; HardSigmoid@gate: of slope 1/6;
/// InstanceNormalization@n: scale and shift that change nothing. Values: "scale" and "bias" fit the axes reduced, "slope" the
/// channels.
ValueId growFormula(GraphMaker& maker, std::string_view formula, ValueId x);

} // namespace lathe::random_test
