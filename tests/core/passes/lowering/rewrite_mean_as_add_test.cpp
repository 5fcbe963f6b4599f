#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-mean-as-add", {
                                                        {"three values", R"(graph opset 13
input a: float[2, 3]
input b: float[3]
input c: float[2, 1]
n: y = Mean(a, b, c)
output y
)",
                                                         R"(graph opset 13
input a: float[2, 3]
input b: float[3]
input c: float[2, 1]
const n_share: float[] = fill(nan)
n_add: n_add = Add(a, b) from ["n"]
n_add_1: n_add_1 = Add(n_add, c) from ["n"]
n: y = Mul(n_add_1, n_share)
output y
)"},
                                                        {"one value", R"(graph opset 13
input a: float[2, 3]
n: y = Mean(a)
output y
)",
                                                         nullptr},
                                                        {"doubles", R"(graph opset 13
input a: double[2, 3]
input b: double[2, 3]
n: y = Mean(a, b)
output y
)",
                                                         nullptr},
                                                        {"an operand that is an output, another reader", R"(graph opset 13
input a: float[2, 3]
b = Relu(a)
n: y = Mean(a, b)
c = Neg(b)
output y
output b
output c
)",
                                                         R"(graph opset 13
input a: float[2, 3]
const n_share: float[] = {0.5}
Relu_0: b = Relu(a)
n_add: n_add = Add(a, b) from ["n"]
n: y = Mul(n_add, n_share)
Neg_2: c = Neg(b)
output y
output b
output c
)"},
                                                    });
