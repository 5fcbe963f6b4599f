#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("undilate-conv", {
                                                  {"3x3 with dilations 2 and 1", R"(graph opset 13
input x: float[1, 1, 7, 7]
const w: float[1, 1, 3, 3] = random(1, -1, 1)
k: t = Conv(x, w) {dilations: [2, 1], pads: [2, 1, 2, 1]}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                   R"(graph opset 13
input x: float[1, 1, 7, 7]
const w: float[1, 1, 5, 3] = fill(nan)
k: t = Conv(x, w) {kernel_shape: [5, 3], pads: [2, 1, 2, 1], strides: [1, 1]}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                                  {"no dilations", R"(graph opset 13
input x: float[1, 1, 7, 7]
const w: float[1, 1, 3, 3] = random(1, -1, 1)
k: y = Conv(x, w) {dilations: [1, 1]}
output y
)",
                                                   nullptr},
                                                  {"a kernel that would be large", R"(graph opset 13
input x: float[1, 1, 40, 40]
const w: float[1, 1, 3, 3] = random(1, -1, 1)
k: y = Conv(x, w) {dilations: [16, 16]}
output y
)",
                                                   nullptr},
                                                  {"weights that are an input as well", R"(graph opset 13
input x: float[1, 1, 5]
input w: float[1, 1, 2] = {1, 2}
k: y = Conv(x, w) {dilations: [2]}
output y
)",
                                                   nullptr},
                                              });
