#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("reshape-softmax-to-height", {
                                                              {"many channels", R"(graph opset 11
input x: float[2, 3, 4, 5]
s: y = Softmax(x) {axis: 3}
output y
)",
                                                               R"(graph opset 11
input x: float[2, 3, 4, 5]
const s_shape: int64[4] = {1, 1, 24, 5}
const s_shape_1: int64[4] = {2, 3, 4, 5}
s_reshape: s_reshape = Reshape(x, s_shape) from ["s"]
s_softmax: s_softmax = Softmax(s_reshape) {axis: 3} from ["s"]
s: y = Reshape(s_softmax, s_shape_1)
output y
)"},
                                                              {"fewer channels than rows", R"(graph opset 13
input x: float[1, 3, 4, 5]
s: y = Softmax(x)
output y
)",
                                                               nullptr},
                                                              {"another axis", R"(graph opset 13
input x: float[2, 3, 4, 5]
s: y = Softmax(x) {axis: 1}
output y
)",
                                                               nullptr},
                                                              {"a batch that is not known", R"(graph opset 13
input x: float[batch, 8, 4, 5]
s: y = Softmax(x)
output y
)",
                                                               nullptr},
                                                          });
