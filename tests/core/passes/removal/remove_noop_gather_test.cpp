#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-noop-gather", {
                                                       {"every index, one from the end", R"(graph opset 13
input x: float[n, 3]
const i: int64[3] = {0, -2, 2}
a: t = Neg(x)
g: u = Gather(t, i) {axis: -1}
b: y = Add(u, u)
output y
)",
                                                        R"(graph opset 13
input x: float[n, 3]
a: t = Neg(x) from ["a", "g"]
b: y = Add(t, t)
output y
)"},
                                                       {"another order", R"(graph opset 13
input x: float[3]
const i: int64[3] = {0, 2, 1}
a: t = Neg(x)
g: y = Gather(t, i)
output y
)",
                                                        nullptr},
                                                       {"a longer axis", R"(graph opset 13
input x: float[4]
const i: int64[3] = {0, 1, 2}
a: t = Neg(x)
g: y = Gather(t, i)
output y
)",
                                                        nullptr},
                                                       {"an index without a dimension", R"(graph opset 13
input x: float[1]
const i: int64[] = {0}
a: t = Neg(x)
g: y = Gather(t, i)
output y
)",
                                                        nullptr},
                                                       {"an unknown axis", R"(graph opset 13
input x: float[n]
const i: int64[1] = {0}
a: t = Neg(x)
g: y = Gather(t, i)
output y
)",
                                                        nullptr},
                                                       {"from input to output", R"(graph opset 13
input x: float[1]
const i: int64[1] = {0}
g: y = Gather(x, i)
output y
)",
                                                        nullptr},
                                                   });
