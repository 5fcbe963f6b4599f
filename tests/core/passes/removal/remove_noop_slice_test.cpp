#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-noop-slice", {
                                                      {"everything", R"(graph opset 13
input x: float[2, 3]
const b: int64[1] = {0}
const e: int64[1] = {9223372036854775807}
const ax: int64[1] = {1}
const st: int64[1] = {1}
a: t = Neg(x)
n: u = Slice(t, b, e, ax, st)
o: y = Neg(u)
output y
)",
                                                       R"(graph opset 13
input x: float[2, 3]
a: t = Neg(x) from ["a", "n"]
o: y = Neg(t)
output y
)"},
                                                      {"attributes of opset 9", R"(graph opset 9
input x: float[2, 3]
a: t = Neg(x)
n: y = Slice(t) {axes: [0], ends: [2], starts: [0]}
output y
)",
                                                       R"(graph opset 9
input x: float[2, 3]
a: y = Neg(x) from ["a", "n"]
output y
)"},
                                                      {"everything in reverse", R"(graph opset 13
input x: float[2, 3]
const b: int64[1] = {-1}
const e: int64[1] = {-9223372036854775808}
const ax: int64[1] = {1}
const st: int64[1] = {-1}
a: t = Neg(x)
n: u = Slice(t, b, e, ax, st)
o: y = Neg(u)
output y
)",
                                                       nullptr},
                                                      {"a part", R"(graph opset 13
input x: float[2, 3]
const b: int64[1] = {0}
const e: int64[1] = {2}
const ax: int64[1] = {1}
a: t = Neg(x)
n: u = Slice(t, b, e, ax)
o: y = Neg(u)
output y
)",
                                                       nullptr},
                                                      {"from input to output", R"(graph opset 9
input x: float[2, 3]
n: y = Slice(x) {axes: [0], ends: [2], starts: [0]}
output y
)",
                                                       nullptr},
                                                  });
