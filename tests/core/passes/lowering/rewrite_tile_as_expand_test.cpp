#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-tile-as-expand", {
                                                           {"two dimensions of 1", R"(graph opset 13
input x: float[1, 3, 1]
const t: int64[3] = {2, 1, 4}
n: y = Tile(x, t)
output y
)",
                                                            R"(graph opset 13
input x: float[1, 3, 1]
const n_shape: int64[3] = {2, 1, 4}
n: y = Expand(x, n_shape)
output y
)"},
                                                           {"a longer dimension", R"(graph opset 13
input x: float[1, 3, 1]
const t: int64[3] = {2, 2, 4}
n: y = Tile(x, t)
output y
)",
                                                            nullptr},
                                                           {"nothing is repeated", R"(graph opset 13
input x: float[1, 3]
const t: int64[2] = {1, 1}
n: y = Tile(x, t)
output y
)",
                                                            nullptr},
                                                       });
