#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-identity", {
                                                    {"between nodes, several readers", R"(graph opset 13
input x: float[2]
a: t = Neg(x)
i: u = Identity(t)
b: v = Exp(u)
c: y = Add(u, v)
output y
)",
                                                     R"(graph opset 13
input x: float[2]
a: t = Neg(x) from ["a", "i"]
b: v = Exp(t)
c: y = Add(t, v)
output y
)"},
                                                    {"the output keeps its name", R"(graph opset 13
input x: float[2]
a: t = Neg(x)
b: z = Exp(t)
i: y = Identity(t)
output y
output z
)",
                                                     R"(graph opset 13
input x: float[2]
a: y = Neg(x) from ["a", "i"]
b: z = Exp(y)
output y
output z
)"},
                                                    {"one value under two output names keeps one Identity", R"(graph opset 13
input x: float[2]
a: t = Neg(x)
i: y = Identity(t)
j: z = Identity(t)
output y
output z
)",
                                                     R"(graph opset 13
input x: float[2]
a: y = Neg(x) from ["a", "i"]
j: z = Identity(y)
output y
output z
)"},
                                                    {"a body reads the value by name", R"(graph opset 13
input x: float[2]
input c: bool[]
a: t = Neg(x)
i: u = Identity(t)
if: y = If(c) {then_branch: graph { n: p = Neg(u) output p }, else_branch: graph { e: q = Exp(u) output q }}
output y
)",
                                                     R"(graph opset 13
input x: float[2]
input c: bool[]
a: u = Neg(x) from ["a", "i"]
if: y = If(c) {then_branch: graph { n: p = Neg(u) output p }, else_branch: graph { e: q = Exp(u) output q }}
output y
)"},
                                                    {"Dropout of opset 7, 12 and with training_mode false; Concat of one", R"(graph opset 13
input x: float[2]
const r: float[] = {0.5}
const f: bool[] = {false}
a: t = Neg(x)
d1: u = Dropout(t)
d2: v, m = Dropout(u, r, f)
k: w = Concat(v) {axis: 0}
s: y = Sum(w)
output y
)",
                                                     R"(graph opset 13
input x: float[2]
a: y = Neg(x) from ["a", "d1", "d2", "k", "s"]
output y
)"},
                                                    {"of a constant and of an input", R"(graph opset 13
input x: float[2]
const k: float[2] = {1, 2}
i: a = Identity(k)
j: b = Identity(x)
n: y = Add(a, b)
output y
)",
                                                     R"(graph opset 13
input x: float[2]
const k: float[2] = {1, 2}
n: y = Add(k, x)
output y
)"},
                                                    {"from input to output", R"(graph opset 13
input x: float[2]
i: y = Identity(x)
output y
)",
                                                     nullptr},
                                                    {"from initializer to output", R"(graph opset 13
const k: float[2] = {1, 2}
i: y = Identity(k)
output y
)",
                                                     nullptr},
                                                    {"from output to output", R"(graph opset 13
input x: float[2]
a: y = Neg(x)
i: z = Identity(y)
output y
output z
)",
                                                     nullptr},
                                                    {"training", R"(graph opset 13
input x: float[2]
const r: float[] = {0}
const f: bool[] = {true}
a: t = Neg(x)
d: u = Dropout(t, r, f)
b: y = Neg(u)
output y
)",
                                                     nullptr},
                                                    {"training decided at run time", R"(graph opset 13
input x: float[2]
input f: bool[]
const r: float[] = {0}
a: t = Neg(x)
d: u = Dropout(t, r, f)
b: y = Neg(u)
output y
)",
                                                     nullptr},
                                                    {"the mask is read", R"(graph opset 13
input x: float[2]
a: t = Neg(x)
d: u, m = Dropout(t)
b: y = Neg(u)
output y
output m
)",
                                                     nullptr},
                                                    {"Sum of two", R"(graph opset 13
input x: float[2]
a: t = Neg(x)
s: y = Sum(t, x)
output y
)",
                                                     nullptr},
                                                });
