#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-noop-resize", {
                                                       {"scales of one", R"(graph opset 13
input x: float[1, 1, h, 3]
const s: float[4] = {1, 1, 1, 1}
a: t = Neg(x)
r: u = Resize(t, _, s) {mode: "linear"}
b: y = Add(u, u)
output y
)",
                                                        R"(graph opset 13
input x: float[1, 1, h, 3]
a: t = Neg(x) from ["a", "r"]
b: y = Add(t, t)
output y
)"},
                                                       {"its own sizes", R"(graph opset 13
input x: float[1, 1, 2, 3]
const s: int64[4] = {1, 1, 2, 3}
a: t = Neg(x)
r: y = Resize(t, _, _, s)
output y
)",
                                                        R"(graph opset 13
input x: float[1, 1, 2, 3]
a: y = Neg(x) from ["a", "r"]
output y
)"},
                                                       {"Resize of opset 10", R"(graph opset 10
input x: float[1, 1, 2, 3]
const s: float[4] = {1, 1, 1, 1}
a: t = Neg(x)
r: y = Resize(t, s)
output y
)",
                                                        R"(graph opset 10
input x: float[1, 1, 2, 3]
a: y = Neg(x) from ["a", "r"]
output y
)"},
                                                       {"Upsample", R"(graph opset 9
input x: float[1, 1, 2, 3]
const s: float[4] = {1, 1, 1, 1}
a: t = Neg(x)
r: y = Upsample(t, s)
output y
)",
                                                        R"(graph opset 9
input x: float[1, 1, 2, 3]
a: y = Neg(x) from ["a", "r"]
output y
)"},
                                                       {"coordinates half an element off", R"(graph opset 13
input x: float[1, 1, 2, 3]
const s: float[4] = {1, 1, 1, 1}
a: t = Neg(x)
r: y = Resize(t, _, s) {mode: "nearest", coordinate_transformation_mode: "tf_half_pixel_for_nn", nearest_mode: "ceil"}
output y
)",
                                                        nullptr},
                                                       {"scales of nearly one", R"(graph opset 13
input x: float[1, 1, 2, 3]
const s: float[4] = {1, 1, 1, 1.1}
a: t = Neg(x)
r: y = Resize(t, _, s)
output y
)",
                                                        nullptr},
                                                       {"other sizes", R"(graph opset 13
input x: float[1, 1, 2, 3]
const s: int64[4] = {1, 1, 2, 4}
a: t = Neg(x)
r: y = Resize(t, _, _, s)
output y
)",
                                                        nullptr},
                                                       {"sizes at run time", R"(graph opset 13
input x: float[1, 1, 2, 3]
input s: int64[4]
a: t = Neg(x)
r: y = Resize(t, _, _, s)
output y
)",
                                                        nullptr},
                                                       {"from input to output", R"(graph opset 13
input x: float[1, 1, 2, 3]
const s: float[4] = {1, 1, 1, 1}
r: y = Resize(x, _, s)
output y
)",
                                                        nullptr},
                                                   });
