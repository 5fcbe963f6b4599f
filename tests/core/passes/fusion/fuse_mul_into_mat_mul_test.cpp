#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fuse-mul-into-mat-mul", {
                                                          {"one factor per column, constant first", R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 4] = fill(1)
const k: float[4] = {1, 2, 3, 4}
mm: t = MatMul(x, w)
mul: y = Mul(k, t)
output y
)",
                                                           R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 4] = {1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4}
mm: y = MatMul(x, w) from ["mm", "mul"]
output y
)"},
                                                          {"division by a scalar", R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 4] = fill(1)
const k: float[] = {2}
mm: t = MatMul(x, w)
mul: y = Div(t, k)
output y
)",
                                                           R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 4] = fill(0.5)
mm: y = MatMul(x, w) from ["mm", "mul"]
output y
)"},
                                                          {"batched weights", R"(graph opset 13
input x: float[2, 5, 3]
const w: float[2, 3, 2] = fill(1)
const k: float[1, 1, 2] = {2, 3}
mm: t = MatMul(x, w)
mul: y = Mul(t, k)
output y
)",
                                                           R"(graph opset 13
input x: float[2, 5, 3]
const w: float[2, 3, 2] = {2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3}
mm: y = MatMul(x, w) from ["mm", "mul"]
output y
)"},
                                                          {"weights that others read", R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 4] = fill(1)
const k: float[] = {2}
mm: t = MatMul(x, w)
mul: y = Mul(t, k)
output y
mm2: z = MatMul(x, w)
output z
)",
                                                           R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 4] = fill(1)
const mm_weight: float[3, 4] = fill(2)
mm: y = MatMul(x, mm_weight) from ["mm", "mul"]
mm2: z = MatMul(x, w)
output y
output z
)"},
                                                          {"along the rows", R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 4] = fill(1)
const k: float[5, 1] = random(1, 1, 2)
mm: t = MatMul(x, w)
mul: y = Mul(t, k)
output y
)",
                                                           nullptr},
                                                          {"one column that widens", R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 1] = fill(1)
const k: float[4] = {1, 2, 3, 4}
mm: t = MatMul(x, w)
mul: y = Mul(t, k)
output y
)",
                                                           nullptr},
                                                          {"a rank that widens", R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 4] = fill(1)
const k: float[1, 1, 1, 1] = {2}
mm: t = MatMul(x, w)
mul: y = Mul(t, k)
output y
)",
                                                           nullptr},
                                                          {"a vector as the first factor", R"(graph opset 13
input x: float[3]
const w: float[3, 4] = fill(1)
const k: float[1] = {2}
mm: t = MatMul(x, w)
mul: y = Mul(t, k)
output y
)",
                                                           nullptr},
                                                          {"the constant over the product", R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 4] = fill(1)
const k: float[] = {2}
mm: t = MatMul(x, w)
mul: y = Div(k, t)
output y
)",
                                                           nullptr},
                                                          {"division by zero", R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 4] = fill(1)
const k: float[4] = {1, 2, 0, 4}
mm: t = MatMul(x, w)
mul: y = Div(t, k)
output y
)",
                                                           nullptr},
                                                          {"a computed factor", R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 4] = fill(1)
input k: float[4]
mm: t = MatMul(x, w)
mul: y = Mul(t, k)
output y
)",
                                                           nullptr},
                                                          {"computed weights", R"(graph opset 13
input x: float[2, 5, 3]
input w: float[3, 4]
const k: float[4] = {1, 2, 3, 4}
mm: t = MatMul(x, w)
mul: y = Mul(t, k)
output y
)",
                                                           nullptr},
                                                          {"the product is a graph output", R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 4] = fill(1)
const k: float[4] = {1, 2, 3, 4}
mm: t = MatMul(x, w)
mul: y = Mul(t, k)
output y
output t
)",
                                                           nullptr},
                                                          {"a square", R"(graph opset 13
input x: float[2, 5, 3]
const w: float[3, 4] = fill(1)
const k: float[4] = {1, 2, 3, 4}
mm: t = MatMul(x, w)
mul: y = Mul(t, t)
output y
)",
                                                           nullptr},
                                                      });
