#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-unused-initializers", {
                                                               {"nobody reads it", R"(graph opset 13
input x: float[2]
const a: float[2] = {1, 2}
const b: float[2] = {1, 2}
n: y = Add(x, b)
output y
)",
                                                                R"(graph opset 13
input x: float[2]
const b: float[2] = {1, 2}
n: y = Add(x, b)
output y
)"},
                                                               {"a node, a body, the interface read it", R"(graph opset 13
input x: float[1]
input c: bool[]
input d: float[1] = {1}
const a: float[1] = {1}
const b: float[1] = {1}
const e: float[1] = {1}
n1: t = Add(x, a)
if: y = If(c) {then_branch: graph { i: p = Add(t, b) output p }, else_branch: graph { o: q = Add(t, b) output q }}
output y
output e
)",
                                                                nullptr},
                                                           });
