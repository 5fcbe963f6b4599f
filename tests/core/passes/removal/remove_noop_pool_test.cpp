#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-noop-pool", {
                                                     {"three kinds", R"(graph opset 13
input x: float[1, 2, 1, 1]
a: t = Neg(x)
p: u = MaxPool(t) {kernel_shape: [1, 1], strides: [1, 1]}
q: v = AveragePool(u) {kernel_shape: [1, 1], pads: [0, 0, 0, 0]}
g: w = GlobalAveragePool(v)
b: y = Add(w, w)
output y
)",
                                                      R"(graph opset 13
input x: float[1, 2, 1, 1]
a: t = Neg(x) from ["a", "p", "q", "g"]
b: y = Add(t, t)
output y
)"},
                                                     {"stride, padding, a larger window", R"(graph opset 13
input x: float[1, 1, 4, 4]
p: t = MaxPool(x) {kernel_shape: [1, 1], strides: [2, 1]}
q: u = AveragePool(t) {kernel_shape: [1, 1], pads: [1, 0, 0, 0]}
r: y = MaxPool(u) {kernel_shape: [1, 2]}
output y
)",
                                                      nullptr},
                                                     {"indices that are read", R"(graph opset 13
input x: float[1, 1, 2, 2]
a: t = Neg(x)
p: y, i = MaxPool(t) {kernel_shape: [1, 1]}
output y
output i
)",
                                                      nullptr},
                                                     {"global pooling of more, and of an unknown number", R"(graph opset 13
input x: float[1, 1, 1, w]
a: t = Neg(x)
g: y = GlobalMaxPool(t)
output y
)",
                                                      nullptr},
                                                     {"LpPool takes the absolute value", R"(graph opset 13
input x: float[1, 1, 2, 2]
a: t = Neg(x)
p: y = LpPool(t) {kernel_shape: [1, 1]}
output y
)",
                                                      nullptr},
                                                     {"from input to output", R"(graph opset 13
input x: float[1, 1, 2, 2]
p: y = MaxPool(x) {kernel_shape: [1, 1]}
output y
)",
                                                      nullptr},
                                                 });
