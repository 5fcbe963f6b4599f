#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("lift-batch-norm-to-4d", {
                                                          {"rank 3, unknown batch", R"(graph opset 13
input x: float[batch, 2, 4]
const s: float[2] = {2, 0.5}
bn: y = BatchNormalization(x, s, s, s, s) {epsilon: 0.1}
output y
)",
                                                           R"(graph opset 13
input x: float[batch, 2, 4]
const s: float[2] = {2, 0.5}
const bn_shape: int64[4] = {-1, 2, 4, 1}
const bn_shape_1: int64[3] = {-1, 2, 4}
bn_reshape: bn_reshape = Reshape(x, bn_shape) from ["bn"]
bn_batchnormalization: bn_batchnormalization = BatchNormalization(bn_reshape, s, s, s, s) {epsilon: 0.1} from ["bn"]
bn: y = Reshape(bn_batchnormalization, bn_shape_1)
output y
)"},
                                                          {"rank 4", R"(graph opset 13
input x: float[1, 2, 4, 4]
const s: float[2] = {2, 0.5}
bn: y = BatchNormalization(x, s, s, s, s)
output y
)",
                                                           nullptr},
                                                          {"training", R"(graph opset 14
input x: float[3, 2]
const s: float[2] = {2, 0.5}
bn: y = BatchNormalization(x, s, s, s, s) {training_mode: 1}
output y
)",
                                                           nullptr},
                                                          {"two unknown dimensions", R"(graph opset 13
input x: float[batch, 2, n]
const s: float[2] = {2, 0.5}
bn: y = BatchNormalization(x, s, s, s, s)
output y
)",
                                                           nullptr},
                                                      });
