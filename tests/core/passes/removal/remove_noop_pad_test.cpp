#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-noop-pad", {
                                                    {"zeros", R"(graph opset 13
input x: float[3]
const p: int64[2] = {0, 0}
a: t = Neg(x)
p: u = Pad(t, p)
b: y = Neg(u)
output y
)",
                                                     R"(graph opset 13
input x: float[3]
a: t = Neg(x) from ["a", "p"]
b: y = Neg(t)
output y
)"},
                                                    {"attributes of opset 10, reflect", R"(graph opset 10
input x: float[3]
a: t = Neg(x)
p: y = Pad(t) {mode: "reflect", pads: [0, 0]}
output y
)",
                                                     R"(graph opset 10
input x: float[3]
a: y = Neg(x) from ["a", "p"]
output y
)"},
                                                    {"one element", R"(graph opset 13
input x: float[3]
const p: int64[2] = {0, 1}
a: t = Neg(x)
p: u = Pad(t, p)
b: y = Neg(u)
output y
)",
                                                     nullptr},
                                                    {"amounts that the caller may replace", R"(graph opset 13
input x: float[3]
input p: int64[2] = {0, 0}
a: t = Neg(x)
p: u = Pad(t, p)
b: y = Neg(u)
output y
)",
                                                     nullptr},
                                                });
