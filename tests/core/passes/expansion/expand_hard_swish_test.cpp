#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-hard-swish", {
                                                      {"into a bounded sum", R"(graph opset 14
input x: float[2, 3, 4, 4]
n: y = HardSwish(x)
output y
)",
                                                       R"(graph opset 14
input x: float[2, 3, 4, 4]
const n_constant: float[] = {3}
const n_constant_1: float[] = {0}
const n_constant_2: float[] = {6}
const n_constant_3: float[] = {0.16666667}
n_Add: n_Add = Add(x, n_constant) from ["n"]
n_Clip: n_Clip = Clip(n_Add, n_constant_1, n_constant_2) from ["n"]
n_Mul: n_Mul = Mul(n_Clip, n_constant_3) from ["n"]
n: y = Mul(x, n_Mul)
output y
)"},
                                                      {"read twice and a graph output", R"(graph opset 14
input x: float[2, 3, 4, 4]
n: y = HardSwish(x)
output y
e: z = Relu(y)
output z
)",
                                                       R"(graph opset 14
input x: float[2, 3, 4, 4]
const n_constant: float[] = {3}
const n_constant_1: float[] = {0}
const n_constant_2: float[] = {6}
const n_constant_3: float[] = {0.16666667}
n_Add: n_Add = Add(x, n_constant) from ["n"]
n_Clip: n_Clip = Clip(n_Add, n_constant_1, n_constant_2) from ["n"]
n_Mul: n_Mul = Mul(n_Clip, n_constant_3) from ["n"]
n: y = Mul(x, n_Mul)
output y
e: z = Relu(y)
output z
)"},
                                                      {"double", R"(graph opset 14
input x: double[2, 3, 4, 4]
n: y = HardSwish(x)
output y
)",
                                                       nullptr},
                                                  });
