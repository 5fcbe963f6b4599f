#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-lp-normalization", {
                                                               {"Max", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1.4e-45}
nt0: t0 = ReduceL2(x) {axes: [1], keepdims: 1} from ["n"]
nt1: t1 = Max(t0, c0) from ["n"]
r: y = Div(x, t1) from ["n"]
output y
)",
                                                                R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = LpNormalization(x) {axis: 1, p: 2} from ["n"]
output y
)"},
                                                               {"Clip and Expand, as PyTorch writes it", R"(graph opset 13
input x: float[2, 3, 4, 4]
const e: int64[4] = {2, 3, 4, 4}
const c0: float[] = {1.4e-45}
nt0: t0 = ReduceL2(x) {axes: [1], keepdims: 1} from ["n"]
nt1: t1 = Clip(t0, c0) from ["n"]
nt2: t2 = Expand(t1, e) from ["n"]
r: y = Div(x, t2) from ["n"]
output y
)",
                                                                R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = LpNormalization(x) {axis: 1, p: 2} from ["n"]
output y
)"},
                                                               {"the parts of the norm", R"(graph opset 13
input x: float[2, 3, 4, 4]
const a: int64[1] = {1}
const c0: float[] = {1.4e-45}
nt0: t0 = Mul(x, x) from ["n"]
nt1: t1 = ReduceSum(t0, a) from ["n"]
nt2: t2 = Sqrt(t1) from ["n"]
nt3: t3 = Max(c0, t2) from ["n"]
r: y = Div(x, t3) from ["n"]
output y
)",
                                                                R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = LpNormalization(x) {axis: 1, p: 2} from ["n"]
output y
)"},
                                                               {"the sum of absolute numbers", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1.4e-45}
nt0: t0 = ReduceL1(x) {axes: [1]} from ["n"]
nt1: t1 = Max(t0, c0) from ["n"]
r: y = Div(x, t1) from ["n"]
output y
)",
                                                                R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = LpNormalization(x) {axis: 1, p: 1} from ["n"]
output y
)"},
                                                               {"no lower bound", R"(graph opset 13
input x: float[2, 3, 4, 4]
nt0: t0 = ReduceL2(x) {axes: [1], keepdims: 1} from ["n"]
r: y = Div(x, t0) from ["n"]
output y
)",
                                                                nullptr},
                                                               {"a bound that matters", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1e-12}
nt0: t0 = ReduceL2(x) {axes: [1], keepdims: 1} from ["n"]
nt1: t1 = Max(t0, c0) from ["n"]
r: y = Div(x, t1) from ["n"]
output y
)",
                                                                nullptr},
                                                               {"an upper bound, too", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1.4e-45}
const c1: float[] = {1}
nt0: t0 = ReduceL2(x) {axes: [1], keepdims: 1} from ["n"]
nt1: t1 = Clip(t0, c0, c1) from ["n"]
r: y = Div(x, t1) from ["n"]
output y
)",
                                                                nullptr},
                                                               {"two axes", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1.4e-45}
nt0: t0 = ReduceL2(x) {axes: [1, 2]} from ["n"]
nt1: t1 = Max(t0, c0) from ["n"]
r: y = Div(x, t1) from ["n"]
output y
)",
                                                                nullptr},
                                                               {"the axis is lost", R"(graph opset 13
input x: float[3, 3]
const c0: float[] = {1.4e-45}
nt0: t0 = ReduceL2(x) {axes: [1], keepdims: 0} from ["n"]
nt1: t1 = Max(t0, c0) from ["n"]
r: y = Div(x, t1) from ["n"]
output y
)",
                                                                nullptr},
                                                               {"expanded further", R"(graph opset 13
input x: float[1, 3, 4, 4]
const e: int64[4] = {2, 3, 4, 4}
const c0: float[] = {1.4e-45}
nt0: t0 = ReduceL2(x) {axes: [1], keepdims: 1} from ["n"]
nt1: t1 = Clip(t0, c0) from ["n"]
nt2: t2 = Expand(t1, e) from ["n"]
r: y = Div(x, t2) from ["n"]
output y
)",
                                                                nullptr},
                                                               {"a part is a graph output", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1.4e-45}
nt0: t0 = ReduceL2(x) {axes: [1], keepdims: 1} from ["n"]
nt1: t1 = Max(t0, c0) from ["n"]
r: y = Div(x, t1) from ["n"]
output y
output t0
)",
                                                                nullptr},
                                                               {"a part is read elsewhere", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1.4e-45}
nt0: t0 = ReduceL2(x) {axes: [1], keepdims: 1} from ["n"]
nt1: t1 = Max(t0, c0) from ["n"]
r: y = Div(x, t1) from ["n"]
output y
e: z = Relu(t1)
output z
)",
                                                                nullptr},
                                                           });
