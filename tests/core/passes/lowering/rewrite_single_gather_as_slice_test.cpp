#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-single-gather-as-slice", {
                                                            {"a scalar from the end", R"(graph opset 13
input x: float[batch, 3, 4]
const i: int64[] = {-1}
g: y = Gather(x, i) {axis: 1}
output y
)",
                                                             R"(graph opset 13
input x: float[batch, 3, 4]
const g_starts: int64[1] = {2}
const g_ends: int64[1] = {3}
const g_axes: int64[1] = {1}
const g_axes_1: int64[1] = {1}
g_slice: g_slice = Slice(x, g_starts, g_ends, g_axes) from ["g"]
g: y = Squeeze(g_slice, g_axes_1)
output y
)"},
                                                            {"a list of one, older opset, two readers", R"(graph opset 9
input x: float[3, 4]
const i: int64[1] = {1}
g: t = Gather(x, i)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                             R"(graph opset 9
input x: float[3, 4]
g: t = Slice(x) {axes: [0], starts: [1], ends: [2]}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                                            {"two indices", R"(graph opset 13
input x: float[3, 4]
const i: int64[2] = {1, 0}
g: y = Gather(x, i)
output y
)",
                                                             nullptr},
                                                            {"an index that comes at run time", R"(graph opset 13
input x: float[3, 4]
input i: int64[]
g: y = Gather(x, i)
output y
)",
                                                             nullptr},
                                                            {"a dimension that is not known", R"(graph opset 13
input x: float[n, 4]
const i: int64[] = {1}
g: y = Gather(x, i)
output y
)",
                                                             nullptr},
                                                        });
