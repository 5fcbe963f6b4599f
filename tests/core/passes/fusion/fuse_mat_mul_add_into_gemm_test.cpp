#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fuse-mat-mul-add-into-gemm", {
                                                               {"a row", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[4] = random(2, -1, 1)
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
)",
                                                                R"(graph opset 13
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[4] = random(2, -1, 1)
mm: y = Gemm(x, w, c) from ["mm", "add"]
output y
)"},
                                                               {"the row comes first, opset 7", R"(graph opset 7
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[4] = random(2, -1, 1)
mm: t = MatMul(x, w)
add: y = Add(c, t)
output y
)",
                                                                R"(graph opset 7
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[4] = random(2, -1, 1)
mm: y = Gemm(x, w, c) from ["mm", "add"]
output y
)"},
                                                               {"a whole matrix", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[2, 4] = random(2, -1, 1)
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
)",
                                                                R"(graph opset 13
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[2, 4] = random(2, -1, 1)
mm: y = Gemm(x, w, c) from ["mm", "add"]
output y
)"},
                                                               {"a scalar, a symbolic batch", R"(graph opset 13
input x: float[n, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[] = {2}
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
)",
                                                                R"(graph opset 13
input x: float[n, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[] = {2}
mm: y = Gemm(x, w, c) from ["mm", "add"]
output y
)"},
                                                               {"rank 3", R"(graph opset 13
input x: float[1, 2, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[4] = random(2, -1, 1)
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
)",
                                                                nullptr},
                                                               {"rows that widen a symbolic batch", R"(graph opset 13
input x: float[n, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[2, 4] = random(2, -1, 1)
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
)",
                                                                nullptr},
                                                               {"one row that widens", R"(graph opset 13
input x: float[1, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[5, 4] = random(2, -1, 1)
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
)",
                                                                nullptr},
                                                               {"one column that widens", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 1] = random(1, -1, 1)
const c: float[4] = random(2, -1, 1)
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
)",
                                                                nullptr},
                                                               {"a rank that widens", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[1, 1, 4] = random(2, -1, 1)
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
)",
                                                                nullptr},
                                                               {"a computed summand", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)
input c: float[4]
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
)",
                                                                nullptr},
                                                               {"a summand that a caller may change", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)
input c: float[4] = {1, 2, 3, 4}
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
)",
                                                                nullptr},
                                                               {"computed weights", R"(graph opset 13
input x: float[2, 3]
input w: float[3, 4]
const c: float[4] = random(2, -1, 1)
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
)",
                                                                nullptr},
                                                               {"integers", R"(graph opset 13
input x: int32[2, 3]
const w: int32[3, 2] = {1, 2, 3, 4, 5, 6}
const c: int32[2] = {1, 2}
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
)",
                                                                nullptr},
                                                               {"the product is a graph output", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[4] = random(2, -1, 1)
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
output t
)",
                                                                nullptr},
                                                               {"the product has a second reader", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[4] = random(2, -1, 1)
mm: t = MatMul(x, w)
add: y = Add(t, c)
output y
relu: z = Relu(t)
output z
)",
                                                                nullptr},
                                                               {"twice the product", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)

mm: t = MatMul(x, w)
add: y = Add(t, t)
output y
)",
                                                                nullptr},
                                                           });
