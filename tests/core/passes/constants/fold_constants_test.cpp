#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fold-constants", {
                                                   {"a chain", R"(graph opset 13
input x: float[2]
const a: float[2] = {1, 2}
const b: float[2] = {3, 4}
s: c = Add(a, b)
n: d = Neg(c)
m: y = Mul(x, d)
output y
)",
                                                    R"(graph opset 13
input x: float[2]
const d: float[2] = {-4, -6}
m: y = Mul(x, d)
output y
)"},
                                                   {"several readers and several outputs", R"(graph opset 13
input x: float[1]
const a: float[2] = {1, 2}
s: p, q = Split(a) {axis: 0}
m1: u = Add(x, p)
m2: v = Add(u, p)
m3: y = Add(v, q)
output y
)",
                                                    R"(graph opset 13
input x: float[1]
const p: float[1] = {1}
const q: float[1] = {2}
m1: u = Add(x, p)
m2: v = Add(u, p)
m3: y = Add(v, q)
output y
)"},
                                                   {"read by a body", R"(graph opset 13
input c: bool[]
const k: float[1] = {2}
n: a = Neg(k)
if: y = If(c) {then_branch: graph { i: t = Neg(a) output t }, else_branch: graph { e: u = Exp(a) output u }}
output y
)",
                                                    R"(graph opset 13
input c: bool[]
const a: float[1] = {-2}
if: y = If(c) {then_branch: graph { i: t = Neg(a) output t }, else_branch: graph { e: u = Exp(a) output u }}
output y
)"},
                                                   {"the constant that others read stays", R"(graph opset 13
input x: float[1]
const k: float[1] = {2}
n: a = Neg(k)
m: u = Mul(x, a)
o: y = Add(u, k)
output y
)",
                                                    R"(graph opset 13
input x: float[1]
const k: float[1] = {2}
const a: float[1] = {-2}
m: u = Mul(x, a)
o: y = Add(u, k)
output y
)"},
                                                   {"a graph output", R"(graph opset 13
const a: float[1] = {1}
n: y = Neg(a)
output y
)",
                                                    nullptr},
                                                   {"a constant that the caller may replace", R"(graph opset 13
input x: float[1]
input k: float[1] = {2}
n: a = Neg(k)
m: y = Mul(x, a)
output y
)",
                                                    nullptr},
                                                   {"a result that would bloat the file", R"(graph opset 13
input x: float[1]
const k: float[1] = {2}
const s: int64[2] = {1024, 1024}
e: a = Expand(k, s)
m: y = Mul(x, a)
output y
)",
                                                    nullptr},
                                                   {"large weights of a convolution", R"(graph opset 13
input x: float[1, 300, 1, 1]
const s: int64[4] = {1024, 300, 1, 1}
e: w = ConstantOfShape(s) {value: float[1] = {0.5}}
m: y = Conv(x, w)
output y
)",
                                                    R"(graph opset 13
input x: float[1, 300, 1, 1]
const w: float[1024, 300, 1, 1] = fill(nan)
m: y = Conv(x, w)
output y
)"},
                                                   {"just above 1 MiB, read as the input of a convolution", R"(graph opset 13
input w: float[1, 1, 1, 1]
const s: int64[4] = {1, 1, 512, 513}
e: x = ConstantOfShape(s) {value: float[1] = {0.5}}
m: y = Conv(x, w)
output y
)",
                                                    nullptr},
                                                   {"integer weights of a quantized model", R"(graph opset 13
input x: float[2]
const q: int8[2] = {1, 2}
const s: float[] = {0.5}
d: a = DequantizeLinear(q, s)
m: y = Mul(x, a)
output y
)",
                                                    nullptr},
                                                   {"an unknown operator", R"(graph opset 13 opset my.domain 1
input x: float[1]
const k: float[1] = {2}
n: a = my.domain::Neg(k)
m: y = Mul(x, a)
output y
)",
                                                    nullptr},
                                               });
