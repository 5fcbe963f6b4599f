#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("move-cast", {
                                              {"past movement to another Cast", R"(graph opset 13
input x: uint8[2, 3, 4]
const a: int64[2] = {6, 4}
c1: t = Cast(x) {to: 1}
r: u = Reshape(t, a)
p: v = Transpose(u)
c2: y = Cast(v) {to: 11}
output y
)",
                                               R"(graph opset 13
input x: uint8[2, 3, 4]
const a: int64[2] = {6, 4}
r: u = Reshape(x, a)
p: v = Transpose(u)
c1: t = Cast(v) {to: 1}
c2: y = Cast(t) {to: 11}
output y
)"},
                                              {"nothing to meet", R"(graph opset 13
input x: uint8[2, 3]
c1: t = Cast(x) {to: 1}
p: y = Transpose(t)
output y
)",
                                               nullptr},
                                              {"two readers", R"(graph opset 13
input x: uint8[2, 3]
c1: t = Cast(x) {to: 1}
p: u = Transpose(t)
n: z = Neg(t)
c2: y = Cast(u) {to: 11}
output y
output z
)",
                                               nullptr},
                                              {"a graph output between", R"(graph opset 13
input x: uint8[2, 3]
c1: t = Cast(x) {to: 1}
p: u = Transpose(t)
c2: y = Cast(u) {to: 11}
output y
output u
)",
                                               nullptr},
                                              {"an opset whose operators do not take all types", R"(graph opset 8
input x: uint8[2, 3]
c1: t = Cast(x) {to: 1}
p: u = Transpose(t)
c2: y = Cast(u) {to: 11}
output y
)",
                                               nullptr},
                                              {"something that computes between", R"(graph opset 13
input x: int32[2, 3]
c1: t = Cast(x) {to: 1}
p: u = Sqrt(t)
c2: y = Cast(u) {to: 11}
output y
)",
                                               nullptr},
                                          });
