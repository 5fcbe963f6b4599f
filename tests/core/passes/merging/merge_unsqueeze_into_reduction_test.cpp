#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-unsqueeze-into-reduction", {
                                                                   {"axes as attribute and input", R"(graph opset 13
input x: float[n, 3, 4]
const a: int64[2] = {1, -1}
r: t = ReduceMean(x) {axes: [-2, 2], keepdims: 0}
u: y = Unsqueeze(t, a)
output y
)",
                                                                    R"(graph opset 13
input x: float[n, 3, 4]
r: y = ReduceMean(x) {axes: [-2, 2], keepdims: 1} from ["r", "u"]
output y
)"},
                                                                   {"axes as input of both", R"(graph opset 13
input x: float[n, 3, 4]
const a: int64[1] = {1}
r: t = ReduceSum(x, a) {keepdims: 0}
u: y = Unsqueeze(t, a)
output y
)",
                                                                    R"(graph opset 13
input x: float[n, 3, 4]
const a: int64[1] = {1}
r: y = ReduceSum(x, a) {keepdims: 1} from ["r", "u"]
output y
)"},
                                                                   {"other axes", R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[1] = {1}
const b: int64[1] = {2}
r: t = ReduceSum(x, a) {keepdims: 0}
u: y = Unsqueeze(t, b)
output y
)",
                                                                    nullptr},
                                                                   {"a reduction that keeps its axes", R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[1] = {1}
r: t = ReduceSum(x, a)
u: y = Unsqueeze(t, a)
output y
)",
                                                                    nullptr},
                                                                   {"two readers", R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[1] = {1}
r: t = ReduceSum(x, a) {keepdims: 0}
u: y = Unsqueeze(t, a)
n: z = Neg(t)
output y
output z
)",
                                                                    nullptr},
                                                                   {"the reduction is an output", R"(graph opset 13
input x: float[2, 3, 4]
const a: int64[1] = {1}
r: t = ReduceSum(x, a) {keepdims: 0}
u: y = Unsqueeze(t, a)
output y
output t
)",
                                                                    nullptr},
                                                               });
