#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("clear-descriptions", {
                                                       {"a description", R"(graph opset 13
doc "trained last summer"
input x: float[2]
a: y = Neg(x)
output y
)",
                                                        R"(graph opset 13
input x: float[2]
a: y = Neg(x)
output y
)"},
                                                       {"none", R"(graph opset 13
input x: float[2]
a: y = Neg(x)
output y
)",
                                                        nullptr},
                                                   });
