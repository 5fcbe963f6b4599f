#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fuse-batch-norm-behind-reshape", {
                                                                   {"tokens back to a picture, open batch", R"(graph opset 13
input x: float[N, 6, 4]
const w: float[4, 3] = random(1, -1, 1)
const b: float[3] = {1, 2, 3}
const to: int64[4] = {-1, 3, 2, 3}
const s: float[3] = {0.5, 1, 2}
const h: float[3] = {0, 1, -1}
const m: float[3] = {1, 0, 2}
const v: float[3] = {1, 2, 0.5}
mm: p = MatMul(x, w)
add: q = Add(b, p)
tr: t = Transpose(q) {perm: [0, 2, 1]}
re: r = Reshape(t, to)
bn: y = BatchNormalization(r, s, h, m, v)
output y
)",
                                                                    R"(graph opset 13
input x: float[N, 6, 4]
const w: float[4, 3] = fill(nan)
const b: float[3] = fill(nan)
const to: int64[4] = {-1, 3, 2, 3}
mm: p = MatMul(x, w) from ["mm", "bn"]
add: q = Add(b, p)
tr: t = Transpose(q) {perm: [0, 2, 1]}
re: y = Reshape(t, to) from ["re", "bn"]
output y
)"},
                                                                   {"no bias yet", R"(graph opset 13
input x: float[2, 3, 4]
const w: float[4, 5] = random(1, -1, 1)
const s: float[5] = {0.5, 1, 2, 1, 1}
const h: float[5] = {0, 1, -1, 0, 0}
const m: float[5] = {1, 0, 2, 0, 0}
const v: float[5] = {1, 2, 0.5, 1, 1}
const to: int64[2] = {6, 5}
mm: p = MatMul(x, w)
re: r = Reshape(p, to)
bn: t = BatchNormalization(r, s, h, m, v)
relu: y = Relu(t)
output y
)",
                                                                    R"(graph opset 13
input x: float[2, 3, 4]
const w: float[4, 5] = fill(nan)
const to: int64[2] = {6, 5}
const mm_bias: float[5] = fill(nan)
mm: p = MatMul(x, w) from ["mm", "bn"]
mm_Add: mm_Add_output = Add(p, mm_bias) from ["mm"]
re: r = Reshape(mm_Add_output, to) from ["re", "bn"]
relu: y = Relu(r)
output y
)"},
                                                                   {"channels that are not the columns", R"(graph opset 13
input x: float[2, 3, 4]
const w: float[4, 3] = random(1, -1, 1)
const s: float[3] = {0.5, 1, 2}
const h: float[3] = {0, 1, -1}
const to: int64[4] = {2, 3, 3, 1}
mm: p = MatMul(x, w)
re: r = Reshape(p, to)
bn: y = BatchNormalization(r, s, h, h, s)
output y
)",
                                                                    nullptr},
                                                                   {"a product that others read", R"(graph opset 13
input x: float[2, 3, 4]
const w: float[4, 5] = random(1, -1, 1)
const s: float[5] = {0.5, 1, 2, 1, 1}
const to: int64[2] = {6, 5}
mm: p = MatMul(x, w)
re: r = Reshape(p, to)
bn: y = BatchNormalization(r, s, s, s, s)
output y
output p
)",
                                                                    nullptr},
                                                                   {"training", R"(graph opset 14
input x: float[2, 3, 4]
const w: float[4, 5] = random(1, -1, 1)
const s: float[5] = {0.5, 1, 2, 1, 1}
const to: int64[2] = {6, 5}
mm: p = MatMul(x, w)
re: r = Reshape(p, to)
bn: y, a, b = BatchNormalization(r, s, s, s, s) {training_mode: 1}
output y
)",
                                                                    nullptr},
                                                                   {"a residual sum", R"(graph opset 13
input x: float[2, 3, 5]
const w: float[5, 5] = random(1, -1, 1)
const s: float[5] = {0.5, 1, 2, 1, 1}
const to: int64[2] = {6, 5}
mm: p = MatMul(x, w)
add: q = Add(p, x)
re: r = Reshape(q, to)
bn: y = BatchNormalization(r, s, s, s, s)
output y
)",
                                                                    nullptr},
                                                               });
