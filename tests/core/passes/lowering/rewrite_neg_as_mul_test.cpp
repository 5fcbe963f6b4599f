#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-neg-as-mul", {
                                                       {"float16", R"(graph opset 13
input x: float16[2, 3]
n: y = Neg(x)
output y
)",
                                                        R"(graph opset 13
input x: float16[2, 3]
const n_factor: float16[] = {-1}
n: y = Mul(x, n_factor)
output y
)"},
                                                       {"two readers", R"(graph opset 7
input x: int64[2, 3]
n: t = Neg(x)
a: y = Abs(t)
b: z = Identity(t)
output y
output z
)",
                                                        R"(graph opset 7
input x: int64[2, 3]
const n_factor: int64[] = {-1}
n: t = Mul(x, n_factor)
a: y = Abs(t)
b: z = Identity(t)
output y
output z
)"},
                                                       {"an integer that old Muls do not take", R"(graph opset 13
input x: int8[2, 3]
n: y = Neg(x)
output y
)",
                                                        nullptr},
                                                       {"broadcasting by attribute", R"(graph opset 6
input x: float[2, 3]
n: y = Neg(x)
output y
)",
                                                        nullptr},
                                                   });
