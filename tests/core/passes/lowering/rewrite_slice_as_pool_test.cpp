#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-slice-as-pool", {
                                                          {"every second row, every third column", R"(graph opset 13
input x: float[1, 2, 6, 7]
const s: int64[2] = {0, 0}
const e: int64[2] = {6, 7}
const a: int64[2] = {2, 3}
const p: int64[2] = {2, 3}
n: y = Slice(x, s, e, a, p)
output y
)",
                                                           R"(graph opset 13
input x: float[1, 2, 6, 7]
n: y = MaxPool(x) {kernel_shape: [1, 1], strides: [2, 3]}
output y
)"},
                                                          {"from the second row on", R"(graph opset 13
input x: float[1, 2, 6, 7]
const s: int64[2] = {1, 0}
const e: int64[2] = {6, 7}
const a: int64[2] = {2, 3}
const p: int64[2] = {2, 2}
n: y = Slice(x, s, e, a, p)
output y
)",
                                                           R"(graph opset 13
input x: float[1, 2, 6, 7]
const n_starts: int64[1] = {1}
const n_ends: int64[1] = {6}
const n_axes: int64[1] = {2}
n_slice: n_slice = Slice(x, n_starts, n_ends, n_axes) from ["n"]
n: y = MaxPool(n_slice) {kernel_shape: [1, 1], strides: [2, 2]}
output y
)"},
                                                          {"a step along the channel", R"(graph opset 13
input x: float[1, 4, 6, 7]
const s: int64[1] = {0}
const e: int64[1] = {4}
const a: int64[1] = {1}
const p: int64[1] = {2}
n: y = Slice(x, s, e, a, p)
output y
)",
                                                           nullptr},
                                                          {"no steps", R"(graph opset 13
input x: float[1, 4, 6, 7]
const s: int64[1] = {1}
const e: int64[1] = {4}
const a: int64[1] = {2}
n: y = Slice(x, s, e, a)
output y
)",
                                                           nullptr},
                                                          {"an empty width", R"(graph opset 13
input x: float[1, 4, 6, 0]
const s: int64[1] = {0}
const e: int64[1] = {6}
const a: int64[1] = {2}
const p: int64[1] = {2}
n: y = Slice(x, s, e, a, p)
output y
)",
                                                           nullptr},
                                                          {"integers", R"(graph opset 13
input x: int32[1, 4, 6, 7]
const s: int64[1] = {0}
const e: int64[1] = {6}
const a: int64[1] = {2}
const p: int64[1] = {2}
n: y = Slice(x, s, e, a, p)
output y
)",
                                                           nullptr},
                                                      });
