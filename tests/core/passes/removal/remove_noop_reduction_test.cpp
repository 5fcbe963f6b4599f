#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-noop-reduction", {
                                                          {"axes of one element, as attribute and as input", R"(graph opset 13
input x: float[n, 1, 3, 1]
const s: int64[1] = {1}
a: t = Neg(x)
r: u = ReduceMean(t) {axes: [1, -1]}
q: v = ReduceSum(u, s)
b: y = Add(v, v)
output y
)",
                                                           R"(graph opset 13
input x: float[n, 1, 3, 1]
a: t = Neg(x) from ["a", "r", "q"]
b: y = Add(t, t)
output y
)"},
                                                          {"the axes go", R"(graph opset 13
input x: float[2, 1, 3]
a: t = Neg(x)
r: y = ReduceMax(t) {axes: [1], keepdims: 0}
output y
)",
                                                           R"(graph opset 13
input x: float[2, 1, 3]
const r_axes: int64[1] = {1}
a: t = Neg(x)
r: y = Squeeze(t, r_axes)
output y
)"},
                                                          {"the axes go, before opset 13", R"(graph opset 11
input x: float[2, 1, 3]
r: y = ReduceSum(x) {axes: [-2], keepdims: 0}
output y
)",
                                                           R"(graph opset 11
input x: float[2, 1, 3]
r: y = Squeeze(x) {axes: [1]}
output y
)"},
                                                          {"all axes, and no axis", R"(graph opset 18
input x: float[1, 1]
const none: int64[0] = {}
a: t = Neg(x)
r: u = ReduceProd(t)
q: v = ReduceMin(u, none) {noop_with_empty_axes: 1}
b: y = Neg(v)
output y
)",
                                                           R"(graph opset 18
input x: float[1, 1]
a: t = Neg(x) from ["a", "r", "q"]
b: y = Neg(t)
output y
)"},
                                                          {"no axis stands for all", R"(graph opset 13
input x: float[2, 1]
const none: int64[0] = {}
a: t = Neg(x)
r: y = ReduceSum(t, none)
output y
)",
                                                           nullptr},
                                                          {"an unknown length, and one of two", R"(graph opset 13
input x: float[n, 2]
r: t = ReduceMean(x) {axes: [0]}
q: y = ReduceMax(t) {axes: [1]}
output y
)",
                                                           nullptr},
                                                          {"axes at run time", R"(graph opset 13
input x: float[1, 2]
input i: int64[1]
a: t = Neg(x)
r: y = ReduceSum(t, i)
output y
)",
                                                           nullptr},
                                                          {"an absolute value", R"(graph opset 13
input x: float[1, 2]
a: t = Neg(x)
r: y = ReduceL1(t) {axes: [0]}
output y
)",
                                                           nullptr},
                                                          {"from input to output", R"(graph opset 13
input x: float[1, 2]
r: y = ReduceMean(x) {axes: [0]}
output y
)",
                                                           nullptr},
                                                      });
