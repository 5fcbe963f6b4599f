#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

// clang-format off
static const PassCases cases("merge-equal-shapes", {
{"the batch behind a layer", R"(graph opset 13
input x: float[batch, 3]
const i: int64[1] = {0}
const a: int64[1] = {3}
s: s = Shape(x)
g: b = Gather(s, i)
c: t = Concat(a, b) {axis: 0}
e: u = Reshape(x, t)
n: n = Neg(x)
s2: s2 = Shape(n)
g2: b2 = Gather(s2, i)
c2: t2 = Concat(b2, a) {axis: 0}
r: v = Reshape(n, t2)
output u
output v
)", R"(graph opset 13
input x: float[batch, 3]
const i: int64[1] = {0}
const a: int64[1] = {3}
s: s = Shape(x) from ["s", "s2", "c2"]
g: b = Gather(s, i) from ["g", "g2"]
c: t = Concat(a, b) {axis: 0}
e: u = Reshape(x, t)
n: n = Neg(x)
r: v = Reshape(n, s)
output u
output v
)"},
{"a dimension without a name", R"(graph opset 13
input x: float[?, 3]
s: s = Shape(x)
n: n = Neg(x)
s2: s2 = Shape(n)
a: y = Add(s, s2)
output y
)", R"(graph opset 13
input x: float[?, 3]
s: s = Shape(x) from ["s", "s2"]
n: n = Neg(x)
a: y = Add(s, s)
output y
)"},
{"dimensions that may differ", R"(graph opset 13
input x: float[?, 3]
input z: float[?, 3]
s: s = Shape(x)
s2: s2 = Shape(z)
a: y = Add(s, s2)
output y
)", nullptr},
{"another type", R"(graph opset 13
input x: float[batch, 3]
s: s = Shape(x)
c: t = Cast(s) {to: 6}
output t
)", nullptr},
});
