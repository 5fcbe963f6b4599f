#pragma once

#include "core/runtime/plan_builder.h"

#include <optional>

namespace lathe {

/// The kernel's operation for Add, Sub, Mul, Div, Min, Max, Sum and PRelu of two inputs; nothing for other nodes.
std::optional<BinaryOp> binaryOpOf(const PlanBuilder& builder, const Node& node);
/// Channels last where an input of full size lies so.
Layout layoutOfBinary(const PlanBuilder& builder, const Node& node, const Dims& y);
/// Operands of the result's rank are read in its layout, smaller ones as they are.
Layout layoutOfOperand(const Dims& dims, const Dims& y, Layout layout);
/// Strides along the axes of a result `y` in the order of memory; 0 where the operand is repeated.
Dims broadcastStrides(const Dims& dims, const Dims& y, Layout layout);

} // namespace lathe
