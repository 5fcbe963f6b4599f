#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-gathers-as-split", {
                                                             {"query, key and value", R"(graph opset 13
input x: float[2, 3, 4]
const i0: int64[] = {0}
const i1: int64[] = {1}
const i2: int64[] = {-1}
q: a = Gather(x, i0) {axis: 1}
k: b = Gather(x, i1) {axis: 1}
v: c = Gather(x, i2) {axis: 1}
output a
output b
output c
)",
                                                              R"(graph opset 13
input x: float[2, 3, 4]
const q_axes: int64[1] = {1}
const k_axes: int64[1] = {1}
const v_axes: int64[1] = {1}
const q_split_sizes: int64[3] = {1, 1, 1}
q_split: q_part, k_part, v_part = Split(x, q_split_sizes) {axis: 1} from ["q", "k", "v"]
q: a = Squeeze(q_part, q_axes)
k: b = Squeeze(k_part, k_axes)
v: c = Squeeze(v_part, v_axes)
output a
output b
output c
)"},
                                                             {"ranges by attribute, two readers", R"(graph opset 11
input x: float[2, 5]
const i0: int64[3] = {2, 3, 4}
const i1: int64[2] = {0, 1}
q: a = Gather(x, i0) {axis: -1}
k: b = Gather(x, i1) {axis: 1}
n: y = Neg(b)
m: z = Exp(b)
output a
output y
output z
)",
                                                              R"(graph opset 11
input x: float[2, 5]
k_split: b, a = Split(x) {axis: 1, split: [2, 3]} from ["k", "q"]
n: y = Neg(b)
m: z = Exp(b)
output a
output y
output z
)"},
                                                             {"a part is missing", R"(graph opset 13
input x: float[2, 3, 4]
const i0: int64[] = {0}
const i1: int64[] = {1}
q: a = Gather(x, i0) {axis: 1}
k: b = Gather(x, i1) {axis: 1}
output a
output b
)",
                                                              nullptr},
                                                             {"a part is taken twice", R"(graph opset 13
input x: float[2, 2, 4]
const i0: int64[] = {0}
const i1: int64[] = {1}
q: a = Gather(x, i0) {axis: 1}
k: b = Gather(x, i1) {axis: 1}
v: c = Gather(x, i1) {axis: 1}
output a
output b
output c
)",
                                                              nullptr},
                                                             {"an unknown length", R"(graph opset 13
input x: float[2, n, 4]
const i0: int64[] = {0}
const i1: int64[] = {1}
q: a = Gather(x, i0) {axis: 1}
k: b = Gather(x, i1) {axis: 1}
output a
output b
)",
                                                              nullptr},
                                                         });
