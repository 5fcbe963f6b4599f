#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-constant-power", {
                                                           {"the four of them, one result is an output", R"(graph opset 13
input x: float[3]
const two: float[] = {2}
const half: float[1] = {0.5}
const minus: int64[] = {-1}
const root: float[] = {-0.5}
a: a = Pow(x, two)
b: b = Pow(a, half)
s: s = Exp(b)
c: c = Pow(s, minus)
d: y = Pow(c, root)
output y
output a
)",
                                                            R"(graph opset 13
input x: float[3]
a: a = Mul(x, x)
b: b = Sqrt(a)
s: s = Exp(b)
c: c = Reciprocal(s)
d_Sqrt: d_Sqrt_output = Sqrt(c) from ["d"]
d: y = Reciprocal(d_Sqrt_output)
output y
output a
)"},
                                                           {"other exponents, several, at run time, wider ones", R"(graph opset 13
input x: float[2]
input e: float[1]
const three: float[] = {3}
const both: float[2] = {2, 0.5}
const wide: float[1, 1] = {2}
a: t = Pow(x, three)
b: u = Pow(t, both)
c: v = Pow(u, e)
d: y = Pow(v, wide)
output y
)",
                                                            nullptr},
                                                           {"integers", R"(graph opset 13
input x: int32[2]
const two: int32[] = {2}
a: y = Pow(x, two)
output y
)",
                                                            nullptr},
                                                       });
