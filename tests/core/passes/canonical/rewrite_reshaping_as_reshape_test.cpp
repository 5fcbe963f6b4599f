#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-reshaping-as-reshape", {
                                                                 {"all three, one dimension unknown", R"(graph opset 13
input x: float[n, 1, 3]
const a: int64[1] = {1}
s: t = Squeeze(x, a)
u: y = Unsqueeze(t, a)
f: z = Flatten(y)
output y
output z
)",
                                                                  R"(graph opset 13
input x: float[n, 1, 3]
const s_shape: int64[2] = {-1, 3}
const u_shape: int64[3] = {-1, 1, 3}
const f_shape: int64[2] = {-1, 3}
s: t = Reshape(x, s_shape)
u: y = Reshape(t, u_shape)
f: z = Reshape(y, f_shape)
output y
output z
)"},
                                                                 {"two unknown dimensions, and none at all", R"(graph opset 13
input x: float[n, 1, m]
input e: float[1, 0]
const a: int64[1] = {1}
const b: int64[1] = {0}
s: y = Squeeze(x, a)
t: z = Squeeze(e, b)
output y
output z
)",
                                                                  nullptr},
                                                             });
