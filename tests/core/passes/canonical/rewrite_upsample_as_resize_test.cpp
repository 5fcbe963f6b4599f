#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-upsample-as-resize", {
                                                               {"nearest, read twice, an output", R"(graph opset 13
input x: float[1, 1, 2, 3]
const s: float[4] = {1, 1, 2, 2.5}
u: t = Upsample(x, s)
n: y = Add(t, t)
output y
output t
)",
                                                                R"(graph opset 13
input x: float[1, 1, 2, 3]
const s: float[4] = {1, 1, 2, 2.5}
u: t = Resize(x, _, s) {coordinate_transformation_mode: "asymmetric", mode: "nearest", nearest_mode: "floor"}
n: y = Add(t, t)
output y
output t
)"},
                                                               {"linear", R"(graph opset 13
input x: float[1, 1, 2, 3]
const s: float[4] = {1, 1, 2, 1.5}
u: y = Upsample(x, s) {mode: "linear"}
output y
)",
                                                                R"(graph opset 13
input x: float[1, 1, 2, 3]
const s: float[4] = {1, 1, 2, 1.5}
u: y = Resize(x, _, s) {coordinate_transformation_mode: "asymmetric", mode: "linear", nearest_mode: "floor"}
output y
)"},
                                                               {"the first Resize", R"(graph opset 10
input x: float[1, 1, 2, 3]
const s: float[4] = {1, 1, 2, 2}
u: y = Upsample(x, s)
output y
)",
                                                                R"(graph opset 10
input x: float[1, 1, 2, 3]
const s: float[4] = {1, 1, 2, 2}
u: y = Resize(x, s) {mode: "nearest"}
output y
)"},
                                                               {"before there was one", R"(graph opset 9
input x: float[1, 1, 2, 3]
const s: float[4] = {1, 1, 2, 2}
u: y = Upsample(x, s)
output y
)",
                                                                nullptr},
                                                               {"scales that a caller may override, and one below 1", R"(graph opset 13
input x: float[1, 1, 2, 3]
input s: float[4] = {1, 1, 2, 2}
const d: float[4] = {1, 1, 2, 0.5}
u: y = Upsample(x, s)
v: z = Upsample(x, d)
output y
output z
)",
                                                                nullptr},
                                                           });
