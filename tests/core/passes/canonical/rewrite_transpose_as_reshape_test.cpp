#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-transpose-as-reshape",
                             {
                                 {"ones move, an unknown length among the others; read twice", R"(graph opset 13
input x: float[n, 3, 1, 1]
t: y = Transpose(x) {perm: [0, 2, 3, 1]}
a: z = Add(y, y)
output y
output z
)",
                                  R"(graph opset 13
input x: float[n, 3, 1, 1]
const t_shape: int64[4] = {-1, 1, 1, 3}
t: y = Reshape(x, t_shape)
a: z = Add(y, y)
output y
output z
)"},
                                 {"without a permutation", R"(graph opset 13
input x: float[1, 3]
t: y = Transpose(x)
output y
)",
                                  R"(graph opset 13
input x: float[1, 3]
const t_shape: int64[2] = {3, 1}
t: y = Reshape(x, t_shape)
output y
)"},
                                 {"others move, two unknown lengths, length 0, the order stays", R"(graph opset 13
input x: float[1, 3, 2]
input u: float[1, n, m]
input e: float[1, 0]
input k: float[1, 3]
a: a = Transpose(x) {perm: [0, 2, 1]}
b: b = Transpose(u) {perm: [1, 0, 2]}
c: c = Transpose(e)
d: d = Transpose(k) {perm: [0, 1]}
output a
output b
output c
output d
)",
                                  nullptr},
                             });
