#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-softplus", {
                                                       {"sum with one", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1}
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = Add(t0, c0) from ["n"]
r: y = Log(t1) from ["n"]
output y
)",
                                                        R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = Softplus(x) from ["n"]
output y
)"},
                                                       {"one first, opset 7", R"(graph opset 7
input x: float[2, 3, 4, 4]
const c0: float[1] = {1}
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = Add(c0, t0) from ["n"]
r: y = Log(t1) from ["n"]
output y
)",
                                                        R"(graph opset 7
input x: float[2, 3, 4, 4]
r: y = Softplus(x) from ["n"]
output y
)"},
                                                       {"another number", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {2}
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = Add(t0, c0) from ["n"]
r: y = Log(t1) from ["n"]
output y
)",
                                                        nullptr},
                                                       {"a part is a graph output", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1}
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = Add(t0, c0) from ["n"]
r: y = Log(t1) from ["n"]
output y
output t0
)",
                                                        nullptr},
                                                       {"a part is read elsewhere", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1}
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = Add(t0, c0) from ["n"]
r: y = Log(t1) from ["n"]
output y
e: z = Relu(t1)
output z
)",
                                                        nullptr},
                                                   });
