#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("split-concat", {
                                                 {"four copies", R"(graph opset 13
input x: float[2, 1]
c: t = Concat(x, x, x, x) {axis: -1}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                  R"(graph opset 13
input x: float[2, 1]
c_concat: c_concat = Concat(x, x) {axis: -1} from ["c"]
c_concat_1: c_concat_1 = Concat(c_concat, x) {axis: -1} from ["c"]
c: t = Concat(c_concat_1, x) {axis: -1}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                                 {"two copies", R"(graph opset 13
input x: float[2, 1]
c: y = Concat(x, x) {axis: -1}
output y
)",
                                                  nullptr},
                                                 {"different tensors", R"(graph opset 13
input x: float[2, 1]
input z: float[2, 1]
c: y = Concat(x, z, x) {axis: -1}
output y
)",
                                                  nullptr},
                                             });
