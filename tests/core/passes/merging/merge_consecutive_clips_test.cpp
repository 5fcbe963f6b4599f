#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-consecutive-clips", {
                                                            {"Clip of Clip, bounds that overlap", R"(graph opset 13
input x: float[4]
const a: float[] = {-0.5}
const b: float[] = {0.25}
const c: float[] = {-0.25}
const d: float[] = {0.5}
p: t = Clip(x, a, b)
q: y = Clip(t, c, d)
output y
)",
                                                             R"(graph opset 13
input x: float[4]
const q_min: float[] = {-0.25}
const q_max: float[] = {0.25}
q: y = Clip(x, q_min, q_max) from ["q", "p"]
output y
)"},
                                                            {"bounds that do not overlap", R"(graph opset 13
input x: float[4]
const a: float[] = {-0.5}
const b: float[] = {-0.25}
const c: float[] = {0.25}
const d: float[] = {0.5}
p: t = Clip(x, a, b)
q: y = Clip(t, c, d)
output y
)",
                                                             R"(graph opset 13
input x: float[4]
const q_min: float[] = {0.25}
const q_max: float[] = {0.25}
q: y = Clip(x, q_min, q_max) from ["q", "p"]
output y
)"},
                                                            {"Relu and a bound from above", R"(graph opset 10
input x: float[4]
r: t = Relu(x)
q: y = Clip(t) {max: 0.5}
output y
)",
                                                             R"(graph opset 10
input x: float[4]
q: y = Clip(x) {max: 0.5, min: 0.0} from ["q", "r"]
output y
)"},
                                                            {"Relu behind Clip, half floats", R"(graph opset 13
input x: float16[4]
const a: float16[] = {-0.5}
const b: float16[] = {0.5}
q: t = Clip(x, a, b)
r: y = Relu(t)
output y
)",
                                                             R"(graph opset 13
input x: float16[4]
const r_min: float16[] = {0}
const r_max: float16[] = {0.5}
r: y = Clip(x, r_min, r_max) from ["r", "q"]
output y
)"},
                                                            {"two Relu", R"(graph opset 13
input x: float[4]
q: t = Relu(x)
r: y = Relu(t)
output y
)",
                                                             nullptr},
                                                            {"bounds that cross", R"(graph opset 13
input x: float[4]
const a: float[] = {0.5}
const b: float[] = {-0.5}
q: t = Clip(x, a, b)
r: y = Relu(t)
output y
)",
                                                             nullptr},
                                                            {"integers", R"(graph opset 13
input x: int32[4]
const a: int32[] = {1}
q: t = Clip(x, a)
r: y = Clip(t, _, a)
output y
)",
                                                             nullptr},
                                                            {"bounds at run time", R"(graph opset 13
input x: float[4]
input a: float[]
q: t = Clip(x, a)
r: y = Relu(t)
output y
)",
                                                             nullptr},
                                                            {"two readers", R"(graph opset 13
input x: float[4]
const a: float[] = {0.5}
q: t = Clip(x, _, a)
r: y = Relu(t)
n: z = Neg(t)
output y
output z
)",
                                                             nullptr},
                                                            {"the first one is an output", R"(graph opset 13
input x: float[4]
const a: float[] = {0.5}
q: t = Clip(x, _, a)
r: y = Relu(t)
output y
output t
)",
                                                             nullptr},
                                                        });
