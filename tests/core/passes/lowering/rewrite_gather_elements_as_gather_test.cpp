#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-gather-elements-as-gather", {
                                                                      {"indices that an Expand repeats", R"(graph opset 13
input x: float[1, 5, 3]
input i: int64[1, 2, 1]
const s: int64[3] = {1, 2, 3}
r: r = Expand(i, s)
n: y = GatherElements(x, r) {axis: 1}
output y
)",
                                                                       R"(graph opset 13
input x: float[1, 5, 3]
input i: int64[1, 2, 1]
const n_shape: int64[1] = {2}
n_reshape: n_reshape = Reshape(i, n_shape) from ["n", "r"]
n: y = Gather(x, n_reshape) {axis: 1} from ["n", "r"]
output y
)"},
                                                                      {"a Tile that others read", R"(graph opset 13
input x: float[2, 5]
input i: int64[1, 3]
const t: int64[2] = {2, 1}
r: r = Tile(i, t)
n: y = GatherElements(x, r) {axis: 1}
output y
output r
)",
                                                                       R"(graph opset 13
input x: float[2, 5]
input i: int64[1, 3]
const t: int64[2] = {2, 1}
const n_shape: int64[1] = {3}
r: r = Tile(i, t)
n_reshape: n_reshape = Reshape(i, n_shape) from ["n", "r"]
n: y = Gather(x, n_reshape) {axis: 1} from ["n", "r"]
output y
output r
)"},
                                                                      {"indices that differ along another axis", R"(graph opset 13
input x: float[2, 5, 3]
input i: int64[2, 2, 1]
const s: int64[3] = {2, 2, 3}
r: r = Expand(i, s)
n: y = GatherElements(x, r) {axis: 1}
output y
)",
                                                                       nullptr},
                                                                      {"fewer places than the data has", R"(graph opset 13
input x: float[2, 5, 3]
input i: int64[1, 2, 1]
const s: int64[3] = {1, 2, 3}
r: r = Expand(i, s)
n: y = GatherElements(x, r) {axis: 1}
output y
)",
                                                                       nullptr},
                                                                  });
