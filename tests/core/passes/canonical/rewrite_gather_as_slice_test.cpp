#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-gather-as-slice",
                             {
                                 {"one from the end, and every second one of an unknown length", R"(graph opset 13
input x: float[n, 6]
const i: int64[1] = {-1}
const j: int32[2] = {0, 1}
const k: int64[3] = {-5, 3, 5}
a: y = Gather(x, i) {axis: 1}
b: z = Gather(x, j) {axis: 0}
c: w = Gather(x, k) {axis: -1}
output y
output z
output w
)",
                                  R"(graph opset 13
input x: float[n, 6]
const a_starts: int64[1] = {5}
const a_ends: int64[1] = {6}
const a_axes: int64[1] = {1}
const b_starts: int64[1] = {0}
const b_ends: int64[1] = {2}
const b_axes: int64[1] = {0}
const c_starts: int64[1] = {1}
const c_ends: int64[1] = {6}
const c_axes: int64[1] = {1}
const c_steps: int64[1] = {2}
a: y = Slice(x, a_starts, a_ends, a_axes)
b: z = Slice(x, b_starts, b_ends, b_axes)
c: w = Slice(x, c_starts, c_ends, c_axes, c_steps)
output y
output z
output w
)"},
                                 {"repeated, descending, uneven, of another rank, none", R"(graph opset 13
input x: float[6]
const i: int64[2] = {1, 1}
const j: int64[2] = {2, 1}
const k: int64[3] = {0, 1, 3}
const l: int64[] = {0}
const m: int64[1, 1] = {0}
a: a = Gather(x, i)
b: b = Gather(x, j)
c: c = Gather(x, k)
d: d = Gather(x, l)
e: e = Gather(x, m)
output a
output b
output c
output d
output e
)",
                                  nullptr},
                                 {"from the end of an unknown length, at run time", R"(graph opset 13
input x: float[n]
input i: int64[1]
const j: int64[1] = {-1}
a: y = Gather(x, i)
b: z = Gather(x, j)
output y
output z
)",
                                  nullptr},
                                 {"an older Slice", R"(graph opset 9
input x: float[6]
const j: int64[1] = {1}
b: z = Gather(x, j)
output z
)",
                                  nullptr},
                             });
