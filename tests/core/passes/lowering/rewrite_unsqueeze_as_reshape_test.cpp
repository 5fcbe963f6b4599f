#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-unsqueeze-as-reshape", {
                                                                 {"an unknown batch", R"(graph opset 13
input x: float[batch, 3]
const a: int64[1] = {1}
u: y = Unsqueeze(x, a)
output y
)",
                                                                  R"(graph opset 13
input x: float[batch, 3]
const u_shape: int64[3] = {-1, 1, 3}
u: y = Reshape(x, u_shape)
output y
)"},
                                                                 {"a scalar, axes as attribute", R"(graph opset 11
input x: int64[]
u: t = Unsqueeze(x) {axes: [0]}
n: y = Neg(t)
m: z = Abs(t)
output y
output z
)",
                                                                  R"(graph opset 11
input x: int64[]
const u_shape: int64[1] = {1}
u: t = Reshape(x, u_shape)
n: y = Neg(t)
m: z = Abs(t)
output y
output z
)"},
                                                                 {"two unknown dimensions", R"(graph opset 13
input x: float[batch, n]
const a: int64[1] = {1}
u: y = Unsqueeze(x, a)
output y
)",
                                                                  nullptr},
                                                                 {"an opset whose Reshape has an attribute", R"(graph opset 4
input x: float[2, 3]
u: y = Unsqueeze(x) {axes: [0]}
output y
)",
                                                                  nullptr},
                                                             });
