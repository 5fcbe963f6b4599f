#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-nearest-resize-as-deconvolution", {
                                                                            {"factors 2 and 3", R"(graph opset 13
input x: float[1, 2, 3, 2]
const s: float[4] = {1, 1, 2, 3}
r: t = Resize(x, _, s) {mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor"}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                                             R"(graph opset 13
input x: float[1, 2, 3, 2]
const r_weight: float[2, 1, 2, 3] = fill(nan)
n: y = Neg(t)
m: z = Exp(t)
r: t = ConvTranspose(x, r_weight) {group: 2, kernel_shape: [2, 3], pads: [0, 0, 0, 0], strides: [2, 3]}
output y
output z
)"},
                                                                            {"sizes", R"(graph opset 13
input x: float[1, 2, 3, 2]
const s: int64[4] = {1, 2, 6, 4}
r: y = Resize(x, _, _, s) {mode: "nearest"}
output y
)",
                                                                             R"(graph opset 13
input x: float[1, 2, 3, 2]
const r_weight: float[2, 1, 2, 2] = fill(nan)
r: y = ConvTranspose(x, r_weight) {group: 2, kernel_shape: [2, 2], pads: [0, 0, 0, 0], strides: [2, 2]}
output y
)"},
                                                                            {"a rounding that shifts the picture", R"(graph opset 13
input x: float[1, 2, 3, 2]
const s: float[4] = {1, 1, 2, 2}
r: y = Resize(x, _, s) {mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "ceil"}
output y
)",
                                                                             nullptr},
                                                                            {"a factor that is not whole", R"(graph opset 13
input x: float[1, 2, 4, 4]
const s: float[4] = {1, 1, 1.5, 2}
r: y = Resize(x, _, s) {mode: "nearest"}
output y
)",
                                                                             nullptr},
                                                                            {"linear", R"(graph opset 13
input x: float[1, 2, 4, 4]
const s: float[4] = {1, 1, 2, 2}
r: y = Resize(x, _, s) {mode: "linear"}
output y
)",
                                                                             nullptr},
                                                                        });
