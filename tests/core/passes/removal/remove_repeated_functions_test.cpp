#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-repeated-functions",
                             {
                                 {"the same function", R"(graph opset 13
input x: float[3]
r1: a = Relu(x)
r2: b = Relu(a)
c1: c = Ceil(b)
c2: d = Ceil(c)
s1: e = Sign(d)
s2: y = Sign(e)
output y
)",
                                  R"(graph opset 13
input x: float[3]
r1: a = Relu(x) from ["r1", "r2"]
c1: c = Ceil(a) from ["c1", "c2"]
s1: y = Sign(c) from ["s1", "s2"]
output y
)"},
                                 {"a narrower range", R"(graph opset 13
input x: float[3]
r: a = Relu(x)
b: b = Abs(a)
f: c = Floor(b)
o: d = Round(c)
s: e = Sigmoid(d)
q: y = Relu(e)
output y
)",
                                  R"(graph opset 13
input x: float[3]
r: a = Relu(x) from ["r", "b"]
f: c = Floor(a) from ["f", "o"]
s: y = Sigmoid(c) from ["s", "q"]
output y
)"},
                                 {"the first result has other readers, and is an output", R"(graph opset 13
input x: float[3]
r1: y = Relu(x)
r2: b = Relu(y)
n: z = Neg(b)
output y
output z
)",
                                  R"(graph opset 13
input x: float[3]
r1: y = Relu(x) from ["r1", "r2"]
n: z = Neg(y)
output y
output z
)"},
                                 {"two outputs", R"(graph opset 13
input x: float[3]
r1: y = Relu(x)
r2: z = Relu(y)
output y
output z
)",
                                  nullptr},
                                 {"both of two Neg, on integers; the first one is read by others", R"(graph opset 13
input x: int32[3]
e: e = Abs(x)
n1: a = Neg(e)
n2: b = Neg(a)
z: y = Add(b, a)
output y
)",
                                  R"(graph opset 13
input x: int32[3]
e: e = Abs(x) from ["e", "n2"]
n1: a = Neg(e)
z: y = Add(e, a)
output y
)"},
                                 {"both of two Not", R"(graph opset 13
input x: bool[3]
input z: bool[3]
n1: a = Not(x)
n2: b = Not(a)
k: y = And(b, z)
output y
)",
                                  R"(graph opset 13
input x: bool[3]
input z: bool[3]
k: y = And(x, z)
output y
)"},
                                 {"two Neg from input to output", R"(graph opset 13
input x: float[3]
n1: a = Neg(x)
n2: y = Neg(a)
output y
)",
                                  nullptr},
                                 {"the lowest integer has a negative absolute value", R"(graph opset 14
input x: int32[3]
a: t = Abs(x)
r: y = Relu(t)
output y
)",
                                  nullptr},
                                 {"the other way round", R"(graph opset 13
input x: float[3]
s: t = Relu(x)
a: u = Sigmoid(t)
r: v = Abs(u)
n: w = Neg(v)
q: y = Relu(w)
output y
)",
                                  R"(graph opset 13
input x: float[3]
s: t = Relu(x)
a: u = Sigmoid(t) from ["a", "r"]
n: w = Neg(u)
q: y = Relu(w)
output y
)"},
                                 {"rounding of fractions", R"(graph opset 13
input x: float[3]
s: t = Sqrt(x)
f: u = Floor(t)
a: v = Sign(x)
e: w = Abs(v)
y: y = Add(u, w)
output y
)",
                                  nullptr},
                             });
