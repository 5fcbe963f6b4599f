#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("insert-conv-before-depth-to-space", {
                                                                      {"an open batch, two readers", R"(graph opset 13
input x: float[batch, 4, 2, 3]
d: t = DepthToSpace(x) {blocksize: 2}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                                       R"(graph opset 13
input x: float[batch, 4, 2, 3]
const d_weight: float[4, 4, 1, 1] = fill(nan)
d_conv: d_conv = Conv(x, d_weight) {kernel_shape: [1, 1]} from ["d"]
d: t = DepthToSpace(d_conv) {blocksize: 2}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                                                      {"behind a 3x3 Conv", R"(graph opset 11
input x: float[1, 1, 3, 3]
const w: float[4, 1, 3, 3] = random(1, -1, 1)
c: t = Conv(x, w) {pads: [1, 1, 1, 1]}
d: y = DepthToSpace(t) {blocksize: 2, mode: "CRD"}
output t
output y
)",
                                                                       R"(graph opset 11
input x: float[1, 1, 3, 3]
const w: float[4, 1, 3, 3] = random(1, -1, 1)
const d_weight: float[4, 4, 1, 1] = fill(nan)
c: t = Conv(x, w) {pads: [1, 1, 1, 1]}
d_conv: d_conv = Conv(t, d_weight) {kernel_shape: [1, 1]} from ["d"]
d: y = DepthToSpace(d_conv) {blocksize: 2, mode: "CRD"}
output t
output y
)"},
                                                                      {"behind a 1x1 Conv", R"(graph opset 13
input x: float[1, 1, 3, 3]
const w: float[4, 1, 1, 1] = random(1, -1, 1)
c: t = Conv(x, w)
d: y = DepthToSpace(t) {blocksize: 2}
output y
)",
                                                                       nullptr},
                                                                      {"unknown channels", R"(graph opset 13
input x: float[1, channels, 3, 3]
d: y = DepthToSpace(x) {blocksize: 2}
output y
)",
                                                                       nullptr},
                                                                      {"doubles", R"(graph opset 13
input x: double[1, 4, 3, 3]
d: y = DepthToSpace(x) {blocksize: 2}
output y
)",
                                                                       nullptr},
                                                                  });
