#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-consecutive-transposes", {
                                                                 {"composition", R"(graph opset 13
input x: float[2, 3, 4, 5]
t1: t = Transpose(x) {perm: [0, 2, 3, 1]}
t2: y = Transpose(t) {perm: [1, 0, 3, 2]}
output y
)",
                                                                  R"(graph opset 13
input x: float[2, 3, 4, 5]
t2: y = Transpose(x) {perm: [2, 0, 1, 3]} from ["t2", "t1"]
output y
)"},
                                                                 {"three, one without perm", R"(graph opset 13
input x: int64[2, 3, 4]
t1: t = Transpose(x)
t2: u = Transpose(t) {perm: [1, 2, 0]}
t3: y = Transpose(u) {perm: [1, 0, 2]}
output y
)",
                                                                  R"(graph opset 13
input x: int64[2, 3, 4]
t3: y = Transpose(x) {perm: [0, 1, 2]} from ["t3", "t2", "t1"]
output y
)"},
                                                                 {"two readers of the first", R"(graph opset 13
input x: float[2, 3]
t1: t = Transpose(x) {perm: [1, 0]}
t2: y = Transpose(t) {perm: [1, 0]}
n: z = Neg(t)
output y
output z
)",
                                                                  nullptr},
                                                                 {"the first is a graph output", R"(graph opset 13
input x: float[2, 3]
t1: t = Transpose(x) {perm: [1, 0]}
t2: y = Transpose(t) {perm: [1, 0]}
output t
output y
)",
                                                                  nullptr},
                                                                 {"something between", R"(graph opset 13
input x: float[2, 3]
t1: t = Transpose(x) {perm: [1, 0]}
n: u = Neg(t)
t2: y = Transpose(u) {perm: [1, 0]}
output y
)",
                                                                  nullptr},
                                                             });
