#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("split-reduce-axes", {
                                                      {"axes as attribute, dimensions kept", R"(graph opset 11
input x: float[2, 3, 4, 5]
r: y = ReduceMean(x) {axes: [-1, 1]}
output y
)",
                                                       R"(graph opset 11
input x: float[2, 3, 4, 5]
r_reducemean: r_reducemean = ReduceMean(x) {axes: [3], keepdims: 1} from ["r"]
r: y = ReduceMean(r_reducemean) {axes: [1], keepdims: 1}
output y
)"},
                                                      {"axes as input, dropped, two readers", R"(graph opset 13
input x: int64[2, 3, 4]
const a: int64[2] = {0, 2}
r: t = ReduceSum(x, a) {keepdims: 0}
n: y = Neg(t)
m: z = Abs(t)
output y
output z
)",
                                                       R"(graph opset 13
input x: int64[2, 3, 4]
const r_axes: int64[1] = {2}
const r_axes_1: int64[1] = {0}
r_reducesum: r_reducesum = ReduceSum(x, r_axes) {keepdims: 0} from ["r"]
r: t = ReduceSum(r_reducesum, r_axes_1) {keepdims: 0}
n: y = Neg(t)
m: z = Abs(t)
output y
output z
)"},
                                                      {"all axes", R"(graph opset 18
input x: float[2, 3]
r: y = ReduceMax(x) {keepdims: 0}
output y
)",
                                                       R"(graph opset 18
input x: float[2, 3]
const r_axes: int64[1] = {1}
const r_axes_1: int64[1] = {0}
r_reducemax: r_reducemax = ReduceMax(x, r_axes) {keepdims: 0} from ["r"]
r: y = ReduceMax(r_reducemax, r_axes_1) {keepdims: 0}
output y
)"},
                                                      {"one axis", R"(graph opset 11
input x: float[2, 3]
r: y = ReduceMean(x) {axes: [1]}
output y
)",
                                                       nullptr},
                                                      {"no axes that mean none", R"(graph opset 13
input x: float[2, 3]
const a: int64[0] = {}
r: y = ReduceSum(x, a) {noop_with_empty_axes: 1}
output y
)",
                                                       nullptr},
                                                      {"a mean of integers", R"(graph opset 13
input x: int32[2, 3]
r: y = ReduceMean(x) {axes: [0, 1]}
output y
)",
                                                       nullptr},
                                                      {"axes that come at run time", R"(graph opset 13
input x: float[2, 3]
input a: int64[2]
r: y = ReduceSum(x, a)
output y
)",
                                                       nullptr},
                                                  });
