#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-noop-tile", {
                                                     {"Tile and Expand of an unknown length, read twice", R"(graph opset 13
input x: float[n, 3]
const ones: int64[2] = {1, 1}
const one: int64[1] = {1}
a: t = Neg(x)
e: u = Expand(t, one)
r: v = Tile(u, ones)
b: y = Add(v, v)
output y
)",
                                                      R"(graph opset 13
input x: float[n, 3]
a: t = Neg(x) from ["a", "e", "r"]
b: y = Add(t, t)
output y
)"},
                                                     {"repeats of two", R"(graph opset 13
input x: float[1, 3]
const r: int64[2] = {1, 2}
a: t = Neg(x)
n: y = Tile(t, r)
output y
)",
                                                      nullptr},
                                                     {"a shape of more dimensions", R"(graph opset 13
input x: float[3]
const r: int64[2] = {1, 1}
a: t = Neg(x)
n: y = Expand(t, r)
output y
)",
                                                      nullptr},
                                                     {"repeats at run time", R"(graph opset 13
input x: float[3]
input r: int64[1]
a: t = Neg(x)
n: y = Tile(t, r)
output y
)",
                                                      nullptr},
                                                     {"from input to output", R"(graph opset 13
input x: float[3]
const r: int64[1] = {1}
n: y = Tile(x, r)
output y
)",
                                                      nullptr},
                                                 });
