#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("join-parallel-convs", {
                                                        {"two, one without bias", R"(graph opset 13
input x: float[1, 2, 4, 4]
const v: float[3, 2, 1, 1] = random(1, -1, 1)
const w: float[1, 2, 1, 1] = random(2, -1, 1)
const b: float[1] = {0.5}
one: s = Conv(x, v)
two: t = Conv(x, w, b) {kernel_shape: [1, 1], strides: [1, 1]}
r: y = Relu(s)
q: z = Sigmoid(t)
output y
output z
)",
                                                         R"(graph opset 13
input x: float[1, 2, 4, 4]
const v: float[4, 2, 1, 1] = fill(nan)
const one_bias: float[4] = {0, 0, 0, 0.5}
const one_split_channels: int64[2] = {3, 1}
one: one_all = Conv(x, v, one_bias) from ["one", "two"]
one_split: s, t = Split(one_all, one_split_channels) {axis: 1} from ["one", "two"]
r: y = Relu(s)
q: z = Sigmoid(t)
output y
output z
)"},
                                                        {"three that are outputs, padded, old Split", R"(graph opset 11
input x: float[1, 1, 4, 4]
const u: float[1, 1, 3, 3] = random(1, -1, 1)
const v: float[1, 1, 3, 3] = random(2, -1, 1)
const w: float[2, 1, 3, 3] = random(3, -1, 1)
a: y1 = Conv(x, u) {pads: [1, 1, 1, 1], strides: [2, 2]}
b: y2 = Conv(x, v) {pads: [1, 1, 1, 1], strides: [2, 2]}
c: y3 = Conv(x, w) {pads: [1, 1, 1, 1], strides: [2, 2]}
output y1
output y2
output y3
)",
                                                         R"(graph opset 11
input x: float[1, 1, 4, 4]
const u: float[4, 1, 3, 3] = fill(nan)
a: a_all = Conv(x, u) {pads: [1, 1, 1, 1], strides: [2, 2]} from ["a", "b", "c"]
a_split: y1, y2, y3 = Split(a_all) {axis: 1, split: [1, 1, 2]} from ["a", "b", "c"]
output y1
output y2
output y3
)"},
                                                        {"another kernel", R"(graph opset 13
input x: float[1, 2, 4, 4]
const v: float[3, 2, 1, 1] = random(1, -1, 1)
const w: float[1, 2, 3, 3] = random(2, -1, 1)
one: s = Conv(x, v)
two: t = Conv(x, w) {pads: [1, 1, 1, 1]}
output s
output t
)",
                                                         nullptr},
                                                        {"other strides", R"(graph opset 13
input x: float[1, 2, 4, 4]
const v: float[3, 2, 1, 1] = random(1, -1, 1)
const w: float[1, 2, 1, 1] = random(2, -1, 1)
one: s = Conv(x, v)
two: t = Conv(x, w) {strides: [2, 2]}
output s
output t
)",
                                                         nullptr},
                                                        {"groups", R"(graph opset 13
input x: float[1, 2, 4, 4]
const v: float[2, 1, 1, 1] = random(1, -1, 1)
const w: float[2, 1, 1, 1] = random(2, -1, 1)
one: s = Conv(x, v) {group: 2}
two: t = Conv(x, w) {group: 2}
output s
output t
)",
                                                         nullptr},
                                                        {"shared weights", R"(graph opset 13
input x: float[1, 2, 4, 4]
const v: float[2, 2, 1, 1] = random(1, -1, 1)
const b: float[2] = {1, 2}
one: s = Conv(x, v)
two: t = Conv(x, v, b)
output s
output t
)",
                                                         nullptr},
                                                        {"weights that are an input", R"(graph opset 13
input x: float[1, 2, 4, 4]
input v: float[2, 2, 1, 1]
const w: float[1, 2, 1, 1] = random(2, -1, 1)
one: s = Conv(x, v)
two: t = Conv(x, w)
output s
output t
)",
                                                         nullptr},
                                                    });
