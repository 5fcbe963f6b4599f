#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-split-as-slices", {
                                                            {"parts that are read", R"(graph opset 13
input x: float[2, 7]
const s: int64[3] = {2, 4, 1}
p: y, u, w = Split(x, s) {axis: -1}
n: z = Add(w, w)
output y
output z
)",
                                                             R"(graph opset 13
input x: float[2, 7]
const y_Slice_starts: int64[1] = {0}
const y_Slice_ends: int64[1] = {2}
const y_Slice_axes: int64[1] = {1}
const w_Slice_starts: int64[1] = {6}
const w_Slice_ends: int64[1] = {7}
const w_Slice_axes: int64[1] = {1}
y_Slice: y = Slice(x, y_Slice_starts, y_Slice_ends, y_Slice_axes) from ["p"]
w_Slice: w = Slice(x, w_Slice_starts, w_Slice_ends, w_Slice_axes) from ["p"]
n: z = Add(w, w)
output y
output z
)"},
                                                            {"equal parts", R"(graph opset 9
input x: float[4]
p: y, z = Split(x)
output y
output z
)",
                                                             R"(graph opset 9
input x: float[4]
y_Slice: y = Slice(x) {starts: [0], ends: [2], axes: [0]} from ["p"]
z_Slice: z = Slice(x) {starts: [2], ends: [4], axes: [0]} from ["p"]
output y
output z
)"},
                                                            {"an unknown length", R"(graph opset 13
input x: float[n]
p: y, z = Split(x)
output y
output z
)",
                                                             nullptr},
                                                        });
