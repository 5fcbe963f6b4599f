#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-sum-as-add", {
                                                       {"two inputs", R"(graph opset 13
input x: float[2, 3]
input z: float[3]
s: y = Sum(x, z)
output y
)",
                                                        R"(graph opset 13
input x: float[2, 3]
input z: float[3]
s: y = Add(x, z)
output y
)"},
                                                       {"three inputs", R"(graph opset 13
input x: float[2]
s: y = Sum(x, x, x)
output y
)",
                                                        nullptr},
                                                       {"one input", R"(graph opset 13
input x: float[2]
s: y = Sum(x)
output y
)",
                                                        nullptr},
                                                   });
