#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-gather-nd-as-gather", {
                                                                {"along the first axis", R"(graph opset 13
input x: float[5, 3]
input i: int64[2, 4, 1]
n: y = GatherND(x, i)
output y
)",
                                                                 R"(graph opset 13
input x: float[5, 3]
input i: int64[2, 4, 1]
const n_axes: int64[1] = {2}
n_squeeze: n_squeeze = Squeeze(i, n_axes) from ["n"]
n: y = Gather(x, n_squeeze) {axis: 0}
output y
)"},
                                                                {"along two axes", R"(graph opset 13
input x: float[5, 3]
input i: int64[4, 2]
n: y = GatherND(x, i)
output y
)",
                                                                 nullptr},
                                                                {"a batch", R"(graph opset 13
input x: float[5, 3]
input i: int64[5, 1]
n: y = GatherND(x, i) {batch_dims: 1}
output y
)",
                                                                 nullptr},
                                                            });
