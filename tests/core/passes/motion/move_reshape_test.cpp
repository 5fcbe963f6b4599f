#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("move-reshape", {
                                                 {"past element-wise nodes to another Reshape", R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[2] = {6, 4}
const k: float[1] = {2}
const b: int64[2] = {2, 12}
r1: t = Reshape(x, a)
n: u = Relu(t)
m: v = Mul(u, k)
r2: y = Reshape(v, b)
output y
)",
                                                  R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[2] = {6, 4}
const k: float[1] = {2}
const b: int64[2] = {2, 12}
n: u = Relu(x)
m: v = Mul(u, k)
r1: t = Reshape(v, a)
r2: y = Reshape(t, b)
output y
)"},
                                                 {"Unsqueeze, Cast and Squeeze of an older opset", R"(graph opset 9
input x: float[2, 3]
r1: t = Unsqueeze(x) {axes: [0]}
n: u = Cast(t) {to: 11}
r2: y = Squeeze(u) {axes: [0]}
output y
)",
                                                  R"(graph opset 9
input x: float[2, 3]
n: u = Cast(x) {to: 11}
r1: t = Unsqueeze(u) {axes: [0]}
r2: y = Squeeze(t) {axes: [0]}
output y
)"},
                                                 {"nothing to meet", R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[2] = {6, 4}
r1: t = Reshape(x, a)
n: y = Relu(t)
output y
)",
                                                  nullptr},
                                                 {"two readers", R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[2] = {6, 4}
const b: int64[2] = {2, 12}
r1: t = Reshape(x, a)
n: u = Relu(t)
r2: y = Reshape(u, b)
e: z = Exp(t)
output y
output z
)",
                                                  nullptr},
                                                 {"a graph output between", R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[2] = {6, 4}
const b: int64[2] = {2, 12}
r1: t = Reshape(x, a)
n: u = Relu(t)
r2: y = Reshape(u, b)
output u
output y
)",
                                                  nullptr},
                                                 {"an operand of more than one number", R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[2] = {6, 4}
const k: float[4] = {2, 3, 4, 5}
const b: int64[2] = {2, 12}
r1: t = Reshape(x, a)
n: u = Mul(t, k)
r2: y = Reshape(u, b)
output y
)",
                                                  nullptr},
                                                 {"a number of higher rank than what is reshaped", R"(graph opset 13
input x: float[4]
const a: int64[2] = {2, 2}
const k: float[1, 1] = {2}
const b: int64[1] = {4}
r1: t = Reshape(x, a)
n: u = Mul(t, k)
r2: y = Reshape(u, b)
output y
)",
                                                  nullptr},
                                                 {"a number of higher rank than what comes out", R"(graph opset 13
input x: float[2, 2]
const a: int64[1] = {-1}
const k: float[1, 1] = {2}
r1: t = Reshape(x, a)
n: u = Mul(t, k)
r2: y = Flatten(u) {axis: 2}
output y
)",
                                                  nullptr},
                                             });
