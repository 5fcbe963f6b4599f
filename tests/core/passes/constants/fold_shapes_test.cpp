#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fold-shapes", {
                                                {"the target of a Reshape", R"(graph opset 13
input x: float[2, 3, 4]
const zero: int64[1] = {0}
const rest: int64[1] = {-1}
s: shape = Shape(x)
g: n = Gather(shape, zero)
c: target = Concat(n, rest) {axis: 0}
r: y = Reshape(x, target)
output y
)",
                                                 R"(graph opset 13
input x: float[2, 3, 4]
const target: int64[2] = {2, -1}
r: y = Reshape(x, target)
output y
)"},
                                                {"known dimensions beside a symbol", R"(graph opset 13
input x: float[batch, 3, 4]
const two: int64[1] = {2}
const rest: int64[1] = {-1}
s: shape = Shape(x)
g: n = Gather(shape, two)
c: target = Concat(rest, n) {axis: 0}
r: y = Reshape(x, target)
output y
)",
                                                 R"(graph opset 13
input x: float[batch, 3, 4]
const target: int64[2] = {-1, 4}
s: shape = Shape(x)
r: y = Reshape(x, target)
output y
)"},
                                                {"a dimension that is not known", R"(graph opset 13
input x: float[batch, 3, 4]
const zero: int64[1] = {0}
const rest: int64[1] = {-1}
s: shape = Shape(x)
g: n = Gather(shape, zero)
c: target = Concat(n, rest) {axis: 0}
r: y = Reshape(x, target)
output y
)",
                                                 nullptr},
                                                {"a graph output", R"(graph opset 13
input x: float[2, 3, 4]
s: y = Shape(x)
output y
)",
                                                 nullptr},
                                                {"content that a caller may override", R"(graph opset 13
input x: float[2, 3]
input k: float[2, 3] = {1, 2, 3, 4, 5, 6}
t: a = Transpose(k)
u: b = Transpose(x)
y: y = Add(a, b)
output y
)",
                                                 nullptr},
                                            });
