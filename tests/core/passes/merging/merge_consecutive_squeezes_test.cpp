#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-consecutive-squeezes",
                             {
                                 {"two Squeeze, axes from both ends, an unknown length", R"(graph opset 13
input x: float[1, n, 1, 3, 1]
const a: int64[2] = {0, -1}
const b: int64[1] = {1}
s1: t = Squeeze(x, a)
s2: y = Squeeze(t, b)
output y
)",
                                  R"(graph opset 13
input x: float[1, n, 1, 3, 1]
const s2_axes: int64[3] = {0, 2, 4}
s2: y = Squeeze(x, s2_axes) from ["s2", "s1"]
output y
)"},
                                 {"two Unsqueeze, the second one in front of what the first one adds", R"(graph opset 13
input x: float[n, 3]
const a: int64[1] = {1}
const b: int64[2] = {0, 2}
s1: t = Unsqueeze(x, a)
s2: y = Unsqueeze(t, b)
output y
)",
                                  R"(graph opset 13
input x: float[n, 3]
const s2_axes: int64[3] = {0, 2, 3}
s2: y = Unsqueeze(x, s2_axes) from ["s2", "s1"]
output y
)"},
                                 {"two Unsqueeze before opset 13", R"(graph opset 11
input x: float[n, 3]
s1: t = Unsqueeze(x) {axes: [2]}
s2: y = Unsqueeze(t) {axes: [-1]}
output y
)",
                                  R"(graph opset 11
input x: float[n, 3]
s2: y = Unsqueeze(x) {axes: [2, 3]} from ["s2", "s1"]
output y
)"},
                                 {"a pair that undoes itself, both ways", R"(graph opset 11
input x: float[n, 1]
a: t = Neg(x)
s1: u = Unsqueeze(t) {axes: [0]}
s2: v = Squeeze(u) {axes: [0]}
s3: w = Squeeze(v) {axes: [1]}
s4: z = Unsqueeze(w) {axes: [1]}
b: y = Exp(z)
output y
)",
                                  R"(graph opset 11
input x: float[n, 1]
a: t = Neg(x) from ["a", "s2", "s4"]
b: y = Exp(t)
output y
)"},
                                 {"Squeeze of a part of what Unsqueeze adds", R"(graph opset 11
input x: float[n]
s1: u = Unsqueeze(x) {axes: [0, 2]}
s2: y = Squeeze(u) {axes: [0]}
output y
)",
                                  R"(graph opset 11
input x: float[n]
s2: y = Unsqueeze(x) {axes: [1]} from ["s2", "s1"]
output y
)"},
                                 {"neither one Squeeze nor one Unsqueeze", R"(graph opset 11
input x: float[n, 1, 2]
s1: u = Squeeze(x) {axes: [1]}
s2: y = Unsqueeze(u) {axes: [0]}
output y
)",
                                  nullptr},
                                 {"two readers", R"(graph opset 11
input x: float[1, 1, 2]
s1: u = Squeeze(x) {axes: [1]}
s2: y = Squeeze(u) {axes: [0]}
b: z = Neg(u)
output y
output z
)",
                                  nullptr},
                                 {"the first one is an output", R"(graph opset 11
input x: float[1, 1, 2]
s1: u = Squeeze(x) {axes: [1]}
s2: y = Squeeze(u) {axes: [0]}
output y
output u
)",
                                  nullptr},
                                 {"from input to output", R"(graph opset 11
input x: float[1, 2]
s1: u = Squeeze(x) {axes: [0]}
s2: y = Unsqueeze(u) {axes: [0]}
output y
)",
                                  nullptr},
                                 {"axes that are not stated, or come at run time", R"(graph opset 13
input x: float[1, 1, 2]
input i: int64[1]
s1: u = Squeeze(x)
s2: v = Unsqueeze(u, i)
s3: y = Squeeze(v, i)
output y
)",
                                  nullptr},
                             });
