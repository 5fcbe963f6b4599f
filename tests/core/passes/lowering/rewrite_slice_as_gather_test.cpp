#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-slice-as-gather", {
                                                            {"a step and a range", R"(graph opset 13
input x: float[4, 7]
const s: int64[2] = {1, 1}
const e: int64[2] = {3, 7}
const a: int64[2] = {0, 1}
const p: int64[2] = {1, 3}
n: y = Slice(x, s, e, a, p)
output y
)",
                                                             R"(graph opset 13
input x: float[4, 7]
const n_starts: int64[1] = {1}
const n_ends: int64[1] = {3}
const n_axes: int64[1] = {0}
const n_indices: int64[2] = {1, 4}
n_slice: n_slice = Slice(x, n_starts, n_ends, n_axes) from ["n"]
n: y = Gather(n_slice, n_indices) {axis: 1}
output y
)"},
                                                            {"no step", R"(graph opset 13
input x: float[4, 7]
const s: int64[1] = {1}
const e: int64[1] = {3}
n: y = Slice(x, s, e)
output y
)",
                                                             nullptr},
                                                            {"bounds that are not fixed", R"(graph opset 13
input x: float[4, 7]
input s: int64[1]
const e: int64[1] = {4}
const a: int64[1] = {0}
const p: int64[1] = {2}
n: y = Slice(x, s, e, a, p)
output y
)",
                                                             nullptr},
                                                        });
