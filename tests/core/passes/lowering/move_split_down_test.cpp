#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("move-split-down", {
                                                    {"heads of query, key and value", R"(graph opset 13
input x: float[2, 3, 12]
const sizes: int64[3] = {4, 4, 4}
const t: int64[4] = {2, 3, 2, 2}
s: a, b, c = Split(x, sizes) {axis: 2}
q: d = Reshape(a, t)
k: e = Reshape(b, t)
v: f = Reshape(c, t)
output d
output e
output f
)",
                                                     R"(graph opset 13
input x: float[2, 3, 12]
const s_shape: int64[4] = {2, 3, 6, 2}
const sizes: int64[3] = {2, 2, 2}
s_whole: s_whole = Reshape(x, s_shape) from ["q", "k", "v"]
s: d, e, f = Split(s_whole, sizes) {axis: 2} from ["s", "q", "k", "v"]
output d
output e
output f
)"},
                                                    {"unequal parts and two readers behind", R"(graph opset 11
input x: float[batch, 3, 5]
s: a, b = Split(x) {axis: -1, split: [2, 3]}
q: d = Transpose(a) {perm: [2, 0, 1]}
k: e = Transpose(b) {perm: [2, 0, 1]}
n: y = Neg(d)
m: z = Exp(d)
output e
output y
output z
)",
                                                     R"(graph opset 11
input x: float[batch, 3, 5]
s_whole: s_whole = Transpose(x) {perm: [2, 0, 1]} from ["q", "k"]
s: a, e = Split(s_whole) {axis: 0, split: [2, 3]} from ["s", "q", "k"]
n: y = Neg(a)
m: z = Exp(a)
output e
output y
output z
)"},
                                                    {"other orders", R"(graph opset 11
input x: float[batch, 3, 5]
s: a, b = Split(x) {axis: -1, split: [2, 3]}
q: d = Transpose(a) {perm: [2, 0, 1]}
k: e = Transpose(b) {perm: [2, 1, 0]}
n: y = Neg(d)
m: z = Exp(d)
output e
output y
output z
)",
                                                     nullptr},
                                                    {"a part is an output", R"(graph opset 11
input x: float[batch, 3, 5]
s: a, b = Split(x) {axis: -1, split: [2, 3]}
q: d = Transpose(a) {perm: [2, 0, 1]}
k: e = Transpose(b) {perm: [2, 0, 1]}
n: y = Neg(d)
m: z = Exp(d)
output e
output y
output z
output a
)",
                                                     nullptr},
                                                    {"a Reshape tears the axis from those before", R"(graph opset 13
input x: float[2, 3, 12]
const sizes: int64[3] = {4, 4, 4}
const t: int64[3] = {4, 3, 2}
s: a, b, c = Split(x, sizes) {axis: 2}
q: d = Reshape(a, t)
k: e = Reshape(b, t)
v: f = Reshape(c, t)
output d
output e
output f
)",
                                                     nullptr},
                                                    {"an open batch before a Reshape", R"(graph opset 13
input x: float[batch, 3, 12]
const sizes: int64[3] = {4, 4, 4}
const t: int64[4] = {-1, 3, 2, 2}
s: a, b, c = Split(x, sizes) {axis: 2}
q: d = Reshape(a, t)
k: e = Reshape(b, t)
v: f = Reshape(c, t)
output d
output e
output f
)",
                                                     nullptr},
                                                });
