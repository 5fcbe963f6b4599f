#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-extremes-as-clip", {
                                                             {"both, on either side, one result is an output", R"(graph opset 13
input x: float[2, 3]
const a: float[] = {-0.5}
const b: float[1, 1] = {0.25}
m: t = Max(x, a)
n: y = Min(b, t)
output y
output t
)",
                                                              R"(graph opset 13
input x: float[2, 3]
const m_min: float[] = {-0.5}
const n_max: float[] = {0.25}
m: t = Clip(x, m_min)
n: y = Clip(t, _, n_max)
output y
output t
)"},
                                                             {"as attributes", R"(graph opset 9
input x: float[2, 3]
const b: float[1, 1] = {0.25}
n: y = Min(b, x)
output y
)",
                                                              R"(graph opset 9
input x: float[2, 3]
n: y = Clip(x) {max: 0.25}
output y
)"},
                                                             {"several numbers, a wider one, two values, three operands", R"(graph opset 13
input x: float[3]
const a: float[3] = {0, 1, 2}
const b: float[1, 1] = {0}
const c: float[] = {0}
m: t = Max(x, a)
n: u = Max(t, b)
o: v = Max(u, x)
p: y = Max(v, x, c)
output y
)",
                                                              nullptr},
                                                             {"integers", R"(graph opset 13
input x: int32[3]
const c: int32[] = {0}
m: y = Max(x, c)
output y
)",
                                                              nullptr},
                                                         });
