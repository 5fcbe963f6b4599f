#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-batch-norm-as-conv", {
                                                               {"behind Relu", R"(graph opset 13
input x: float[batch, 2, 3, 3]
const s: float[2] = {2, 0.5}
r: t = Relu(x)
bn: u = BatchNormalization(t, s, s, s, s)
n: y = Neg(u)
m: z = Exp(u)
output y
output z
)",
                                                                R"(graph opset 13
input x: float[batch, 2, 3, 3]
const bn_weight: float[2, 1, 1, 1] = fill(nan)
const bn_bias: float[2] = fill(nan)
r: t = Relu(x)
n: y = Neg(u)
m: z = Exp(u)
bn: u = Conv(t, bn_weight, bn_bias) {group: 2, kernel_shape: [1, 1]}
output y
output z
)"},
                                                               {"behind a Conv that takes it in", R"(graph opset 13
input x: float[1, 2, 3, 3]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const s: float[2] = {2, 0.5}
k: t = Conv(x, w)
bn: y = BatchNormalization(t, s, s, s, s)
output y
)",
                                                                nullptr},
                                                               {"rank 2", R"(graph opset 13
input x: float[1, 2]
const s: float[2] = {2, 0.5}
bn: y = BatchNormalization(x, s, s, s, s)
output y
)",
                                                                nullptr},
                                                               {"a scale that comes at run time", R"(graph opset 13
input x: float[1, 2, 3]
input s: float[2]
bn: y = BatchNormalization(x, s, s, s, s)
output y
)",
                                                                nullptr},
                                                           });
