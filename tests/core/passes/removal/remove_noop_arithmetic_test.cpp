#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-noop-arithmetic", {
                                                           {"all four", R"(graph opset 13
input x: float[1, 2, 3]
const zero: float[2, 1] = {0, 0}
const one: float[] = {1}
a: t = Neg(x)
n1: u = Add(zero, t)
n2: v = Sub(u, zero)
n3: w = Mul(v, one)
n4: y = Div(w, one)
output y
)",
                                                            R"(graph opset 13
input x: float[1, 2, 3]
a: y = Neg(x) from ["a", "n1", "n2", "n3", "n4"]
output y
)"},
                                                           {"integers", R"(graph opset 13
input x: int64[2]
const one: int64[1] = {1}
a: t = Neg(x)
n: u = Mul(t, one)
b: y = Neg(u)
output y
)",
                                                            R"(graph opset 13
input x: int64[2]
a: t = Neg(x) from ["a", "n"]
b: y = Neg(t)
output y
)"},
                                                           {"powers, extremes and truth values", R"(graph opset 13
input x: float[3]
input b: bool[3]
const one: float[1] = {1}
const low: float[] = {-inf}
const high: float[3] = fill(inf)
const t: bool[] = {true}
const f: bool[3] = fill(0)
a: u = Neg(x)
p: v = Pow(u, one)
m: w = Max(low, v)
n: y = Min(w, high)
c: d = Not(b)
k: e = And(t, d)
o: g = Or(e, f)
q: z = Xor(g, f)
output y
output z
)",
                                                            R"(graph opset 13
input x: float[3]
input b: bool[3]
a: y = Neg(x) from ["a", "p", "m", "n"]
c: z = Not(b) from ["c", "k", "o", "q"]
output y
output z
)"},
                                                           {"powers of integers, the other extremes and truth values", R"(graph opset 13
input x: float[3]
input i: int64[3]
input b: bool[3]
const one: float[1] = {1}
const low: float[] = {-inf}
const t: bool[] = {true}
n: u = Neg(i)
p: y = Pow(u, one)
m: v = Neg(x)
w: w = Min(v, low)
r: r = Pow(one, w)
c: d = Not(b)
o: z = Or(d, t)
output y
output z
output r
)",
                                                            nullptr},
                                                           {"a constant that widens", R"(graph opset 13
input x: float[1, 3]
const one: float[2, 3] = fill(1)
a: t = Neg(x)
n: u = Mul(t, one)
b: y = Neg(u)
output y
)",
                                                            nullptr},
                                                           {"a rank that widens", R"(graph opset 13
input x: float[3]
const one: float[1, 1] = {1}
a: t = Neg(x)
n: u = Mul(t, one)
b: y = Neg(u)
output y
)",
                                                            nullptr},
                                                           {"an unknown dimension that may be 1", R"(graph opset 13
input x: float[n]
const one: float[2] = {1, 1}
a: t = Neg(x)
n: u = Mul(t, one)
b: y = Neg(u)
output y
)",
                                                            nullptr},
                                                           {"nearly one", R"(graph opset 13
input x: float[3]
const k: float[3] = {1, 1, 1.0000001}
a: t = Neg(x)
n: u = Mul(t, k)
b: y = Neg(u)
output y
)",
                                                            nullptr},
                                                           {"zero minus and one over", R"(graph opset 13
input x: float[3]
const zero: float[] = {0}
const one: float[] = {1}
a: t = Exp(x)
n: u = Sub(zero, t)
d: v = Div(one, u)
b: y = Neg(v)
output y
)",
                                                            nullptr},
                                                           {"times zero, plus one", R"(graph opset 13
input x: float[3]
const zero: float[] = {0}
const one: float[] = {1}
a: t = Exp(x)
n: u = Mul(t, zero)
d: v = Add(u, one)
b: y = Neg(v)
output y
)",
                                                            nullptr},
                                                           {"from input to output", R"(graph opset 13
input x: float[3]
const zero: float[] = {0}
n: y = Add(x, zero)
output y
)",
                                                            nullptr},
                                                       });
