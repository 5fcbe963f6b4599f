#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("move-reduce-max-to-height", {
                                                              {"the last axis", R"(graph opset 13
input x: float[2, 3, 4]
n: y = ReduceMax(x) {axes: [-1], keepdims: 0}
output y
)",
                                                               R"(graph opset 13
input x: float[2, 3, 4]
const n_shape: int64[3] = {6, 4, 1}
const n_shape_1: int64[2] = {2, 3}
n_reshape: n_reshape = Reshape(x, n_shape) from ["n"]
n_reducemax: n_reducemax = ReduceMax(n_reshape) {axes: [1], keepdims: 1} from ["n"]
n: y = Reshape(n_reducemax, n_shape_1)
output y
)"},
                                                              {"two axes side by side, an open batch", R"(graph opset 18
input x: float[?, 3, 4, 5]
const a: int64[2] = {1, 2}
n: y = ReduceMax(x, a)
output y
)",
                                                               R"(graph opset 18
input x: float[?, 3, 4, 5]
const n_shape: int64[3] = {-1, 12, 5}
const n_axes: int64[1] = {1}
const n_shape_1: int64[4] = {-1, 1, 1, 5}
n_reshape: n_reshape = Reshape(x, n_shape) from ["n"]
n_reducemax: n_reducemax = ReduceMax(n_reshape, n_axes) {keepdims: 1} from ["n"]
n: y = Reshape(n_reducemax, n_shape_1)
output y
)"},
                                                              {"the height already", R"(graph opset 13
input x: float[2, 3, 4]
n: y = ReduceMax(x) {axes: [1]}
output y
)",
                                                               nullptr},
                                                              {"axes apart", R"(graph opset 13
input x: float[2, 3, 4]
n: y = ReduceMax(x) {axes: [0, 2]}
output y
)",
                                                               nullptr},
                                                          });
