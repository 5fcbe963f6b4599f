#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-gelu", {
                                                {"exact", R"(graph opset 20
input x: float[2, 3, 4, 4]
n: y = Gelu(x)
output y
)",
                                                 R"(graph opset 20
input x: float[2, 3, 4, 4]
const n_constant: float[] = {0.5}
const n_constant_1: float[] = {0.70710677}
const n_constant_2: float[] = {1}
n_Mul: n_Mul = Mul(x, n_constant) from ["n"]
n_Mul_1: n_Mul_1 = Mul(x, n_constant_1) from ["n"]
n_Erf: n_Erf = Erf(n_Mul_1) from ["n"]
n_Add: n_Add = Add(n_Erf, n_constant_2) from ["n"]
n: y = Mul(n_Mul, n_Add)
output y
)"},
                                                {"by tanh", R"(graph opset 20
input x: float[2, 3, 4, 4]
n: y = Gelu(x) {approximate: "tanh"}
output y
)",
                                                 R"(graph opset 20
input x: float[2, 3, 4, 4]
const n_constant: float[] = {0.5}
const n_constant_1: float[] = {0.044715}
const n_constant_2: float[] = {0.7978846}
const n_constant_3: float[] = {1}
n_Mul: n_Mul = Mul(x, n_constant) from ["n"]
n_Mul_1: n_Mul_1 = Mul(x, x) from ["n"]
n_Mul_2: n_Mul_2 = Mul(n_Mul_1, x) from ["n"]
n_Mul_3: n_Mul_3 = Mul(n_Mul_2, n_constant_1) from ["n"]
n_Add: n_Add = Add(x, n_Mul_3) from ["n"]
n_Mul_4: n_Mul_4 = Mul(n_Add, n_constant_2) from ["n"]
n_Tanh: n_Tanh = Tanh(n_Mul_4) from ["n"]
n_Add_1: n_Add_1 = Add(n_Tanh, n_constant_3) from ["n"]
n: y = Mul(n_Mul, n_Add_1)
output y
)"},
                                                {"of com.microsoft", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
n: y = com.microsoft::Gelu(x)
output y
)",
                                                 R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const n_constant: float[] = {0.5}
const n_constant_1: float[] = {0.70710677}
const n_constant_2: float[] = {1}
n_Mul: n_Mul = Mul(x, n_constant) from ["n"]
n_Mul_1: n_Mul_1 = Mul(x, n_constant_1) from ["n"]
n_Erf: n_Erf = Erf(n_Mul_1) from ["n"]
n_Add: n_Add = Add(n_Erf, n_constant_2) from ["n"]
n: y = Mul(n_Mul, n_Add)
output y
)"},
                                                {"FastGelu", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
n: y = com.microsoft::FastGelu(x)
output y
)",
                                                 R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const n_constant: float[] = {0.5}
const n_constant_1: float[] = {0.044715}
const n_constant_2: float[] = {0.7978846}
const n_constant_3: float[] = {1}
n_Mul: n_Mul = Mul(x, n_constant) from ["n"]
n_Mul_1: n_Mul_1 = Mul(x, x) from ["n"]
n_Mul_2: n_Mul_2 = Mul(n_Mul_1, x) from ["n"]
n_Mul_3: n_Mul_3 = Mul(n_Mul_2, n_constant_1) from ["n"]
n_Add: n_Add = Add(x, n_Mul_3) from ["n"]
n_Mul_4: n_Mul_4 = Mul(n_Add, n_constant_2) from ["n"]
n_Tanh: n_Tanh = Tanh(n_Mul_4) from ["n"]
n_Add_1: n_Add_1 = Add(n_Tanh, n_constant_3) from ["n"]
n: y = Mul(n_Mul, n_Add_1)
output y
)"},
                                                {"FastGelu with a bias", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
input b: float[4]
n: y = com.microsoft::FastGelu(x, b)
output y
)",
                                                 nullptr},
                                                {"before Erf", R"(graph opset 8 opset com.microsoft 1
input x: float[2, 3, 4, 4]
n: y = com.microsoft::Gelu(x)
output y
)",
                                                 nullptr},
                                                {"double", R"(graph opset 20
input x: double[2, 3, 4, 4]
n: y = Gelu(x)
output y
)",
                                                 nullptr},
                                            });
