#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-depth-to-space-as-transpose", {
                                                                        {"DCR, an unknown batch", R"(graph opset 13
input x: float[batch, 8, 2, 3]
d: y = DepthToSpace(x) {blocksize: 2}
output y
)",
                                                                         R"(graph opset 13
input x: float[batch, 8, 2, 3]
const d_shape: int64[6] = {-1, 2, 2, 2, 2, 3}
const d_shape_1: int64[4] = {-1, 2, 4, 6}
d_reshape: d_reshape = Reshape(x, d_shape) from ["d"]
d_transpose: d_transpose = Transpose(d_reshape) {perm: [0, 3, 4, 1, 5, 2]} from ["d"]
d: y = Reshape(d_transpose, d_shape_1)
output y
)"},
                                                                        {"CRD, two readers", R"(graph opset 11
input x: float[1, 8, 2, 3]
d: t = DepthToSpace(x) {blocksize: 2, mode: "CRD"}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                                         R"(graph opset 11
input x: float[1, 8, 2, 3]
const d_shape: int64[6] = {1, 2, 2, 2, 2, 3}
const d_shape_1: int64[4] = {1, 2, 4, 6}
d_reshape: d_reshape = Reshape(x, d_shape) from ["d"]
d_transpose: d_transpose = Transpose(d_reshape) {perm: [0, 1, 4, 2, 5, 3]} from ["d"]
d: t = Reshape(d_transpose, d_shape_1)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                                                        {"a size that is not known", R"(graph opset 13
input x: float[1, 8, h, 3]
d: y = DepthToSpace(x) {blocksize: 2}
output y
)",
                                                                         nullptr},
                                                                    });
