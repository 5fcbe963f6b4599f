#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-noop-reshape", {
                                                        {"Reshape, Flatten, Squeeze, Expand", R"(graph opset 13
input x: float[2, 3]
const s: int64[2] = {0, -1}
const e: int64[2] = {1, 3}
a: t = Neg(x)
n1: u = Reshape(t, s)
n2: v = Flatten(u)
n3: w = Squeeze(v)
n4: z = Expand(w, e)
b: y = Neg(z)
output y
)",
                                                         R"(graph opset 13
input x: float[2, 3]
a: t = Neg(x) from ["a", "n1", "n2", "n3", "n4"]
b: y = Neg(t)
output y
)"},
                                                        {"another shape", R"(graph opset 13
input x: float[2, 3]
const s: int64[2] = {3, 2}
a: t = Neg(x)
n: u = Reshape(t, s)
b: y = Neg(u)
output y
)",
                                                         nullptr},
                                                        {"a shape that is not static", R"(graph opset 13
input x: float[n, 3]
const s: int64[2] = {-1, 3}
a: t = Neg(x)
n: u = Reshape(t, s)
b: y = Neg(u)
output y
)",
                                                         nullptr},
                                                        {"a target that comes at run time, whatever the file states", R"(graph opset 13
input x: float[2, 3]
input s: int64[2]
a: t = Neg(x)
n: u: float[2, 3] = Reshape(t, s)
b: y = Neg(u)
output y
)",
                                                         nullptr},
                                                        {"from input to output", R"(graph opset 13
input x: float[2, 3]
const s: int64[2] = {2, 3}
n: y = Reshape(x, s)
output y
)",
                                                         nullptr},
                                                    });
