#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-noop-transpose", {
                                                          {"in order", R"(graph opset 13
input x: float[2, 3]
a: t = Neg(x)
n: u = Transpose(t) {perm: [0, 1]}
o: y = Add(u, u)
output y
)",
                                                           R"(graph opset 13
input x: float[2, 3]
a: t = Neg(x) from ["a", "n"]
o: y = Add(t, t)
output y
)"},
                                                          {"of a vector", R"(graph opset 13
input x: float[2]
a: t = Neg(x)
n: y = Transpose(t)
output y
)",
                                                           R"(graph opset 13
input x: float[2]
a: y = Neg(x) from ["a", "n"]
output y
)"},
                                                          {"a square matrix turned", R"(graph opset 13
input x: float[2, 2]
a: t = Neg(x)
n: u = Transpose(t)
o: y = Neg(u)
output y
)",
                                                           nullptr},
                                                          {"equal dimensions exchanged", R"(graph opset 13
input x: float[1, 2, 2]
a: t = Neg(x)
n: u = Transpose(t) {perm: [0, 2, 1]}
o: y = Neg(u)
output y
)",
                                                           nullptr},
                                                          {"from input to output", R"(graph opset 13
input x: float[2, 2]
n: y = Transpose(x) {perm: [0, 1]}
output y
)",
                                                           nullptr},
                                                      });
