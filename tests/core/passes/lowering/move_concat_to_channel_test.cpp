#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("move-concat-to-channel", {
                                                           {"batch, one tensor twice", R"(graph opset 13
input x: float[1, 3, 2, 2]
input z: float[2, 3, 2, 2]
c: y = Concat(x, z, x) {axis: 0}
output y
)",
                                                            R"(graph opset 13
input x: float[1, 3, 2, 2]
input z: float[2, 3, 2, 2]
c_transpose: c_transpose = Transpose(x) {perm: [1, 0, 2, 3]} from ["c"]
c_transpose_1: c_transpose_1 = Transpose(z) {perm: [1, 0, 2, 3]} from ["c"]
c_concat: c_concat = Concat(c_transpose, c_transpose_1, c_transpose) {axis: 1} from ["c"]
c: y = Transpose(c_concat) {perm: [1, 0, 2, 3]}
output y
)"},
                                                           {"rank 5", R"(graph opset 9
input x: float[1, 2, 3, 2, 2]
c: y = Concat(x, x) {axis: -4}
n: z = Neg(y)
m: w = Exp(y)
output z
output w
)",
                                                            R"(graph opset 9
input x: float[1, 2, 3, 2, 2]
c_transpose: c_transpose = Transpose(x) {perm: [0, 2, 1, 3, 4]} from ["c"]
c_concat: c_concat = Concat(c_transpose, c_transpose) {axis: 2} from ["c"]
c: y = Transpose(c_concat) {perm: [0, 2, 1, 3, 4]}
n: z = Neg(y)
m: w = Exp(y)
output z
output w
)"},
                                                           {"the channel", R"(graph opset 13
input x: float[1, 3, 2, 2]
c: y = Concat(x, x) {axis: 1}
output y
)",
                                                            nullptr},
                                                           {"rank 3", R"(graph opset 13
input x: float[3, 2, 2]
c: y = Concat(x, x) {axis: 0}
output y
)",
                                                            nullptr},
                                                       });
