#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-transpose-as-reshape", {
                                                                 {"dimensions of 1 move", R"(graph opset 13
input x: float[1, 3, 1, 5]
t: y = Transpose(x) {perm: [0, 2, 1, 3]}
n: z = Neg(y)
output y
output z
)",
                                                                  R"(graph opset 13
input x: float[1, 3, 1, 5]
const t_shape: int64[4] = {1, 1, 3, 5}
t: y = Reshape(x, t_shape)
n: z = Neg(y)
output y
output z
)"},
                                                                 {"an unknown batch, perm not stated", R"(graph opset 13
input x: float[batch, 1]
t: y = Transpose(x)
output y
)",
                                                                  R"(graph opset 13
input x: float[batch, 1]
const t_shape: int64[2] = {1, -1}
t: y = Reshape(x, t_shape)
output y
)"},
                                                                 {"other dimensions move", R"(graph opset 13
input x: float[1, 3, 2, 5]
t: y = Transpose(x) {perm: [0, 2, 1, 3]}
output y
)",
                                                                  nullptr},
                                                                 {"two unknown dimensions", R"(graph opset 13
input x: float[batch, 1, n]
t: y = Transpose(x) {perm: [1, 0, 2]}
output y
)",
                                                                  nullptr},
                                                                 {"an empty dimension", R"(graph opset 13
input x: float[1, 3, 0]
t: y = Transpose(x) {perm: [1, 0, 2]}
output y
)",
                                                                  nullptr},
                                                                 {"an opset whose Reshape has an attribute", R"(graph opset 4
input x: float[1, 3]
t: y = Transpose(x)
output y
)",
                                                                  nullptr},
                                                                 {"the identity", R"(graph opset 13
input x: float[1, 3]
t: y = Transpose(x) {perm: [0, 1]}
output y
)",
                                                                  nullptr},
                                                             });
