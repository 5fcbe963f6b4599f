#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-group-normalization", {
                                                               {"of a symbolic batch", R"(graph opset 21
input x: float[n, 4, 3, 3]
const s: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
n: y = GroupNormalization(x, s, b) {num_groups: 2, epsilon: 0.01}
output y
)",
                                                                R"(graph opset 21
input x: float[n, 4, 3, 3]
const s_1: float[4, 1, 1] = {1, 2, 3, 4}
const b_1: float[4, 1, 1] = {5, 6, 7, 8}
const groups_shape: int64[3] = {0, 2, 18}
const back_shape: int64[4] = {0, 4, 3, 3}
const norm_scale: float[2] = fill(1)
const norm_bias: float[2] = fill(0)
n_Reshape: n_Reshape = Reshape(x, groups_shape) from ["n"]
n_InstanceNormalization: n_InstanceNormalization = InstanceNormalization(n_Reshape, norm_scale, norm_bias) {epsilon: 0.01} from ["n"]
n_Reshape_1: n_Reshape_1 = Reshape(n_InstanceNormalization, back_shape) from ["n"]
n_Mul: n_Mul = Mul(n_Reshape_1, s_1) from ["n"]
n: y = Add(n_Mul, b_1)
output y
)"},
                                                               {"an empty batch", R"(graph opset 21
input x: float[0, 4, 3, 3]
const s: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
n: y = GroupNormalization(x, s, b) {num_groups: 2, epsilon: 0.01}
output y
)",
                                                                R"(graph opset 21
input x: float[0, 4, 3, 3]
const s_1: float[4, 1, 1] = {1, 2, 3, 4}
const b_1: float[4, 1, 1] = {5, 6, 7, 8}
const groups_shape: int64[3] = {0, 2, 18}
const back_shape: int64[4] = {0, 4, 3, 3}
const norm_scale: float[2] = fill(1)
const norm_bias: float[2] = fill(0)
n_Reshape: n_Reshape = Reshape(x, groups_shape) from ["n"]
n_InstanceNormalization: n_InstanceNormalization = InstanceNormalization(n_Reshape, norm_scale, norm_bias) {epsilon: 0.01} from ["n"]
n_Reshape_1: n_Reshape_1 = Reshape(n_InstanceNormalization, back_shape) from ["n"]
n_Mul: n_Mul = Mul(n_Reshape_1, s_1) from ["n"]
n: y = Add(n_Mul, b_1)
output y
)"},
                                                               {"opset 20", R"(graph opset 20
input x: float[2, 4, 3, 3]
const s: float[2] = {1, 2}
const b: float[2] = {5, 6}
n: y = GroupNormalization(x, s, b) {num_groups: 2}
output y
)",
                                                                nullptr},
                                                               {"computed scales", R"(graph opset 21
input x: float[2, 4, 3, 3]
input s: float[4]
const b: float[4] = {5, 6, 7, 8}
n: y = GroupNormalization(x, s, b) {num_groups: 2}
output y
)",
                                                                nullptr},
                                                               {"unknown height", R"(graph opset 21
input x: float[2, 4, h, 3]
const s: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
n: y = GroupNormalization(x, s, b) {num_groups: 2}
output y
)",
                                                                nullptr},
                                                           });
