#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fuse-pad-into-conv", {
                                                       {"asymmetric, on top of own pads", R"(graph opset 13
input x: float[1, 2, 5, 5]
const p: int64[8] = {0, 0, 0, 1, 0, 0, 2, 1}
const w: float[2, 2, 3, 3] = random(1, -1, 1)
pad: t = Pad(x, p)
conv: y = Conv(t, w) {pads: [1, 0, 0, 1], strides: [2, 2]}
output y
)",
                                                        R"(graph opset 13
input x: float[1, 2, 5, 5]
const w: float[2, 2, 3, 3] = random(1, -1, 1)
conv: y = Conv(x, w) {pads: [1, 1, 2, 2], strides: [2, 2]} from ["conv", "pad"]
output y
)"},
                                                       {"attributes of opset 10, auto_pad VALID", R"(graph opset 10
input x: float[1, 2, 5]
const w: float[2, 2, 3] = random(1, -1, 1)
pad: t = Pad(x) {pads: [0, 0, 1, 0, 0, 1]}
conv: y = Conv(t, w) {auto_pad: "VALID"}
output y
)",
                                                        R"(graph opset 10
input x: float[1, 2, 5]
const w: float[2, 2, 3] = random(1, -1, 1)
conv: y = Conv(x, w) {pads: [1, 1]} from ["conv", "pad"]
output y
)"},
                                                       {"axes of opset 18, a stated zero", R"(graph opset 18
input x: float[1, 2, 5, 5]
const p: int64[4] = {1, 2, 3, 0}
const v: float[] = {0}
const a: int64[2] = {-1, 2}
const w: float[2, 2, 3, 3] = random(1, -1, 1)
pad: t = Pad(x, p, v, a)
conv: y = Conv(t, w)
output y
)",
                                                        R"(graph opset 18
input x: float[1, 2, 5, 5]
const w: float[2, 2, 3, 3] = random(1, -1, 1)
conv: y = Conv(x, w) {pads: [2, 1, 0, 3]} from ["conv", "pad"]
output y
)"},
                                                       {"another value", R"(graph opset 13
input x: float[1, 2, 5, 5]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
const v: float[] = {1}
const w: float[2, 2, 3, 3] = random(1, -1, 1)
pad: t = Pad(x, p, v)
conv: y = Conv(t, w)
output y
)",
                                                        nullptr},
                                                       {"reflection", R"(graph opset 13
input x: float[1, 2, 5, 5]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
const w: float[2, 2, 3, 3] = random(1, -1, 1)
pad: t = Pad(x, p) {mode: "reflect"}
conv: y = Conv(t, w)
output y
)",
                                                        nullptr},
                                                       {"channels", R"(graph opset 13
input x: float[1, 1, 5, 5]
const p: int64[8] = {0, 1, 0, 0, 0, 0, 0, 0}
const w: float[2, 2, 3, 3] = random(1, -1, 1)
pad: t = Pad(x, p)
conv: y = Conv(t, w)
output y
)",
                                                        nullptr},
                                                       {"cropping", R"(graph opset 13
input x: float[1, 2, 5, 5]
const p: int64[8] = {0, 0, -1, 1, 0, 0, 1, 1}
const w: float[2, 2, 3, 3] = random(1, -1, 1)
pad: t = Pad(x, p)
conv: y = Conv(t, w)
output y
)",
                                                        nullptr},
                                                       {"auto_pad SAME", R"(graph opset 13
input x: float[1, 2, 5, 5]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
const w: float[2, 2, 3, 3] = random(1, -1, 1)
pad: t = Pad(x, p)
conv: y = Conv(t, w) {auto_pad: "SAME_UPPER", strides: [2, 2]}
output y
)",
                                                        nullptr},
                                                       {"two readers", R"(graph opset 13
input x: float[1, 2, 5, 5]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
const w: float[2, 2, 1, 1] = random(1, -1, 1)
pad: t = Pad(x, p)
conv: u = Conv(t, w)
add: y = Add(t, u)
output y
)",
                                                        nullptr},
                                                       {"the padded value is a graph output", R"(graph opset 13
input x: float[1, 2, 5, 5]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
const w: float[2, 2, 1, 1] = random(1, -1, 1)
pad: t = Pad(x, p)
conv: y = Conv(t, w)
output y
output t
)",
                                                        nullptr},
                                                       {"the padded value is the weight", R"(graph opset 13
input x: float[1, 1, 5, 5]
input w: float[2, 1, 1, 1]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
pad: t = Pad(w, p)
conv: y = Conv(x, t)
output y
)",
                                                        nullptr},
                                                   });
