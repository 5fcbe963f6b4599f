#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-common-subexpressions",
                             {
                                 {"a chain of equal nodes, with readers", R"(graph opset 13
input x: float[2]
a: t = Neg(x)
b: u = Neg(x)
c: v = LeakyRelu(t) {alpha: 0.5}
d: w = LeakyRelu(u) {alpha: 0.5}
e: y = Add(v, w)
f: z = Exp(w)
output y
output z
)",
                                  R"(graph opset 13
input x: float[2]
a: t = Neg(x) from ["a", "b"]
c: v = LeakyRelu(t) {alpha: 0.5} from ["c", "d"]
e: y = Add(v, v)
f: z = Exp(v)
output y
output z
)"},
                                 {"the second one is an output, and read by a body", R"(graph opset 13
input x: float[2]
input k: bool[]
a: t = Neg(x)
b: y = Neg(x)
c: z = Exp(t)
if: w = If(k) {then_branch: graph { n: p = Abs(y) output p }, else_branch: graph { e: q = Exp(y) output q }}
output y
output z
output w
)",
                                  R"(graph opset 13
input x: float[2]
input k: bool[]
a: y = Neg(x) from ["a", "b"]
c: z = Exp(y)
if: w = If(k) {then_branch: graph { n: p = Abs(y) output p }, else_branch: graph { e: q = Exp(y) output q }}
output y
output z
output w
)"},
                                 {"several results", R"(graph opset 9
input x: float[4]
a: t, u = Split(x) {split: [1, 3]}
b: v, w = Split(x) {split: [1, 3]}
c: y = Add(t, v)
d: z = Add(u, w)
output y
output z
)",
                                  R"(graph opset 9
input x: float[4]
a: t, u = Split(x) {split: [1, 3]} from ["a", "b"]
c: y = Add(t, t)
d: z = Add(u, u)
output y
output z
)"},
                                 {"two outputs", R"(graph opset 13
input x: float[2]
a: y = Neg(x)
b: z = Neg(x)
output y
output z
)",
                                  nullptr},
                                 {"other attributes, other inputs, another number of results", R"(graph opset 9
input x: float[4]
input z: float[4]
a: a = LeakyRelu(x) {alpha: 0.5}
b: b = LeakyRelu(x) {alpha: 0.25}
c: c = Sub(x, z)
d: d = Sub(z, x)
e: e, f = Split(x)
g: g, h, i, j = Split(x)
output a
output b
output c
output d
output e
output f
output g
output h
output i
output j
)",
                                  nullptr},
                                 {"random numbers, quantization, unknown operators", R"(graph opset 13
input x: float[4]
const s: float[] = {0.5}
const o: uint8[] = {0}
a: a = RandomNormalLike(x)
b: b = RandomNormalLike(x)
c: c = QuantizeLinear(x, s, o)
d: d = QuantizeLinear(x, s, o)
e: e = my.domain::Op(x)
f: f = my.domain::Op(x)
g: g = Add(a, b)
h: h = Add(e, f)
i: i = DequantizeLinear(c, s, o)
j: j = DequantizeLinear(d, s, o)
k: k = Add(i, j)
output g
output h
output k
)",
                                  nullptr},
                             });
