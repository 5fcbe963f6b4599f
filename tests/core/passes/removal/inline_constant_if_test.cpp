#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("inline-constant-if", {
                                                       {"the else branch, with a value and a constant of its own", R"(graph opset 13
input x: float[2]
const c: bool[] = {false}
a: t = Neg(x)
if: y = If(c) {then_branch: graph { n: p = Neg(t) output p }, else_branch: graph { const k: float[] = {2} m: q = Mul(t, k) e: r = Exp(q) output r }}
output y
)",
                                                        R"(graph opset 13
input x: float[2]
const k: float[] = {2}
a: t = Neg(x)
m: q = Mul(t, k) from ["if"]
e: y = Exp(q) from ["if"]
output y
)"},
                                                       {"an outer value, a constant and one value twice as results", R"(graph opset 13
input x: float[2]
const c: bool[1] = {true}
if: y, z, v, w = If(c) {then_branch: graph { const k: float[2] = {1, 2} n: p = Neg(x) output x output k output p output p }, else_branch: graph { n: p = Neg(x) output p output p output p output p }}
output y
output z
output v
output w
)",
                                                        R"(graph opset 13
input x: float[2]
const k: float[2] = {1, 2}
n: v = Neg(x) from ["if"]
Identity_2: y = Identity(x) from ["if"]
Identity_3: z = Identity(k) from ["if"]
Identity_4: w = Identity(v) from ["if"]
output y
output z
output v
output w
)"},
                                                       {"names that are taken", R"(graph opset 13
input x: float[2]
const c: bool[] = {true}
p: p = Neg(x)
if: r = If(c) {then_branch: graph { p: p = Exp(x) n: q = Neg(p) output q }, else_branch: graph { n: q = Neg(x) output q }}
s: y = Add(r, p)
output y
)",
                                                        R"(graph opset 13
input x: float[2]
p: p = Neg(x)
p_1: p_1 = Exp(x) from ["if"]
n: r = Neg(p_1) from ["if"]
s: y = Add(r, p)
output y
)"},
                                                       {"an If inside the branch reads its values, and is inlined, too", R"(graph opset 13
input x: float[2]
const c: bool[] = {true}
if: y = If(c) {then_branch: graph { n: p = Neg(x) i: q = If(c) {then_branch: graph { e: r = Exp(p) output r }, else_branch: graph { e: r = Abs(p) output r }} output q }, else_branch: graph { n: q = Neg(x) output q }}
output y
)",
                                                        R"(graph opset 13
input x: float[2]
n: p = Neg(x) from ["if"]
e: y = Exp(p) from ["if"]
output y
)"},
                                                       {"a condition that a caller may override", R"(graph opset 13
input x: float[2]
input c: bool[] = {true}
if: y = If(c) {then_branch: graph { n: p = Neg(x) output p }, else_branch: graph { e: q = Exp(x) output q }}
output y
)",
                                                        nullptr},
                                                   });
