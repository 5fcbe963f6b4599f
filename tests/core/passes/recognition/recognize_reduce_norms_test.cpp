#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-reduce-norms", {
                                                           {"root of a sum of squares", R"(graph opset 13
input x: float[2, 3, 4, 4]
const a: int64[1] = {-1}
const c0: float[] = {2}
nt0: t0 = Pow(x, c0) from ["n"]
nt1: t1 = ReduceSum(t0, a) {keepdims: 0} from ["n"]
r: y = Sqrt(t1) from ["n"]
output y
)",
                                                            R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = ReduceL2(x) {axes: [-1], keepdims: 0} from ["n"]
output y
)"},
                                                           {"axes as input on both sides", R"(graph opset 18
input x: float[2, 3, 4, 4]
const a: int64[1] = {-1}
nt0: t0 = Mul(x, x) from ["n"]
nt1: t1 = ReduceSum(t0, a) from ["n"]
r: y = Sqrt(t1) from ["n"]
output y
)",
                                                            R"(graph opset 18
input x: float[2, 3, 4, 4]
const r_axes: int64[1] = {-1}
r: y = ReduceL2(x, r_axes) from ["n"]
output y
)"},
                                                           {"axes as attributes on both sides", R"(graph opset 11
input x: float[2, 3, 4, 4]
nt0: t0 = Mul(x, x) from ["n"]
r: y = ReduceSum(t0) {axes: [1, 2]} from ["n"]
output y
)",
                                                            R"(graph opset 11
input x: float[2, 3, 4, 4]
r: y = ReduceSumSquare(x) {axes: [1, 2]} from ["n"]
output y
)"},
                                                           {"absolute numbers, all axes", R"(graph opset 13
input x: float[2, 3, 4, 4]
nt0: t0 = Abs(x) from ["n"]
r: y = ReduceSum(t0) from ["n"]
output y
)",
                                                            R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = ReduceL1(x) from ["n"]
output y
)"},
                                                           {"a sum that does nothing", R"(graph opset 18
input x: float[2, 3, 4, 4]
nt0: t0 = Abs(x) from ["n"]
r: y = ReduceSum(t0) {noop_with_empty_axes: 1} from ["n"]
output y
)",
                                                            nullptr},
                                                           {"another power", R"(graph opset 13
input x: float[2, 3, 4, 4]
const a: int64[1] = {-1}
const c0: float[] = {3}
nt0: t0 = Pow(x, c0) from ["n"]
nt1: t1 = ReduceSum(t0, a) from ["n"]
r: y = Sqrt(t1) from ["n"]
output y
)",
                                                            nullptr},
                                                           {"two values", R"(graph opset 13
input x: float[2, 3, 4, 4]
const a: int64[1] = {-1}
input z: float[2, 3, 4, 4]
nt0: t0 = Mul(x, z) from ["n"]
r: y = ReduceSum(t0, a) from ["n"]
output y
)",
                                                            nullptr},
                                                           {"axes that a caller may change", R"(graph opset 13
input x: float[2, 3, 4, 4]
input a: int64[1] = {3}
nt0: t0 = Mul(x, x) from ["n"]
r: y = ReduceSum(t0, a) from ["n"]
output y
)",
                                                            nullptr},
                                                           {"integers", R"(graph opset 13
input x: int32[2, 3]
const a: int64[1] = {-1}
nt0: t0 = Abs(x) from ["n"]
r: y = ReduceSum(t0, a) from ["n"]
output y
)",
                                                            nullptr},
                                                           {"a part is a graph output", R"(graph opset 13
input x: float[2, 3, 4, 4]
const a: int64[1] = {-1}
nt0: t0 = Abs(x) from ["n"]
r: y = ReduceSum(t0, a) from ["n"]
output y
output t0
)",
                                                            nullptr},
                                                           {"a part is read elsewhere", R"(graph opset 13
input x: float[2, 3, 4, 4]
const a: int64[1] = {-1}
nt0: t0 = Abs(x) from ["n"]
r: y = ReduceSum(t0, a) from ["n"]
output y
e: z = Relu(t0)
output z
)",
                                                            nullptr},
                                                       });
