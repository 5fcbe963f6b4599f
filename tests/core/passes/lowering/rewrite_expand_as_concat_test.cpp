#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-expand-as-concat", {
                                                             {"two dimensions and the rank", R"(graph opset 13
input x: float[2, 1]
const s: int64[3] = {2, 2, 3}
e: y = Expand(x, s)
output y
)",
                                                              R"(graph opset 13
input x: float[2, 1]
const e_shape: int64[3] = {1, 2, 1}
e_reshape: e_reshape = Reshape(x, e_shape) from ["e"]
e_concat: e_concat = Concat(e_reshape, e_reshape) {axis: 0} from ["e"]
e: y = Concat(e_concat, e_concat, e_concat) {axis: 2}
output y
)"},
                                                             {"a shape that is not known", R"(graph opset 13
input x: float[2, 1]
input s: int64[2]
e: y = Expand(x, s)
output y
)",
                                                              nullptr},
                                                             {"nothing grows", R"(graph opset 13
input x: float[2, 3]
const s: int64[2] = {1, 3}
e: y = Expand(x, s)
output y
)",
                                                              nullptr},
                                                             {"too many copies", R"(graph opset 13
input x: float[1]
const s: int64[1] = {1000}
e: y = Expand(x, s)
output y
)",
                                                              nullptr},
                                                         });
