#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("split-width-transpose", {
                                                          {"the last axis first, two readers", R"(graph opset 13
input x: float[2, 3, 4, 5, 6]
t: u = Transpose(x)
n: y = Neg(u)
m: z = Exp(u)
output y
output z
)",
                                                           R"(graph opset 13
input x: float[2, 3, 4, 5, 6]
const t_shape: int64[3] = {6, 20, 6}
const t_shape_1: int64[3] = {4, 10, 18}
const t_shape_2: int64[3] = {12, 30, 2}
const t_shape_3: int64[5] = {6, 5, 4, 3, 2}
t_reshape: t_reshape = Reshape(x, t_shape) from ["t"]
t_transpose: t_transpose = Transpose(t_reshape) {perm: [1, 0, 2]} from ["t"]
t_reshape_1: t_reshape_1 = Reshape(t_transpose, t_shape_1) from ["t"]
t_transpose_1: t_transpose_1 = Transpose(t_reshape_1) {perm: [0, 2, 1]} from ["t"]
t_reshape_2: t_reshape_2 = Reshape(t_transpose_1, t_shape_2) from ["t"]
t_transpose_2: t_transpose_2 = Transpose(t_reshape_2) {perm: [1, 0, 2]} from ["t"]
t: u = Reshape(t_transpose_2, t_shape_3)
n: y = Neg(u)
m: z = Exp(u)
output y
output z
)"},
                                                          {"the last axis second, an open batch", R"(graph opset 13
input x: float[batch, 2, 3, 4, 5]
t: y = Transpose(x) {perm: [2, 4, 1, 0, 3]}
output y
)",
                                                           R"(graph opset 13
input x: float[batch, 2, 3, 4, 5]
const t_shape: int64[3] = {-1, 2, 60}
const t_shape_1: int64[3] = {-1, 3, 20}
const t_shape_2: int64[3] = {3, -1, 5}
const t_shape_3: int64[5] = {3, 5, 2, -1, 4}
t_reshape: t_reshape = Reshape(x, t_shape) from ["t"]
t_transpose: t_transpose = Transpose(t_reshape) {perm: [1, 0, 2]} from ["t"]
t_reshape_1: t_reshape_1 = Reshape(t_transpose, t_shape_1) from ["t"]
t_transpose_1: t_transpose_1 = Transpose(t_reshape_1) {perm: [1, 0, 2]} from ["t"]
t_reshape_2: t_reshape_2 = Reshape(t_transpose_1, t_shape_2) from ["t"]
t_transpose_2: t_transpose_2 = Transpose(t_reshape_2) {perm: [0, 2, 1]} from ["t"]
t: y = Reshape(t_transpose_2, t_shape_3)
output y
)"},
                                                          {"the last axis third", R"(graph opset 13
input x: float[batch, 2, 3, 4, 5]
t: y = Transpose(x) {perm: [2, 0, 4, 1, 3]}
output y
)",
                                                           nullptr},
                                                          {"what four dimensions can say", R"(graph opset 13
input x: float[batch, 2, 3, 4, 5]
t: y = Transpose(x) {perm: [4, 0, 1, 2, 3]}
output y
)",
                                                           nullptr},
                                                          {"two unknown dimensions", R"(graph opset 13
input x: float[a, 3, 4, 5, b]
t: y = Transpose(x)
output y
)",
                                                           nullptr},
                                                      });
