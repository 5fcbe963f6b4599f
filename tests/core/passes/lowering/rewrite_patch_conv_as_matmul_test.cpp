#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-patch-conv-as-matmul", {
                                                                 {"patches of an open batch", R"(graph opset 13
input x: float[batch, 4, 6, 2]
const w: float[3, 2, 2, 3] = random(1, -1, 1)
const b: float[3] = {1, 2, 3}
p: t = Transpose(x) {perm: [0, 3, 1, 2]}
c: u = Conv(t, w, b) {strides: [2, 3]}
q: y = Transpose(u) {perm: [0, 2, 3, 1]}
output y
)",
                                                                  R"(graph opset 13
input x: float[batch, 4, 6, 2]
const b: float[3] = {1, 2, 3}
const q_matrix: float[12, 3] = fill(nan)
const q_shape: int64[6] = {-1, 2, 2, 2, 3, 2}
const q_shape_1: int64[4] = {-1, 2, 2, 12}
q_reshape: q_reshape = Reshape(x, q_shape) from ["q", "c", "p"]
q_transpose: q_transpose = Transpose(q_reshape) {perm: [0, 1, 3, 2, 4, 5]} from ["q", "c", "p"]
q_reshape_1: q_reshape_1 = Reshape(q_transpose, q_shape_1) from ["q", "c", "p"]
q_matmul: q_matmul = MatMul(q_reshape_1, q_matrix) from ["q", "c", "p"]
q: y = Add(q_matmul, b) from ["q", "c", "p"]
output y
)"},
                                                                 {"a kernel of 1, two readers", R"(graph opset 13
input x: float[1, 4, 6, 2]
const w: float[3, 2, 1, 1] = random(1, -1, 1)
p: t = Transpose(x) {perm: [0, 3, 1, 2]}
c: u = Conv(t, w)
q: v = Transpose(u) {perm: [0, 2, 3, 1]}
n: y = Neg(v)
m: z = Exp(v)
output y
output z
)",
                                                                  R"(graph opset 13
input x: float[1, 4, 6, 2]
const q_matrix: float[2, 3] = fill(nan)
q: v = MatMul(x, q_matrix) from ["q", "c", "p"]
n: y = Neg(v)
m: z = Exp(v)
output y
output z
)"},
                                                                 {"strides of another length", R"(graph opset 13
input x: float[batch, 4, 6, 2]
const w: float[3, 2, 2, 3] = random(1, -1, 1)
const b: float[3] = {1, 2, 3}
p: t = Transpose(x) {perm: [0, 3, 1, 2]}
c: u = Conv(t, w, b) {strides: [2, 2]}
q: y = Transpose(u) {perm: [0, 2, 3, 1]}
output y
)",
                                                                  nullptr},
                                                                 {"a rest", R"(graph opset 13
input x: float[batch, 5, 6, 2]
const w: float[3, 2, 2, 3] = random(1, -1, 1)
const b: float[3] = {1, 2, 3}
p: t = Transpose(x) {perm: [0, 3, 1, 2]}
c: u = Conv(t, w, b) {strides: [2, 3]}
q: y = Transpose(u) {perm: [0, 2, 3, 1]}
output y
)",
                                                                  nullptr},
                                                                 {"padding", R"(graph opset 13
input x: float[batch, 4, 6, 2]
const w: float[3, 2, 2, 3] = random(1, -1, 1)
const b: float[3] = {1, 2, 3}
p: t = Transpose(x) {perm: [0, 3, 1, 2]}
c: u = Conv(t, w, b) {strides: [2, 3], pads: [0, 0, 0, 3]}
q: y = Transpose(u) {perm: [0, 2, 3, 1]}
output y
)",
                                                                  nullptr},
                                                                 {"groups", R"(graph opset 13
input x: float[batch, 4, 6, 2]
const w: float[4, 1, 2, 3] = random(1, -1, 1)
const b: float[4] = {1, 2, 3, 4}
p: t = Transpose(x) {perm: [0, 3, 1, 2]}
c: u = Conv(t, w, b) {strides: [2, 3], group: 2}
q: y = Transpose(u) {perm: [0, 2, 3, 1]}
output y
)",
                                                                  nullptr},
                                                                 {"the picture is read elsewhere", R"(graph opset 13
input x: float[batch, 4, 6, 2]
const w: float[3, 2, 2, 3] = random(1, -1, 1)
const b: float[3] = {1, 2, 3}
p: t = Transpose(x) {perm: [0, 3, 1, 2]}
c: u = Conv(t, w, b) {strides: [2, 3]}
q: y = Transpose(u) {perm: [0, 2, 3, 1]}
output y
output t
)",
                                                                  nullptr},
                                                                 {"the map is an output", R"(graph opset 13
input x: float[batch, 4, 6, 2]
const w: float[3, 2, 2, 3] = random(1, -1, 1)
const b: float[3] = {1, 2, 3}
p: t = Transpose(x) {perm: [0, 3, 1, 2]}
c: u = Conv(t, w, b) {strides: [2, 3]}
q: y = Transpose(u) {perm: [0, 2, 3, 1]}
output y
output u
)",
                                                                  nullptr},
                                                                 {"another order", R"(graph opset 13
input x: float[batch, 4, 6, 2]
const w: float[3, 2, 2, 3] = random(1, -1, 1)
const b: float[3] = {1, 2, 3}
p: t = Transpose(x) {perm: [0, 3, 1, 2]}
c: u = Conv(t, w, b) {strides: [2, 3]}
q: y = Transpose(u) {perm: [0, 3, 2, 1]}
output y
)",
                                                                  nullptr},
                                                                 {"weights that callers give", R"(graph opset 13
input x: float[batch, 4, 6, 2]
input w: float[3, 2, 2, 3]
const b: float[3] = {1, 2, 3}
p: t = Transpose(x) {perm: [0, 3, 1, 2]}
c: u = Conv(t, w, b) {strides: [2, 3]}
q: y = Transpose(u) {perm: [0, 2, 3, 1]}
output y
)",
                                                                  nullptr},
                                                             });
