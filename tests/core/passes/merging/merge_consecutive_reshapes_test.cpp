#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-consecutive-reshapes", {
                                                               {"two Reshape", R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[2] = {6, 4}
const b: int64[2] = {-1, 12}
r1: t = Reshape(x, a)
r2: y = Reshape(t, b)
output y
)",
                                                                R"(graph opset 13
input x: float[2, 3, 4]
const b: int64[2] = {-1, 12}
r2: y = Reshape(x, b) from ["r2", "r1"]
output y
)"},
                                                               {"a chain of four kinds", R"(graph opset 13
input x: float[2, 3, 1, 4]
const a: int64[1] = {2}
const b: int64[1] = {0}
const c: int64[3] = {0, -1, 2}
s: t = Squeeze(x, a)
f: u = Flatten(t)
n: v = Unsqueeze(u, b)
r: y = Reshape(v, c)
output y
)",
                                                                R"(graph opset 13
input x: float[2, 3, 1, 4]
const r_shape: int64[3] = {1, 12, 2}
r: y = Reshape(x, r_shape) from ["r", "n", "f", "s"]
output y
)"},
                                                               {"an unknown batch and a target without it", R"(graph opset 13
input x: float[batch, 3, 4]
const a: int64[2] = {0, 12}
const b: int64[3] = {-1, 6, 2}
r1: t = Reshape(x, a)
r2: y = Reshape(t, b)
output y
)",
                                                                R"(graph opset 13
input x: float[batch, 3, 4]
const b: int64[3] = {-1, 6, 2}
r2: y = Reshape(x, b) from ["r2", "r1"]
output y
)"},
                                                               {"a target that copies an unknown dimension", R"(graph opset 13
input x: float[batch, 3, 4]
const a: int64[2] = {0, 12}
const b: int64[3] = {0, 6, 2}
r1: t = Reshape(x, a)
r2: y = Reshape(t, b)
output y
)",
                                                                nullptr},
                                                               {"two readers of the first", R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[2] = {6, 4}
const b: int64[2] = {2, 12}
r1: t = Reshape(x, a)
r2: y = Reshape(t, b)
n: z = Neg(t)
output y
output z
)",
                                                                nullptr},
                                                               {"the first is a graph output", R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[2] = {6, 4}
const b: int64[2] = {2, 12}
r1: t = Reshape(x, a)
r2: y = Reshape(t, b)
output y
output t
)",
                                                                nullptr},
                                                               {"something between", R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[2] = {6, 4}
const b: int64[2] = {2, 12}
r1: t = Reshape(x, a)
n: u = Neg(t)
r2: y = Reshape(u, b)
output y
)",
                                                                nullptr},
                                                               {"a target that comes at run time", R"(graph opset 13
input x: float[2, 3, 4]
input b: int64[2]
const a: int64[2] = {6, 4}
r1: t = Reshape(x, a)
r2: y = Reshape(t, b)
output y
)",
                                                                nullptr},
                                                           });
