#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-instance-norm-as-layer-norm", {
                                                                        {"rank 4", R"(graph opset 17
input x: float[2, 3, 4, 5]
const s: float[3] = {1, 2, 3}
const b: float[3] = {0.5, 0, -1}
i: y = InstanceNormalization(x, s, b) {epsilon: 0.01}
output y
)",
                                                                         R"(graph opset 17
input x: float[2, 3, 4, 5]
const i_shape: int64[3] = {2, 3, 20}
const i_ones: float[20] = fill(1.0)
const i_column: float[3, 1] = {1, 2, 3}
const i_column_1: float[3, 1] = {0.5, 0, -1}
const i_shape_1: int64[4] = {2, 3, 4, 5}
i_reshape: i_reshape = Reshape(x, i_shape) from ["i"]
i_layernormalization: i_layernormalization = LayerNormalization(i_reshape, i_ones) {axis: -1, epsilon: 0.01} from ["i"]
i_mul: i_mul = Mul(i_layernormalization, i_column) from ["i"]
i_add: i_add = Add(i_mul, i_column_1) from ["i"]
i: y = Reshape(i_add, i_shape_1)
output y
)"},
                                                                        {"scales that come at run time, two readers", R"(graph opset 17
input x: float[1, 2, 6]
input s: float[2]
i: t = InstanceNormalization(x, s, s)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                                         R"(graph opset 17
input x: float[1, 2, 6]
input s: float[2]
const i_shape: int64[3] = {1, 2, 6}
const i_ones: float[6] = fill(1.0)
const i_shape_1: int64[2] = {2, 1}
const i_shape_2: int64[2] = {2, 1}
const i_shape_3: int64[3] = {1, 2, 6}
i_reshape: i_reshape = Reshape(x, i_shape) from ["i"]
i_layernormalization: i_layernormalization = LayerNormalization(i_reshape, i_ones) {axis: -1, epsilon: 1e-05} from ["i"]
i_reshape_1: i_reshape_1 = Reshape(s, i_shape_1) from ["i"]
i_mul: i_mul = Mul(i_layernormalization, i_reshape_1) from ["i"]
i_reshape_2: i_reshape_2 = Reshape(s, i_shape_2) from ["i"]
i_add: i_add = Add(i_mul, i_reshape_2) from ["i"]
i: t = Reshape(i_add, i_shape_3)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                                                        {"an opset without LayerNormalization", R"(graph opset 16
input x: float[2, 3, 4]
const s: float[3] = {1, 2, 3}
i: y = InstanceNormalization(x, s, s)
output y
)",
                                                                         nullptr},
                                                                        {"a batch that is not known", R"(graph opset 17
input x: float[batch, 3, 4]
const s: float[3] = {1, 2, 3}
i: y = InstanceNormalization(x, s, s)
output y
)",
                                                                         nullptr},
                                                                    });
