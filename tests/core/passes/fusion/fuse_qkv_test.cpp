#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fuse-qkv", {
                                             {"three with biases", R"(graph opset 13
input x: float[1, 5, 3]
const w1: float[3, 2] = fill(1)
const w2: float[3, 2] = fill(2)
const w3: float[3, 1] = fill(3)
const b1: float[2] = {1, 2}
const b2: float[2] = {3, 4}
const b3: float[1] = {5}
q: a = MatMul(x, w1)
k: b = MatMul(x, w2)
v: c = MatMul(x, w3)
qb: d = Add(a, b1)
kb: e = Add(b2, b)
vb: f = Add(c, b3)
output d
output e
output f
)",
                                              R"(graph opset 13
input x: float[1, 5, 3]
const q_weight: float[3, 5] = {1, 1, 2, 2, 3, 1, 1, 2, 2, 3, 1, 1, 2, 2, 3}
const q_bias: float[5] = {1, 2, 3, 4, 5}
const q_columns: int64[3] = {2, 2, 1}
q: q_all = MatMul(x, q_weight) from ["q", "k", "v"]
qb: q_sum = Add(q_all, q_bias) from ["qb", "kb", "vb"]
q_split: d, e, f = Split(q_sum, q_columns) {axis: 2} from ["q", "k", "v", "qb", "kb", "vb"]
output d
output e
output f
)"},
                                             {"two without, opset 11, one result read twice and one a graph output", R"(graph opset 11
input x: float[1, 5, 3]
const w1: float[3, 2] = fill(1)
const w2: float[3, 2] = fill(2)
q: a = MatMul(x, w1)
k: b = MatMul(x, w2)
m: y = Mul(a, a)
output y
output b
)",
                                              R"(graph opset 11
input x: float[1, 5, 3]
const q_weight: float[3, 4] = {1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2}
q: q_all = MatMul(x, q_weight) from ["q", "k"]
q_split: a, b = Split(q_all) {axis: 2, split: [2, 2]} from ["q", "k"]
m: y = Mul(a, a)
output y
output b
)"},
                                             {"one of two has a bias", R"(graph opset 13
input x: float[1, 5, 3]
const w1: float[3, 2] = fill(1)
const w2: float[3, 2] = fill(2)
const b1: float[2] = {1, 2}
q: a = MatMul(x, w1)
k: b = MatMul(x, w2)
m: y = Add(a, b1)
output y
output b
)",
                                              R"(graph opset 13
input x: float[1, 5, 3]
const b1: float[2] = {1, 2}
const q_columns: int64[2] = {2, 2}
const q_weight: float[3, 4] = {1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2}
q: q_all = MatMul(x, q_weight) from ["q", "k"]
q_split: a, b = Split(q_all, q_columns) {axis: 2} from ["q", "k"]
m: y = Add(a, b1)
output y
output b
)"},
                                             {"matrices", R"(graph opset 13
input x: float[5, 3]
const w1: float[3, 2] = fill(1)
const w2: float[3, 2] = fill(2)
const w3: float[3, 1] = fill(3)
q: a = MatMul(x, w1)
k: b = MatMul(x, w2)
v: c = MatMul(x, w3)
output a
output b
output c
)",
                                              nullptr},
                                             {"one only", R"(graph opset 13
input x: float[1, 5, 3]
const w1: float[3, 2] = fill(1)
q: a = MatMul(x, w1)
output a
)",
                                              nullptr},
                                             {"shared weights", R"(graph opset 13
input x: float[1, 5, 3]
const w1: float[3, 2] = fill(1)
q: a = MatMul(x, w1)
k: b = MatMul(x, w1)
output a
output b
)",
                                              nullptr},
                                             {"computed weights", R"(graph opset 13
input x: float[1, 5, 3]
const w1: float[3, 2] = fill(1)
input w2: float[3, 2]
q: a = MatMul(x, w1)
k: b = MatMul(x, w2)
output a
output b
)",
                                              nullptr},
                                             {"weights that a caller may change", R"(graph opset 13
input x: float[1, 5, 3]
const w1: float[3, 2] = fill(1)
input w2: float[3, 2] = fill(2)
q: a = MatMul(x, w1)
k: b = MatMul(x, w2)
output a
output b
)",
                                              nullptr},
                                             {"batched weights", R"(graph opset 13
input x: float[1, 5, 3]
const w1: float[3, 2] = fill(1)
const w2: float[1, 3, 2] = fill(2)
q: a = MatMul(x, w1)
k: b = MatMul(x, w2)
output a
output b
)",
                                              nullptr},
                                             {"different inputs", R"(graph opset 13
input x: float[1, 5, 3]
input z: float[1, 5, 3]
const w1: float[3, 2] = fill(1)
const w2: float[3, 2] = fill(2)
q: a = MatMul(x, w1)
k: b = MatMul(z, w2)
output a
output b
)",
                                              nullptr},
                                         });
