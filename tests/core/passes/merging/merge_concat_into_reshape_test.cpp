#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-concat-into-reshape", {
                                                              {"a batch that is copied", R"(graph opset 13
input x: float[batch, 3, 4]
const i: int64[1] = {0}
const one: int64[1] = {1}
const rest: int64[1] = {12}
s: s = Shape(x)
g: b = Slice(s, i, one)
c: t = Concat(b, rest) {axis: 0}
r: y = Reshape(x, t)
output y
)",
                                                               R"(graph opset 13
input x: float[batch, 3, 4]
const i: int64[1] = {0}
const one: int64[1] = {1}
const rest: int64[1] = {12}
const r_shape: int64[2] = {0, 12}
s: s = Shape(x)
g: b = Slice(s, i, one)
c: t = Concat(b, rest) {axis: 0}
r: y = Reshape(x, r_shape)
output y
)"},
                                                              {"the model has -1 next to it", R"(graph opset 13
input x: float[batch, 3, 4]
const i: int64[1] = {0}
const rest: int64[1] = {-1}
s: s = Shape(x)
g: b = Gather(s, i)
c: t = Concat(b, rest) {axis: 0}
r: y = Reshape(x, t)
output y
)",
                                                               R"(graph opset 13
input x: float[batch, 3, 4]
const i: int64[1] = {0}
const rest: int64[1] = {-1}
const r_shape: int64[2] = {0, -1}
s: s = Shape(x)
g: b = Gather(s, i)
c: t = Concat(b, rest) {axis: 0}
r: y = Reshape(x, r_shape)
output y
)"},
                                                              {"another place: what is left over", R"(graph opset 13
input x: float[batch, 3, 4]
const i: int64[1] = {0}
const rest: int64[1] = {12}
s: s = Shape(x)
g: b = Gather(s, i)
c: t = Concat(rest, b) {axis: 0}
r: y = Reshape(x, t)
output y
)",
                                                               R"(graph opset 13
input x: float[batch, 3, 4]
const i: int64[1] = {0}
const rest: int64[1] = {12}
const r_shape: int64[2] = {12, -1}
s: s = Shape(x)
g: b = Gather(s, i)
c: t = Concat(rest, b) {axis: 0}
r: y = Reshape(x, r_shape)
output y
)"},
                                                              {"two unknown ones, the second one at another place", R"(graph opset 13
input x: float[n, 4, m]
const i: int64[1] = {0}
const k: int64[1] = {2}
const rest: int64[1] = {4}
s: s = Shape(x)
g: b = Gather(s, i)
h: d = Gather(s, k)
c: t = Concat(b, d, rest) {axis: 0}
r: y = Reshape(x, t)
output y
)",
                                                               nullptr},
                                                              {"-1 and another one that is left over", R"(graph opset 13
input x: float[n, 4, m]
const k: int64[1] = {2}
const rest: int64[1] = {-1}
s: s = Shape(x)
h: d = Gather(s, k)
c: t = Concat(d, rest) {axis: 0}
r: y = Reshape(x, t)
output y
)",
                                                               nullptr},
                                                              {"a stated 0", R"(graph opset 13
input x: float[n, 4]
const i: int64[1] = {0}
const rest: int64[1] = {0}
s: s = Shape(x)
g: b = Gather(s, i)
c: t = Concat(b, rest) {axis: 0}
r: y = Reshape(x, t)
output y
)",
                                                               nullptr},
                                                              {"zero is a number", R"(graph opset 14
input x: float[n, 4] 
const i: int64[1] = {0}
const rest: int64[1] = {4}
s: s = Shape(x)
g: b = Gather(s, i)
c: t = Concat(b, rest) {axis: 0}
r: y = Reshape(x, t) {allowzero: 1}
output y
)",
                                                               nullptr},
                                                          });
