#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-space-to-depth-as-transpose", {
                                                                        {"blocks of 2", R"(graph opset 13
input x: float[2, 3, 4, 6]
d: y = SpaceToDepth(x) {blocksize: 2}
output y
)",
                                                                         R"(graph opset 13
input x: float[2, 3, 4, 6]
const d_shape: int64[6] = {2, 3, 2, 2, 3, 2}
const d_shape_1: int64[4] = {2, 12, 2, 3}
d_reshape: d_reshape = Reshape(x, d_shape) from ["d"]
d_transpose: d_transpose = Transpose(d_reshape) {perm: [0, 3, 5, 1, 2, 4]} from ["d"]
d: y = Reshape(d_transpose, d_shape_1)
output y
)"},
                                                                        {"a size that is not known", R"(graph opset 13
input x: float[1, 3, 4, w]
d: y = SpaceToDepth(x) {blocksize: 2}
output y
)",
                                                                         nullptr},
                                                                    });
