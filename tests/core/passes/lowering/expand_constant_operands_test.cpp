#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-constant-operands",
                             {
                                 {"repeated along two axes, two readers", R"(graph opset 13
input x: float[2, 3, 2, 2]
const c: float[2, 1, 1, 2] = random(1, -1, 1)
a: t = Mul(x, c)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                  R"(graph opset 13
input x: float[2, 3, 2, 2]
const c: float[2, 3, 2, 2] = fill(nan)
a: t = Mul(x, c)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                 {"one value per channel against a repeated operand, read twice", R"(graph opset 13
input x: float[1, 3]
const c: float[2, 1] = {1, 2}
a: y = Sub(c, x)
b: z = Abs(c)
output y
output z
)",
                                  R"(graph opset 13
input x: float[1, 3]
const c: float[2, 1] = {1, 2}
const a_repeated: float[2, 3] = {1, 1, 1, 2, 2, 2}
a: y = Sub(a_repeated, x)
b: z = Abs(c)
output y
output z
)"},
                                 {"one value per channel", R"(graph opset 13
input x: float[2, 3, 2, 2]
const c: float[3, 1, 1] = {1, 2, 3}
a: y = Add(x, c)
output y
)",
                                  nullptr},
                                 {"full shape already", R"(graph opset 13
input x: float[2, 3]
const c: float[2, 3] = random(1, -1, 1)
a: y = Add(x, c)
output y
)",
                                  nullptr},
                                 {"a constant that callers may change", R"(graph opset 13
input x: float[2, 3, 2]
input c: float[2, 1, 2] = random(1, -1, 1)
a: y = Add(x, c)
output y
)",
                                  nullptr},
                                 {"an unknown batch", R"(graph opset 13
input x: float[batch, 2, 3, 2]
const c: float[2, 1, 2] = random(1, -1, 1)
a: y = Add(x, c)
output y
)",
                                  nullptr},
                                 {"too large", R"(graph opset 13
input x: float[1024, 2, 1024]
const c: float[1024, 2, 1] = random(1, -1, 1)
a: y = Add(x, c)
output y
)",
                                  nullptr},
                             });
