#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("keep-arg-max-dims", {
                                                      {"the last of equals", R"(graph opset 13
input x: float[2, 3, 4]
a: t = ArgMax(x) {axis: 1, keepdims: 0, select_last_index: 1}
n: y = Neg(t)
m: z = Abs(t)
output y
output z
)",
                                                       R"(graph opset 13
input x: float[2, 3, 4]
const a_shape: int64[2] = {2, 4}
a_argmax: a_argmax = ArgMax(x) {axis: 1, keepdims: 1, select_last_index: 1} from ["a"]
a: t = Reshape(a_argmax, a_shape)
n: y = Neg(t)
m: z = Abs(t)
output y
output z
)"},
                                                      {"kept already", R"(graph opset 13
input x: float[2, 3, 4]
a: y = ArgMax(x) {axis: 1}
output y
)",
                                                       nullptr},
                                                      {"a scalar result", R"(graph opset 13
input x: float[3]
a: y = ArgMin(x) {keepdims: 0}
output y
)",
                                                       nullptr},
                                                  });
