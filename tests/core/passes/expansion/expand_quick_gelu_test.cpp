#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-quick-gelu", {
                                                      {"with its default", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
n: y = com.microsoft::QuickGelu(x)
output y
)",
                                                       R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const n_constant: float[] = {1.702}
n_Mul: n_Mul = Mul(x, n_constant) from ["n"]
n_Sigmoid: n_Sigmoid = Sigmoid(n_Mul) from ["n"]
n: y = Mul(x, n_Sigmoid)
output y
)"},
                                                      {"SiLU", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
n: y = com.microsoft::QuickGelu(x) {alpha: 1.0}
output y
)",
                                                       R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
n_Sigmoid: n_Sigmoid = Sigmoid(x) from ["n"]
n: y = Mul(x, n_Sigmoid)
output y
)"},
                                                      {"double", R"(graph opset 13 opset com.microsoft 1
input x: double[2, 3, 4, 4]
n: y = com.microsoft::QuickGelu(x)
output y
)",
                                                       nullptr},
                                                  });
