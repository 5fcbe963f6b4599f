#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("extract-constant", {
                                                     {"every kind of content", R"(graph opset 13
input x: float[2]
c1: a = Constant() {value: float[2] = {1, 2}}
c2: b = Constant() {value_float: 0.5}
c3: c = Constant() {value_floats: [3.0, 4.0]}
m1: p = Add(x, a)
m2: q = Mul(p, b)
m3: y = Sub(q, c)
output y
)",
                                                      R"(graph opset 13
input x: float[2]
const a: float[2] = {1, 2}
const b: float[] = {0.5}
const c: float[2] = {3, 4}
m1: p = Add(x, a)
m2: q = Mul(p, b)
m3: y = Sub(q, c)
output y
)"},
                                                     {"read by a body", R"(graph opset 13
input c: bool[]
k: a = Constant() {value: float[1] = {2}}
if: y = If(c) {then_branch: graph { n: t = Neg(a) output t }, else_branch: graph { e: u = Exp(a) output u }}
output y
)",
                                                      R"(graph opset 13
input c: bool[]
const a: float[1] = {2}
if: y = If(c) {then_branch: graph { n: t = Neg(a) output t }, else_branch: graph { e: u = Exp(a) output u }}
output y
)"},
                                                     {"a graph output", R"(graph opset 13
c1: y = Constant() {value: float[1] = {1}}
output y
)",
                                                      nullptr},
                                                     {"another domain", R"(graph opset 13 opset my.domain 1
input x: float[1]
c1: a = my.domain::Constant() {value: float[1] = {1}}
n: y = Add(x, a)
output y
)",
                                                      nullptr},
                                                 });
