#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-resize-sizes-as-scales", {
                                                                   {"linear, a size that is no multiple", R"(graph opset 13
input x: float[1, 2, 4, 5]
const sizes: int64[4] = {1, 2, 7, 10}
r: y = Resize(x, _, _, sizes) {mode: "linear"}
output y
)",
                                                                    R"(graph opset 13
input x: float[1, 2, 4, 5]
const r_scales: float[4] = {1, 1, 1.75, 2}
r: y = Resize(x, _, r_scales) {mode: "linear"}
output y
)"},
                                                                   {"empty roi and scales, sizes that two nodes share", R"(graph opset 11
input x: float[1, 2, 4, 4]
const roi: float[0] = {}
const none: float[0] = {}
const sizes: int64[4] = {1, 2, 8, 8}
r: y = Resize(x, roi, none, sizes) {mode: "nearest"}
s: z = Resize(x, roi, none, sizes) {mode: "nearest", coordinate_transformation_mode: "asymmetric"}
output y
output z
)",
                                                                    R"(graph opset 11
input x: float[1, 2, 4, 4]
const roi: float[0] = {}
const r_scales: float[4] = {1, 1, 2, 2}
const s_scales: float[4] = {1, 1, 2, 2}
r: y = Resize(x, roi, r_scales) {mode: "nearest"}
s: z = Resize(x, roi, s_scales) {mode: "nearest", coordinate_transformation_mode: "asymmetric"}
output y
output z
)"},
                                                                   {"a size that is not known", R"(graph opset 13
input x: float[1, 2, h, 4]
const sizes: int64[4] = {1, 2, 8, 8}
r: y = Resize(x, _, _, sizes) {mode: "nearest"}
output y
)",
                                                                    nullptr},
                                                                   {"an aspect ratio that is kept", R"(graph opset 18
input x: float[1, 2, 4, 4]
const sizes: int64[4] = {1, 2, 8, 6}
r: y = Resize(x, _, _, sizes) {mode: "nearest", keep_aspect_ratio_policy: "not_larger"}
output y
)",
                                                                    nullptr},
                                                                   {"sizes that come at run time", R"(graph opset 13
input x: float[1, 2, 4, 4]
input sizes: int64[4]
r: y = Resize(x, _, _, sizes) {mode: "nearest"}
output y
)",
                                                                    nullptr},
                                                               });
