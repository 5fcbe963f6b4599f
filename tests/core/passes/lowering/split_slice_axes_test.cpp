#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("split-slice-axes", {
                                                     {"two axes with steps", R"(graph opset 13
input x: float[4, 5, 6]
const b: int64[2] = {3, 1}
const e: int64[2] = {-9, 5}
const a: int64[2] = {0, -1}
const s: int64[2] = {-1, 2}
cut: y = Slice(x, b, e, a, s)
output y
)",
                                                      R"(graph opset 13
input x: float[4, 5, 6]
const cut_starts: int64[1] = {3}
const cut_ends: int64[1] = {-9}
const cut_axes: int64[1] = {0}
const cut_steps: int64[1] = {-1}
const cut_starts_1: int64[1] = {1}
const cut_ends_1: int64[1] = {5}
const cut_axes_1: int64[1] = {-1}
const cut_steps_1: int64[1] = {2}
cut_slice: cut_slice = Slice(x, cut_starts, cut_ends, cut_axes, cut_steps) from ["cut"]
cut: y = Slice(cut_slice, cut_starts_1, cut_ends_1, cut_axes_1, cut_steps_1)
output y
)"},
                                                     {"attributes, axes not stated", R"(graph opset 9
input x: float[4, 5]
cut: t = Slice(x) {starts: [1, 1], ends: [3, 4]}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                      R"(graph opset 9
input x: float[4, 5]
cut_slice: cut_slice = Slice(x) {axes: [0], starts: [1], ends: [3]} from ["cut"]
cut: t = Slice(cut_slice) {axes: [1], starts: [1], ends: [4]}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                                     {"one axis", R"(graph opset 13
input x: float[4, 5]
const b: int64[1] = {1}
const e: int64[1] = {3}
cut: y = Slice(x, b, e)
output y
)",
                                                      nullptr},
                                                     {"starts that come at run time", R"(graph opset 13
input x: float[4, 5]
input b: int64[2]
const e: int64[2] = {3, 3}
cut: y = Slice(x, b, e)
output y
)",
                                                      nullptr},
                                                 });
