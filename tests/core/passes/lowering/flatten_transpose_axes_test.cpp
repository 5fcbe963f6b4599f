#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("flatten-transpose-axes", {
                                                           {"six dimensions, an open batch", R"(graph opset 13
input x: float[batch, 2, 3, 4, 5, 2]
t: y = Transpose(x) {perm: [0, 3, 4, 1, 2, 5]}
output y
)",
                                                            R"(graph opset 13
input x: float[batch, 2, 3, 4, 5, 2]
const t_shape: int64[4] = {-1, 6, 20, 2}
const t_shape_1: int64[6] = {-1, 4, 5, 2, 3, 2}
t_reshape: t_reshape = Reshape(x, t_shape) from ["t"]
t_transpose: t_transpose = Transpose(t_reshape) {perm: [0, 2, 1, 3]} from ["t"]
t: y = Reshape(t_transpose, t_shape_1)
output y
)"},
                                                           {"dimensions of 1, two readers", R"(graph opset 11
input x: float[1, 2, 1, 3, 4]
t: u = Transpose(x) {perm: [2, 3, 4, 0, 1]}
n: y = Neg(u)
m: z = Exp(u)
output y
output z
)",
                                                            R"(graph opset 11
input x: float[1, 2, 1, 3, 4]
const t_shape: int64[2] = {2, 12}
const t_shape_1: int64[5] = {1, 3, 4, 1, 2}
t_reshape: t_reshape = Reshape(x, t_shape) from ["t"]
t_transpose: t_transpose = Transpose(t_reshape) {perm: [1, 0]} from ["t"]
t: u = Reshape(t_transpose, t_shape_1)
n: y = Neg(u)
m: z = Exp(u)
output y
output z
)"},
                                                           {"between Reshapes", R"(graph opset 13
input x: float[6, 20]
const apart: int64[4] = {2, 3, 4, 5}
const joined: int64[2] = {20, 6}
r: t = Reshape(x, apart)
t: u = Transpose(t) {perm: [2, 3, 0, 1]}
s: y = Reshape(u, joined)
output y
)",
                                                            R"(graph opset 13
input x: float[6, 20]
const apart: int64[4] = {2, 3, 4, 5}
const t_shape: int64[2] = {6, 20}
const t_shape_1: int64[4] = {4, 5, 2, 3}
const joined: int64[2] = {20, 6}
r: t = Reshape(x, apart)
t_reshape: t_reshape = Reshape(t, t_shape) from ["t"]
t_transpose: t_transpose = Transpose(t_reshape) {perm: [1, 0]} from ["t"]
t: u = Reshape(t_transpose, t_shape_1)
s: y = Reshape(u, joined)
output y
)"},
                                                           {"four dimensions alone", R"(graph opset 13
input x: float[2, 3, 4, 5]
t: y = Transpose(x) {perm: [2, 3, 0, 1]}
output y
)",
                                                            nullptr},
                                                           {"axes that all go apart", R"(graph opset 13
input x: float[2, 3, 4, 5, 2]
t: y = Transpose(x)
output y
)",
                                                            nullptr},
                                                           {"two unknown dimensions", R"(graph opset 13
input x: float[a, b, 4, 5, 2]
t: y = Transpose(x) {perm: [0, 1, 3, 4, 2]}
output y
)",
                                                            nullptr},
                                                       });
