#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("move-pad-to-height", {
                                                       {"channels and height, an open batch", R"(graph opset 13
input x: float[batch, 2, 3, 2]
const pads: int64[8] = {0, 1, 1, 0, 0, 0, 0, 0}
const v: float[] = {0.5}
p: y = Pad(x, pads, v)
output y
)",
                                                        R"(graph opset 13
input x: float[batch, 2, 3, 2]
const p_shape: int64[3] = {-1, 2, 6}
const p_pads: int64[6] = {0, 1, 0, 0, 0, 0}
const v: float[] = {0.5}
const p_shape_1: int64[4] = {-1, 3, 3, 2}
const p_pads_1: int64[8] = {0, 0, 1, 0, 0, 0, 0, 0}
p_reshape: p_reshape = Reshape(x, p_shape) from ["p"]
p_pad: p_pad = Pad(p_reshape, p_pads, v) from ["p"]
p_reshape_1: p_reshape_1 = Reshape(p_pad, p_shape_1) from ["p"]
p: y = Pad(p_reshape_1, p_pads_1, v)
output y
)"},
                                                       {"two axes by attribute, two readers", R"(graph opset 9
input x: float[2, 2, 3, 2]
p: t = Pad(x) {pads: [1, 0, 0, 0, 0, 1, 0, 0], mode: "edge"}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                        R"(graph opset 9
input x: float[2, 2, 3, 2]
const p_shape: int64[3] = {1, 2, 12}
const p_shape_1: int64[4] = {3, 2, 3, 2}
const p_shape_2: int64[3] = {3, 2, 6}
const p_shape_3: int64[4] = {3, 3, 3, 2}
p_reshape: p_reshape = Reshape(x, p_shape) from ["p"]
p_pad: p_pad = Pad(p_reshape) {mode: "edge", pads: [0, 1, 0, 0, 0, 0]} from ["p"]
p_reshape_1: p_reshape_1 = Reshape(p_pad, p_shape_1) from ["p"]
p_reshape_2: p_reshape_2 = Reshape(p_reshape_1, p_shape_2) from ["p"]
p_pad_1: p_pad_1 = Pad(p_reshape_2) {mode: "edge", pads: [0, 0, 0, 0, 1, 0]} from ["p"]
p: t = Reshape(p_pad_1, p_shape_3)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                                       {"a picture only", R"(graph opset 9
input x: float[2, 2, 3, 2]
p: y = Pad(x) {pads: [0, 0, 1, 1, 0, 0, 1, 1]}
output y
)",
                                                        nullptr},
                                                       {"a cut", R"(graph opset 9
input x: float[2, 2, 3, 2]
p: y = Pad(x) {pads: [0, 1, 0, 0, 0, 0, 0, -1]}
output y
)",
                                                        nullptr},
                                                       {"an unknown width", R"(graph opset 9
input x: float[2, 2, 3, w]
p: y = Pad(x) {pads: [0, 1, 0, 0, 0, 0, 0, 0]}
output y
)",
                                                        nullptr},
                                                       {"amounts that callers give", R"(graph opset 13
input x: float[2, 2, 3, 2]
input pads: int64[8]
p: y = Pad(x, pads)
output y
)",
                                                        nullptr},
                                                   });
