#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-sub-as-negated-add", {
                                                               {"two values", R"(graph opset 13
input a: float[2, 3]
input b: float[3]
n: y = Sub(a, b)
output y
)",
                                                                R"(graph opset 13
input a: float[2, 3]
input b: float[3]
const n_minus: float[] = {-1}
n_mul: n_mul = Mul(b, n_minus) from ["n"]
n: y = Add(a, n_mul)
output y
)"},
                                                               {"a constant on the right", R"(graph opset 13
input a: float[2, 3]
const b: float[3] = {1, 2, 3}
n: y = Sub(a, b)
output y
)",
                                                                nullptr},
                                                               {"integers", R"(graph opset 13
input a: int64[2, 3]
input b: int64[2, 3]
n: y = Sub(a, b)
output y
)",
                                                                nullptr},
                                                               {"a constant on the left", R"(graph opset 13
input b: float[2, 3]
const a: float[] = {1}
n: y = Sub(a, b)
z = Relu(y)
output y
output z
)",
                                                                R"(graph opset 13
input b: float[2, 3]
const a: float[] = {1}
const n_minus: float[] = {-1}
n_mul: n_mul = Mul(b, n_minus) from ["n"]
n: y = Add(a, n_mul)
Relu_1: z = Relu(y)
output y
output z
)"},
                                                           });
