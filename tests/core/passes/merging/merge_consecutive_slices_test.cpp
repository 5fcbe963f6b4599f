#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-consecutive-slices", {
                                                             {"one axis, with steps and ends outside", R"(graph opset 13
input x: float[n, 20]
const s1: int64[1] = {2}
const e1: int64[1] = {100}
const a1: int64[1] = {1}
const p1: int64[1] = {3}
const s2: int64[1] = {-5}
const e2: int64[1] = {-1}
const p2: int64[1] = {2}
c1: t = Slice(x, s1, e1, a1, p1)
c2: y = Slice(t, s2, e2, a1, p2)
output y
)",
                                                              R"(graph opset 13
input x: float[n, 20]
const c2_starts: int64[1] = {5}
const c2_ends: int64[1] = {12}
const c2_axes: int64[1] = {1}
const c2_steps: int64[1] = {6}
c2: y = Slice(x, c2_starts, c2_ends, c2_axes, c2_steps) from ["c2", "c1"]
output y
)"},
                                                             {"two axes, as attributes", R"(graph opset 9
input x: float[4, 6]
c1: t = Slice(x) {starts: [1], ends: [3]}
c2: y = Slice(t) {starts: [2], ends: [5], axes: [-1]}
output y
)",
                                                              R"(graph opset 9
input x: float[4, 6]
c2: y = Slice(x) {starts: [1, 2], ends: [3, 5], axes: [0, 1]} from ["c2", "c1"]
output y
)"},
                                                             {"backwards", R"(graph opset 13
input x: float[6]
const s1: int64[1] = {5}
const e1: int64[1] = {1}
const a1: int64[1] = {0}
const p1: int64[1] = {-1}
const s2: int64[1] = {1}
c1: t = Slice(x, s1, e1, a1, p1)
c2: y = Slice(t, s2, s1)
output y
)",
                                                              nullptr},
                                                             {"an unknown length", R"(graph opset 13
input x: float[n]
const s1: int64[1] = {1}
const e1: int64[1] = {-1}
c1: t = Slice(x, s1, e1)
c2: y = Slice(t, s1, e1)
output y
)",
                                                              nullptr},
                                                             {"nothing left", R"(graph opset 13
input x: float[6]
const s1: int64[1] = {1}
const e1: int64[1] = {3}
const s2: int64[1] = {4}
const e2: int64[1] = {6}
c1: t = Slice(x, s1, e1)
c2: y = Slice(t, s2, e2)
output y
)",
                                                              nullptr},
                                                             {"two readers", R"(graph opset 13
input x: float[6]
const s1: int64[1] = {1}
const e1: int64[1] = {3}
c1: t = Slice(x, s1, e1)
c2: y = Slice(t, s1, e1)
c3: z = Neg(t)
output y
output z
)",
                                                              nullptr},
                                                             {"the first one is an output", R"(graph opset 13
input x: float[6]
const s1: int64[1] = {1}
const e1: int64[1] = {3}
c1: t = Slice(x, s1, e1)
c2: y = Slice(t, s1, e1)
output y
output t
)",
                                                              nullptr},
                                                             {"bounds at run time", R"(graph opset 13
input x: float[6]
input s: int64[1]
const s1: int64[1] = {1}
const e1: int64[1] = {3}
c1: t = Slice(x, s1, e1)
c2: y = Slice(t, s, e1)
output y
)",
                                                              nullptr},
                                                         });
