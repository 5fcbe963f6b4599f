#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-noop-cast", {
                                                     {"to its own type", R"(graph opset 13
input x: float[3]
a: t = Neg(x)
c: u = Cast(t) {to: 1}
b: y = Neg(u)
output y
)",
                                                      R"(graph opset 13
input x: float[3]
a: t = Neg(x) from ["a", "c"]
b: y = Neg(t)
output y
)"},
                                                     {"as the graph output", R"(graph opset 13
input x: int64[3]
a: t = Neg(x)
c: y = Cast(t) {to: 7}
output y
)",
                                                      R"(graph opset 13
input x: int64[3]
a: y = Neg(x) from ["a", "c"]
output y
)"},
                                                     {"to another type", R"(graph opset 13
input x: float[3]
a: t = Neg(x)
c: u = Cast(t) {to: 7}
b: y = Neg(u)
output y
)",
                                                      nullptr},
                                                     {"of an unknown type", R"(graph opset 13 opset my.domain 1
input x: float[3]
a: t = my.domain::Some(x)
c: u = Cast(t) {to: 1}
b: y = Neg(u)
output y
)",
                                                      nullptr},
                                                     {"from input to output", R"(graph opset 13
input x: float[3]
c: y = Cast(x) {to: 1}
output y
)",
                                                      nullptr},
                                                 });
