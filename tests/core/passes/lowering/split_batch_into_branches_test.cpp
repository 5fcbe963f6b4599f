#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("split-batch-into-branches",
                             {
                                 {"two Convs, Relu and a sum between", R"(graph opset 13
input x: float[2, 2, 4, 4]
const v: float[2, 2, 1, 1] = random(1, -1, 1)
const w: float[1, 2, 3, 3] = random(2, -1, 1)
const k: float[2, 1, 1] = {1, 2}
a: s = Conv(x, v)
r: t = Relu(s)
p: u = Add(t, k)
b: y = Conv(u, w)
output y
)",
                                  R"(graph opset 13
input x: float[2, 2, 4, 4]
const v: float[2, 2, 1, 1] = random(1, -1, 1)
const w: float[1, 2, 3, 3] = random(2, -1, 1)
const k: float[2, 1, 1] = {1, 2}
const a_split: int64[2] = {1, 1}
a_split: a_split_1, a_split_2 = Split(x, a_split) {axis: 0} from ["a"]
a_conv: a_conv = Conv(a_split_1, v) from ["a"]
a_conv_1: a_conv_1 = Conv(a_split_2, v) from ["a"]
r_relu: r_relu = Relu(a_conv) from ["r"]
r_relu_1: r_relu_1 = Relu(a_conv_1) from ["r"]
p_add: p_add = Add(r_relu, k) from ["p"]
p_add_1: p_add_1 = Add(r_relu_1, k) from ["p"]
b_conv: b_conv = Conv(p_add, w) from ["b"]
b_conv_1: b_conv_1 = Conv(p_add_1, w) from ["b"]
b: y = Concat(b_conv, b_conv_1) {axis: 0}
output y
)"},
                                 {"a residual connection, and a result between that is an output", R"(graph opset 12
input x: float[2, 2, 4, 4]
const v: float[2, 2, 1, 1] = random(1, -1, 1)
a: s = MaxPool(x) {kernel_shape: [1, 1]}
b: t = Conv(s, v)
p: y = Add(t, s)
output y
output t
)",
                                  R"(graph opset 12
input x: float[2, 2, 4, 4]
const v: float[2, 2, 1, 1] = random(1, -1, 1)
a_split: a_split, a_split_1 = Split(x) {axis: 0, split: [1, 1]} from ["a"]
a_maxpool: a_maxpool = MaxPool(a_split) {kernel_shape: [1, 1]} from ["a"]
a_maxpool_1: a_maxpool_1 = MaxPool(a_split_1) {kernel_shape: [1, 1]} from ["a"]
b_conv: b_conv = Conv(a_maxpool, v) from ["b"]
b_conv_1: b_conv_1 = Conv(a_maxpool_1, v) from ["b"]
b: t = Concat(b_conv, b_conv_1) {axis: 0}
p_add: p_add = Add(b_conv, a_maxpool) from ["p"]
p_add_1: p_add_1 = Add(b_conv_1, a_maxpool_1) from ["p"]
p: y = Concat(p_add, p_add_1) {axis: 0}
output y
output t
)"},
                                 {"one sample", R"(graph opset 13
input x: float[1, 2, 4, 4]
const v: float[2, 2, 1, 1] = random(1, -1, 1)
a: y = Conv(x, v)
output y
)",
                                  nullptr},
                                 {"an open batch", R"(graph opset 13
input x: float[N, 2, 4, 4]
const v: float[2, 2, 1, 1] = random(1, -1, 1)
a: y = Conv(x, v)
output y
)",
                                  nullptr},
                                 {"too many", R"(graph opset 13
input x: float[17, 2, 4, 4]
const v: float[2, 2, 1, 1] = random(1, -1, 1)
a: y = Conv(x, v)
output y
)",
                                  nullptr},
                                 {"only element-wise nodes", R"(graph opset 13
input x: float[2, 2, 4, 4]
r: y = Relu(x)
output y
)",
                                  nullptr},
                                 {"indices that are read", R"(graph opset 13
input x: float[2, 2, 4, 4]
a: y, i = MaxPool(x) {kernel_shape: [2, 2]}
output y
output i
)",
                                  nullptr},
                             });
