#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-constant-where", {
                                                          {"true, false and a broadcast condition", R"(graph opset 13
input x: float[2, 3]
input z: float[2, 3]
const t1: bool[1] = {true}
const f1: bool[2, 3] = fill(0)
a: a = Neg(x)
w: b = Where(t1, a, z)
v: c = Where(f1, z, b)
n: y = Add(c, c)
output y
)",
                                                           R"(graph opset 13
input x: float[2, 3]
input z: float[2, 3]
a: a = Neg(x) from ["a", "w", "v"]
n: y = Add(a, a)
output y
)"},
                                                          {"a condition of both kinds", R"(graph opset 13
input x: float[2]
input z: float[2]
const c: bool[2] = {true, false}
a: a = Neg(x)
w: y = Where(c, a, z)
output y
)",
                                                           nullptr},
                                                          {"the chosen one is widened", R"(graph opset 13
input x: float[1]
input z: float[2]
const c: bool[] = {true}
a: a = Neg(x)
w: y = Where(c, a, z)
output y
)",
                                                           nullptr},
                                                          {"the condition widens", R"(graph opset 13
input x: float[1]
input z: float[1]
const c: bool[2] = {true, true}
a: a = Neg(x)
w: y = Where(c, a, z)
output y
)",
                                                           nullptr},
                                                          {"an unknown length", R"(graph opset 13
input x: float[n]
input z: float[1]
const c: bool[] = {true}
a: a = Neg(x)
w: y = Where(c, a, z)
output y
)",
                                                           nullptr},
                                                          {"a condition that a caller may override", R"(graph opset 13
input x: float[2]
input z: float[2]
input c: bool[1] = {true}
a: a = Neg(x)
w: y = Where(c, a, z)
output y
)",
                                                           nullptr},
                                                          {"from input to output", R"(graph opset 13
input x: float[2]
input z: float[2]
const c: bool[] = {true}
w: y = Where(c, x, z)
output y
)",
                                                           nullptr},
                                                      });
