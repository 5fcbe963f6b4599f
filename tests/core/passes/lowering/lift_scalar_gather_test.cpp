#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("lift-scalar-gather", {
                                                       {"a negative index, two readers", R"(graph opset 13
input x: float[batch, 3, 2]
const i: int64[] = {-1}
g: t = Gather(x, i) {axis: 1}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                        R"(graph opset 13
input x: float[batch, 3, 2]
const g_index: int64[1] = {-1}
const g_axes: int64[1] = {1}
g_gather: g_gather = Gather(x, g_index) {axis: 1} from ["g"]
g: t = Squeeze(g_gather, g_axes)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                                       {"axes as attribute, the index read elsewhere", R"(graph opset 11
input x: float[2, 3]
const i: int32[] = {1}
g: y = Gather(x, i)
h: z = Identity(i)
output y
output z
)",
                                                        R"(graph opset 11
input x: float[2, 3]
const i: int32[] = {1}
const g_index: int32[1] = {1}
g_gather: g_gather = Gather(x, g_index) {axis: 0} from ["g"]
g: y = Squeeze(g_gather) {axes: [0]}
h: z = Identity(i)
output y
output z
)"},
                                                       {"an index of one dimension", R"(graph opset 13
input x: float[2, 3]
const i: int64[1] = {1}
g: y = Gather(x, i)
output y
)",
                                                        nullptr},
                                                       {"a shape", R"(graph opset 13
input x: int64[2]
const i: int64[] = {1}
g: y = Gather(x, i)
output y
)",
                                                        nullptr},
                                                       {"an index that callers give", R"(graph opset 13
input x: float[2, 3]
input i: int64[]
g: y = Gather(x, i)
output y
)",
                                                        nullptr},
                                                   });
