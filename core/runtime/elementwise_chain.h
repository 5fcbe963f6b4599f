#pragma once

#include "core/runtime/fusion.h"
#include "core/runtime/kernel.h"

#include <optional>
#include <vector>

namespace lathe {

/// One link of a chain of element-wise functions: v = f(v) or v = op(v, operand).
struct ChainLink {
    enum class Kind { Activation, Erf, Binary };
    Kind kind = Kind::Binary;
    std::optional<Activation> activation = std::nullopt;
    BinaryOp op = BinaryOp::Add;
    bool isOperandFirst = false; ///< op(operand, v)
    std::size_t operand = 0;     ///< index into the kernel's args
    std::int64_t period = 0;     ///< elements after which the operand repeats; 0: never, it is as long as v
};

/// args {x, operands…, y}: y = the links applied to `elements` of x one after the other, a piece that stays in the nearest cache
/// at a time. Every period is 0, 1 or `row`, which divides `elements`.
KernelPtr makeChainKernel(const std::vector<ChainLink>& links, std::int64_t elements, std::int64_t row, std::size_t args);

/// args {x, y}: oneDNN's element-wise function. Throws dnnl::error where it has none.
KernelPtr makeEltwiseKernel(const Activation& activation, std::int64_t elements);

} // namespace lathe
