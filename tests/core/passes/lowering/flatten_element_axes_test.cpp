#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("flatten-element-axes", {
                                                         {"five dimensions and a constant of each kind", R"(graph opset 13
input x: float[2, 3, 2, 2, 2]
const full: float[2, 3, 2, 2, 2] = random(1, -1, 1)
const low: float[2, 1, 1] = {1, 2}
a: t = Add(x, full)
m: y = Mul(low, t)
output y
)",
                                                          R"(graph opset 13
input x: float[2, 3, 2, 2, 2]
const a_flat: float[6, 2, 2, 2] = fill(nan)
const low: float[2, 1, 1] = {1, 2}
const a_shape: int64[4] = {6, 2, 2, 2}
const a_shape_1: int64[5] = {2, 3, 2, 2, 2}
const m_shape: int64[4] = {6, 2, 2, 2}
const m_shape_1: int64[5] = {2, 3, 2, 2, 2}
a_reshape: a_reshape = Reshape(x, a_shape) from ["a"]
a_add: a_add = Add(a_reshape, a_flat) from ["a"]
a: t = Reshape(a_add, a_shape_1)
m_reshape: m_reshape = Reshape(t, m_shape) from ["m"]
m_mul: m_mul = Mul(low, m_reshape) from ["m"]
m: y = Reshape(m_mul, m_shape_1)
output y
)"},
                                                         {"one operand twice, two readers", R"(graph opset 13
input x: float[2, 1, 3, 2, 2, 2]
a: t = Mul(x, x)
n: y = Identity(t)
m: z = Identity(t)
output y
output z
)",
                                                          R"(graph opset 13
input x: float[2, 1, 3, 2, 2, 2]
const a_shape: int64[4] = {6, 2, 2, 2}
const a_shape_1: int64[6] = {2, 1, 3, 2, 2, 2}
a_reshape: a_reshape = Reshape(x, a_shape) from ["a"]
a_mul: a_mul = Mul(a_reshape, a_reshape) from ["a"]
a: t = Reshape(a_mul, a_shape_1)
n: y = Identity(t)
m: z = Identity(t)
output y
output z
)"},
                                                         {"repeated along a leading axis", R"(graph opset 13
input x: float[2, 3, 2, 2, 2]
input c: float[1, 3, 2, 2, 2]
a: y = Add(x, c)
output y
)",
                                                          nullptr},
                                                         {"four dimensions", R"(graph opset 13
input x: float[2, 3, 2, 2]
a: y = Relu(x)
output y
)",
                                                          nullptr},
                                                         {"an unknown dimension", R"(graph opset 13
input x: float[batch, 3, 2, 2, 2]
a: y = Relu(x)
output y
)",
                                                          nullptr},
                                                     });
