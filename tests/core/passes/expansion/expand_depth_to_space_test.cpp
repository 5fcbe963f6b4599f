#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-depth-to-space", {
                                                          {"blocks first", R"(graph opset 13
input x: float[2, 8, 3, 4]
n: y = DepthToSpace(x) {blocksize: 2}
output y
)",
                                                           R"(graph opset 13
input x: float[2, 8, 3, 4]
const blocks_shape: int64[6] = {0, 2, 2, 2, 3, 4}
const joined_shape: int64[4] = {0, 2, 6, 8}
n_Reshape: n_Reshape = Reshape(x, blocks_shape) from ["n"]
n_Transpose: n_Transpose = Transpose(n_Reshape) {perm: [0, 3, 4, 1, 5, 2]} from ["n"]
n: y = Reshape(n_Transpose, joined_shape)
output y
)"},
                                                          {"channels first, a symbolic batch", R"(graph opset 13
input x: float[n, 12, 3, 4]
n: y = DepthToSpace(x) {blocksize: 2, mode: "CRD"}
output y
)",
                                                           R"(graph opset 13
input x: float[n, 12, 3, 4]
const blocks_shape: int64[6] = {0, 3, 2, 2, 3, 4}
const joined_shape: int64[4] = {0, 3, 6, 8}
n_Reshape: n_Reshape = Reshape(x, blocks_shape) from ["n"]
n_Transpose: n_Transpose = Transpose(n_Reshape) {perm: [0, 1, 4, 2, 5, 3]} from ["n"]
n: y = Reshape(n_Transpose, joined_shape)
output y
)"},
                                                          {"SpaceToDepth", R"(graph opset 13
input x: float[2, 3, 6, 4]
n: y = SpaceToDepth(x) {blocksize: 2}
output y
)",
                                                           R"(graph opset 13
input x: float[2, 3, 6, 4]
const blocks_shape: int64[6] = {0, 3, 3, 2, 2, 2}
const joined_shape: int64[4] = {0, 12, 3, 2}
n_Reshape: n_Reshape = Reshape(x, blocks_shape) from ["n"]
n_Transpose: n_Transpose = Transpose(n_Reshape) {perm: [0, 3, 5, 1, 2, 4]} from ["n"]
n: y = Reshape(n_Transpose, joined_shape)
output y
)"},
                                                          {"unknown height", R"(graph opset 13
input x: float[1, 8, h, 4]
n: y = DepthToSpace(x) {blocksize: 2}
output y
)",
                                                           nullptr},
                                                          {"no height", R"(graph opset 13
input x: float[1, 8, 0, 4]
n: y = DepthToSpace(x) {blocksize: 2}
output y
)",
                                                           nullptr},
                                                          {"double", R"(graph opset 13
input x: double[2, 8, 3, 4]
n: y = DepthToSpace(x) {blocksize: 2}
output y
)",
                                                           nullptr},
                                                      });
