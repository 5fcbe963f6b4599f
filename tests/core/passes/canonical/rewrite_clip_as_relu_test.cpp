#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-clip-as-relu", {
                                                         {"from 0, and to infinity", R"(graph opset 13
input x: float[3]
const z: float[] = {0}
const i: float[] = {inf}
a: t = Clip(x, z)
b: y = Clip(t, z, i)
output y
output t
)",
                                                          R"(graph opset 13
input x: float[3]
a: t = Relu(x)
b: y = Relu(t)
output y
output t
)"},
                                                         {"as attribute", R"(graph opset 9
input x: float[3]
a: y = Clip(x) {min: 0.0}
output y
)",
                                                          R"(graph opset 9
input x: float[3]
a: y = Relu(x)
output y
)"},
                                                         {"an upper bound, another lower bound, integers", R"(graph opset 13
input x: float[3]
input i: int32[3]
const z: float[] = {0}
const o: float[] = {1}
const n: int32[] = {0}
a: t = Clip(x, z, o)
b: y = Clip(t, o)
c: u = Clip(i, n)
output y
output u
)",
                                                          nullptr},
                                                         {"a bound at run time", R"(graph opset 13
input x: float[3]
input z: float[]
a: y = Clip(x, z)
output y
)",
                                                          nullptr},
                                                     });
