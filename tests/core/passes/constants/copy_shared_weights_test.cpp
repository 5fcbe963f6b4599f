#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("copy-shared-weights", {
                                                        {"three readers, one of which reads it twice", R"(graph opset 13
input x: float[2]
const k: float[2] = {1, 2}
a: t = Add(x, k)
b: u = Mul(k, k)
c: v = Add(t, u)
d: y = Sub(v, k)
output y
)",
                                                         R"(graph opset 13
input x: float[2]
const k: float[2] = {1, 2}
const k_1: float[2] = {1, 2}
const k_2: float[2] = {1, 2}
a: t = Add(x, k)
b: u = Mul(k_1, k_1)
c: v = Add(t, u)
d: y = Sub(v, k_2)
output y
)"},
                                                        {"one reader", R"(graph opset 13
input x: float[2]
const k: float[2] = {1, 2}
b: u = Mul(k, k)
a: y = Add(x, u)
output y
)",
                                                         nullptr},
                                                        {"it is an output", R"(graph opset 13
input x: float[2]
const k: float[2] = {1, 2}
a: t = Add(x, k)
b: y = Add(t, k)
output y
output k
)",
                                                         nullptr},
                                                    });
