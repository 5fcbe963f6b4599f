#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-constant-operands", {
                                                            {"factors on both sides, of two shapes", R"(graph opset 13
input x: float[2, 3]
const a: float[3] = {1, 2, 3}
const b: float[1] = {0.5}
m: t = Mul(a, x)
n: y = Mul(t, b)
output y
)",
                                                             R"(graph opset 13
input x: float[2, 3]
const b: float[3] = {0.5, 1, 1.5}
n: y = Mul(x, b) from ["n", "m"]
output y
)"},
                                                            {"summands, one of them shared", R"(graph opset 13
input x: float[2, 3]
const a: float[] = {1}
const b: float[] = {0.5}
m: t = Add(x, a)
n: u = Add(b, t)
o: y = Mul(u, b)
output y
)",
                                                             R"(graph opset 13
input x: float[2, 3]
const n_constant: float[] = {1.5}
const b: float[] = {0.5}
n: u = Add(n_constant, x) from ["n", "m"]
o: y = Mul(u, b)
output y
)"},
                                                            {"summands of different signs", R"(graph opset 13
input x: float[3]
const a: float[] = {100000}
const b: float[] = {-100000}
m: t = Add(x, a)
n: y = Add(t, b)
output y
)",
                                                             nullptr},
                                                            {"factors that overflow, and that vanish", R"(graph opset 13
input x: float[3]
const a: float[] = {1e30}
const b: float[] = {1e30}
const c: float[] = {1e-30}
m: t = Mul(x, a)
n: u = Mul(t, b)
s: v = Sigmoid(x)
o: w = Mul(v, c)
p: y = Mul(w, c)
output y
output u
)",
                                                             nullptr},
                                                            {"shapes that do not agree", R"(graph opset 13
input x: float[2, 3]
const a: float[2, 1] = {1, 2}
const b: float[3] = {1, 2, 3}
m: t = Mul(x, a)
n: y = Mul(t, b)
output y
)",
                                                             nullptr},
                                                            {"integers", R"(graph opset 13
input x: int32[3]
const a: int32[] = {2}
m: t = Mul(x, a)
n: y = Mul(t, a)
output y
)",
                                                             nullptr},
                                                            {"a sum and a product", R"(graph opset 13
input x: float[3]
const a: float[] = {2}
m: t = Mul(x, a)
n: y = Add(t, a)
output y
)",
                                                             nullptr},
                                                            {"two readers", R"(graph opset 13
input x: float[3]
const a: float[] = {2}
m: t = Mul(x, a)
n: y = Mul(t, a)
o: z = Neg(t)
output y
output z
)",
                                                             nullptr},
                                                            {"the first one is an output", R"(graph opset 13
input x: float[3]
const a: float[] = {2}
m: t = Mul(x, a)
n: y = Mul(t, a)
output y
output t
)",
                                                             nullptr},
                                                        });
