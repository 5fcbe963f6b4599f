#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-negated-where",
                             {
                                 {"a condition that is negated, also read elsewhere and an output", R"(graph opset 13
input c: bool[2]
input a: float[2]
input b: float[2]
n: t = Not(c)
w: y = Where(t, a, b)
m: z = Not(t)
output y
output z
output t
)",
                                  R"(graph opset 13
input c: bool[2]
input a: float[2]
input b: float[2]
n: t = Not(c)
w: y = Where(c, b, a) from ["w", "n"]
m: z = Not(t)
output y
output z
output t
)"},
                                 {"the Not goes", R"(graph opset 13
input c: bool[2]
input a: float[2]
n: t = Not(c)
w: y = Where(t, a, a)
output y
)",
                                  R"(graph opset 13
input c: bool[2]
input a: float[2]
w: y = Where(c, a, a) from ["w", "n"]
output y
)"},
                                 {"another condition", R"(graph opset 13
input c: bool[2]
input a: float[2]
n: t = And(c, c)
w: y = Where(t, a, a)
output y
)",
                                  nullptr},
                             });
