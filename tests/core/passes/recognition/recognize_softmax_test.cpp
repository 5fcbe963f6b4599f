#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-softmax", {
                                                      {"without the maximum", R"(graph opset 13
input x: float[2, 3, 4, 4]
const a: int64[1] = {-1}
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = ReduceSum(t0, a) from ["n"]
r: y = Div(t0, t1) from ["n"]
output y
)",
                                                       R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = Softmax(x) {axis: 3} from ["n"]
output y
)"},
                                                      {"with the maximum, the exponential computed twice, another axis", R"(graph opset 13
input x: float[2, 3, 4, 4]
const a: int64[1] = {1}
nt0: t0 = ReduceMax(x) {axes: [1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Exp(t1) from ["n"]
nt3: t3 = Sub(x, t0) from ["n"]
nt4: t4 = Exp(t3) from ["n"]
nt5: t5 = ReduceSum(t4, a) from ["n"]
r: y = Div(t2, t5) from ["n"]
output y
)",
                                                       R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = Softmax(x) {axis: 1} from ["n"]
output y
)"},
                                                      {"axes as attributes, the last axis at opset 12", R"(graph opset 12
input x: float[2, 3, 4, 4]
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = ReduceSum(t0) {axes: [3]} from ["n"]
r: y = Div(t0, t1) from ["n"]
output y
)",
                                                       R"(graph opset 12
input x: float[2, 3, 4, 4]
r: y = Softmax(x) {axis: 3} from ["n"]
output y
)"},
                                                      {"another axis at opset 12", R"(graph opset 12
input x: float[2, 3, 4, 4]
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = ReduceSum(t0) {axes: [1]} from ["n"]
r: y = Div(t0, t1) from ["n"]
output y
)",
                                                       nullptr},
                                                      {"two axes", R"(graph opset 13
input x: float[2, 3, 4, 4]
const a: int64[2] = {2, 3}
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = ReduceSum(t0, a) from ["n"]
r: y = Div(t0, t1) from ["n"]
output y
)",
                                                       nullptr},
                                                      {"the axis is lost", R"(graph opset 13
input x: float[3, 3]
const a: int64[1] = {-1}
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = ReduceSum(t0, a) {keepdims: 0} from ["n"]
r: y = Div(t0, t1) from ["n"]
output y
)",
                                                       nullptr},
                                                      {"the maximum of another axis stays outside", R"(graph opset 13
input x: float[2, 3, 4, 4]
const a: int64[1] = {2}
nt0: t0 = ReduceMax(x) {axes: [1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Exp(t1) from ["n"]
nt3: t3 = ReduceSum(t2, a) from ["n"]
r: y = Div(t2, t3) from ["n"]
output y
)",
                                                       R"(graph opset 13
input x: float[2, 3, 4, 4]
nt0: t0 = ReduceMax(x) {axes: [1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
r: y = Softmax(t1) {axis: 2} from ["n"]
output y
)"},
                                                      {"computed axes", R"(graph opset 13
input x: float[2, 3, 4, 4]
input a: int64[1] = {3}
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = ReduceSum(t0, a) from ["n"]
r: y = Div(t0, t1) from ["n"]
output y
)",
                                                       nullptr},
                                                      {"another value", R"(graph opset 13
input x: float[2, 3, 4, 4]
const a: int64[1] = {-1}
input z: float[2, 3, 4, 4]
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = Exp(z) from ["n"]
nt2: t2 = ReduceSum(t1, a) from ["n"]
r: y = Div(t0, t2) from ["n"]
output y
)",
                                                       nullptr},
                                                      {"a part is a graph output", R"(graph opset 13
input x: float[2, 3, 4, 4]
const a: int64[1] = {-1}
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = ReduceSum(t0, a) from ["n"]
r: y = Div(t0, t1) from ["n"]
output y
output t0
)",
                                                       nullptr},
                                                      {"a part is read elsewhere", R"(graph opset 13
input x: float[2, 3, 4, 4]
const a: int64[1] = {-1}
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = ReduceSum(t0, a) from ["n"]
r: y = Div(t0, t1) from ["n"]
output y
e: z = Relu(t1)
output z
)",
                                                       nullptr},
                                                  });
