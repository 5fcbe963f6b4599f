#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("shift-clip-bounds", {
                                                      {"between positive bounds", R"(graph opset 13
input x: float[2, 3]
const low: float[] = {0.25}
const high: float[] = {0.75}
c: y = Clip(x, low, high)
output y
)",
                                                       R"(graph opset 13
input x: float[2, 3]
const c_down: float[] = {-0.25}
const c_clip_min: float[] = {0}
const c_clip_max: float[] = {0.5}
const c_up: float[] = {0.25}
c_add: c_add = Add(x, c_down) from ["c"]
c_clip: c_clip = Clip(c_add, c_clip_min, c_clip_max) from ["c"]
c: y = Add(c_clip, c_up)
output y
)"},
                                                      {"below a negative bound by attribute, two readers", R"(graph opset 9
input x: float[2, 3]
c: t = Clip(x) {max: -0.5}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                       R"(graph opset 9
input x: float[2, 3]
const c_down: float[] = {0.5}
const c_up: float[] = {-0.5}
c_add: c_add = Add(x, c_down) from ["c"]
c_clip: c_clip = Clip(c_add) {max: 0.0} from ["c"]
c: t = Add(c_clip, c_up)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                                      {"a range that holds 0", R"(graph opset 13
input x: float[2, 3]
const low: float[] = {-0.25}
const high: float[] = {0.75}
c: y = Clip(x, low, high)
output y
)",
                                                       nullptr},
                                                      {"from 0", R"(graph opset 9
input x: float[2, 3]
c: y = Clip(x) {min: 0.0, max: 6.0}
output y
)",
                                                       nullptr},
                                                      {"a far bound", R"(graph opset 9
input x: float[2, 3]
c: y = Clip(x) {min: 10000000.0}
output y
)",
                                                       nullptr},
                                                      {"a bound that callers give", R"(graph opset 13
input x: float[2, 3]
input low: float[]
c: y = Clip(x, low)
output y
)",
                                                       nullptr},
                                                      {"doubles", R"(graph opset 13
input x: double[2, 3]
const low: double[] = {0.25}
c: y = Clip(x, low)
output y
)",
                                                       nullptr},
                                                  });
