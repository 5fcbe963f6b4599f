#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-reduce-norms", {
                                                        {"the Euclidean norm", R"(graph opset 13
input x: float[2, 3]
n: y = ReduceL2(x) {axes: [1], keepdims: 0}
output y
)",
                                                         R"(graph opset 13
input x: float[2, 3]
const sum_axes: int64[1] = {1}
n_Mul: n_Mul = Mul(x, x) from ["n"]
n_ReduceSum: n_ReduceSum = ReduceSum(n_Mul, sum_axes) {keepdims: 0} from ["n"]
n: y = Sqrt(n_ReduceSum)
output y
)"},
                                                        {"absolute values, all axes", R"(graph opset 18
input x: float[2, 3]
n: y = ReduceL1(x)
output y
)",
                                                         R"(graph opset 18
input x: float[2, 3]
const sum_axes: int64[2] = {0, 1}
n_Abs: n_Abs = Abs(x) from ["n"]
n: y = ReduceSum(n_Abs, sum_axes) {keepdims: 1}
output y
)"},
                                                        {"axes that are not fixed", R"(graph opset 18
input x: float[2, 3]
input a: int64[1]
n: y = ReduceSumSquare(x, a)
output y
)",
                                                         nullptr},
                                                    });
