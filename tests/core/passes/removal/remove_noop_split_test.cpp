#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-noop-split", {
                                                      {"one part", R"(graph opset 13
input x: float[4]
const s: int64[1] = {4}
a: t = Neg(x)
n: u = Split(t, s)
b: y = Exp(u)
output y
)",
                                                       R"(graph opset 13
input x: float[4]
a: t = Neg(x) from ["a", "n"]
b: y = Exp(t)
output y
)"},
                                                      {"one part as attribute, read twice, a graph output", R"(graph opset 11
input x: float[4]
a: t = Neg(x)
n: y = Split(t) {split: [4]}
b: z = Add(y, y)
output y
output z
)",
                                                       R"(graph opset 11
input x: float[4]
a: y = Neg(x) from ["a", "n"]
b: z = Add(y, y)
output y
output z
)"},
                                                      {"a part and an empty one", R"(graph opset 13
input x: float[4]
const s: int64[2] = {4, 0}
a: t = Neg(x)
n: u, v = Split(t, s)
b: y = Exp(u)
output y
output v
)",
                                                       nullptr},
                                                      {"from input to output", R"(graph opset 13
input x: float[4]
n: y = Split(x)
output y
)",
                                                       nullptr},
                                                  });
