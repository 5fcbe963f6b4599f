#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-gelu", {
                                                   {"product by one half", R"(graph opset 20
input x: float[2, 3, 4, 4]
const c0: float[] = {1.41421354}
const c1: float[] = {1}
const c2: float[] = {0.5}
nt0: t0 = Div(x, c0) from ["n"]
nt1: t1 = Erf(t0) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Mul(x, t2) from ["n"]
r: y = Mul(t3, c2) from ["n"]
output y
)",
                                                    R"(graph opset 20
input x: float[2, 3, 4, 4]
r: y = Gelu(x) from ["n"]
output y
)"},
                                                   {"one half of x", R"(graph opset 20
input x: float[2, 3, 4, 4]
const c0: float[] = {1}
const c1: float[] = {0.70710677}
const c2: float[] = {0.5}
nt0: t0 = Mul(c1, x) from ["n"]
nt1: t1 = Erf(t0) from ["n"]
nt2: t2 = Add(c0, t1) from ["n"]
nt3: t3 = Mul(c2, x) from ["n"]
r: y = Mul(t2, t3) from ["n"]
output y
)",
                                                    R"(graph opset 20
input x: float[2, 3, 4, 4]
r: y = Gelu(x) from ["n"]
output y
)"},
                                                   {"one half of the sum, constants of one dimension", R"(graph opset 20
input x: float[2, 3, 4, 4]
const c0: float[1] = {1.41421354}
const c1: float[1] = {1}
const c2: float[1] = {0.5}
nt0: t0 = Div(x, c0) from ["n"]
nt1: t1 = Erf(t0) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Mul(t2, c2) from ["n"]
r: y = Mul(x, t3) from ["n"]
output y
)",
                                                    R"(graph opset 20
input x: float[2, 3, 4, 4]
r: y = Gelu(x) from ["n"]
output y
)"},
                                                   {"halved by a division", R"(graph opset 20
input x: float[2, 3, 4, 4]
const c0: float[] = {1.41421354}
const c1: float[] = {1}
const c2: float[] = {2}
nt0: t0 = Div(x, c0) from ["n"]
nt1: t1 = Erf(t0) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Mul(x, t2) from ["n"]
r: y = Div(t3, c2) from ["n"]
output y
)",
                                                    R"(graph opset 20
input x: float[2, 3, 4, 4]
r: y = Gelu(x) from ["n"]
output y
)"},
                                                   {"tanh with the third power", R"(graph opset 20
input x: float[2, 3, 4, 4]
const c0: float[] = {3}
const c1: float[] = {0.044715}
const c2: float[] = {0.7978845608}
const c3: float[] = {1}
const c4: float[] = {0.5}
nt0: t0 = Pow(x, c0) from ["n"]
nt1: t1 = Mul(t0, c1) from ["n"]
nt2: t2 = Add(x, t1) from ["n"]
nt3: t3 = Mul(t2, c2) from ["n"]
nt4: t4 = Tanh(t3) from ["n"]
nt5: t5 = Add(t4, c3) from ["n"]
nt6: t6 = Mul(x, t5) from ["n"]
r: y = Mul(t6, c4) from ["n"]
output y
)",
                                                    R"(graph opset 20
input x: float[2, 3, 4, 4]
r: y = Gelu(x) {approximate: "tanh"} from ["n"]
output y
)"},
                                                   {"tanh with products", R"(graph opset 20
input x: float[2, 3, 4, 4]
const c0: float[] = {0.5}
const c1: float[] = {1}
const c2: float[] = {0.7978845608}
const c3: float[] = {0.044715}
nt0: t0 = Mul(x, c0) from ["n"]
nt1: t1 = Mul(x, x) from ["n"]
nt2: t2 = Mul(x, t1) from ["n"]
nt3: t3 = Mul(c3, t2) from ["n"]
nt4: t4 = Add(x, t3) from ["n"]
nt5: t5 = Mul(c2, t4) from ["n"]
nt6: t6 = Tanh(t5) from ["n"]
nt7: t7 = Add(c1, t6) from ["n"]
r: y = Mul(t0, t7) from ["n"]
output y
)",
                                                    R"(graph opset 20
input x: float[2, 3, 4, 4]
r: y = Gelu(x) {approximate: "tanh"} from ["n"]
output y
)"},
                                                   {"tanh in the order of transformers", R"(graph opset 20
input x: float[2, 3, 4, 4]
const c0: float[] = {0.5}
const c1: float[] = {0.7978845608}
const c2: float[] = {0.044715}
const c3: float[] = {1}
nt0: t0 = Mul(x, c0) from ["n"]
nt1: t1 = Mul(x, c1) from ["n"]
nt2: t2 = Mul(x, c2) from ["n"]
nt3: t3 = Mul(t2, x) from ["n"]
nt4: t4 = Add(t3, c3) from ["n"]
nt5: t5 = Mul(t1, t4) from ["n"]
nt6: t6 = Tanh(t5) from ["n"]
nt7: t7 = Add(t6, c3) from ["n"]
r: y = Mul(t0, t7) from ["n"]
output y
)",
                                                    R"(graph opset 20
input x: float[2, 3, 4, 4]
r: y = Gelu(x) {approximate: "tanh"} from ["n"]
output y
)"},
                                                   {"opset 13 with com.microsoft", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const c0: float[] = {1.41421354}
const c1: float[] = {1}
const c2: float[] = {0.5}
nt0: t0 = Div(x, c0) from ["n"]
nt1: t1 = Erf(t0) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Mul(x, t2) from ["n"]
r: y = Mul(t3, c2) from ["n"]
output y
)",
                                                    R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
r: y = com.microsoft::Gelu(x) from ["n"]
output y
)"},
                                                   {"tanh at opset 13 with com.microsoft", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const c0: float[] = {3}
const c1: float[] = {0.044715}
const c2: float[] = {0.7978845608}
const c3: float[] = {1}
const c4: float[] = {0.5}
nt0: t0 = Pow(x, c0) from ["n"]
nt1: t1 = Mul(t0, c1) from ["n"]
nt2: t2 = Add(x, t1) from ["n"]
nt3: t3 = Mul(t2, c2) from ["n"]
nt4: t4 = Tanh(t3) from ["n"]
nt5: t5 = Add(t4, c3) from ["n"]
nt6: t6 = Mul(x, t5) from ["n"]
r: y = Mul(t6, c4) from ["n"]
output y
)",
                                                    R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
r: y = com.microsoft::FastGelu(x) from ["n"]
output y
)"},
                                                   {"opset 19", R"(graph opset 19
input x: float[2, 3, 4, 4]
const c0: float[] = {1.41421354}
const c1: float[] = {1}
const c2: float[] = {0.5}
nt0: t0 = Div(x, c0) from ["n"]
nt1: t1 = Erf(t0) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Mul(x, t2) from ["n"]
r: y = Mul(t3, c2) from ["n"]
output y
)",
                                                    nullptr},
                                                   {"another root", R"(graph opset 20
input x: float[2, 3, 4, 4]
const c0: float[] = {1.4143}
const c1: float[] = {1}
const c2: float[] = {0.5}
nt0: t0 = Div(x, c0) from ["n"]
nt1: t1 = Erf(t0) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Mul(x, t2) from ["n"]
r: y = Mul(t3, c2) from ["n"]
output y
)",
                                                    nullptr},
                                                   {"another sum", R"(graph opset 20
input x: float[2, 3, 4, 4]
const c0: float[] = {1.41421354}
const c1: float[] = {2}
const c2: float[] = {0.5}
nt0: t0 = Div(x, c0) from ["n"]
nt1: t1 = Erf(t0) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Mul(x, t2) from ["n"]
r: y = Mul(t3, c2) from ["n"]
output y
)",
                                                    nullptr},
                                                   {"another factor", R"(graph opset 20
input x: float[2, 3, 4, 4]
const c0: float[] = {1.41421354}
const c1: float[] = {1}
const c2: float[] = {0.25}
nt0: t0 = Div(x, c0) from ["n"]
nt1: t1 = Erf(t0) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Mul(x, t2) from ["n"]
r: y = Mul(t3, c2) from ["n"]
output y
)",
                                                    nullptr},
                                                   {"another value", R"(graph opset 20
input x: float[2, 3, 4, 4]
input z: float[2, 3, 4, 4]
const c0: float[] = {1.41421354}
const c1: float[] = {1}
const c2: float[] = {0.5}
nt0: t0 = Div(x, c0) from ["n"]
nt1: t1 = Erf(t0) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Mul(z, t2) from ["n"]
r: y = Mul(t3, c2) from ["n"]
output y
)",
                                                    nullptr},
                                                   {"the second power", R"(graph opset 20
input x: float[2, 3, 4, 4]
const c0: float[] = {2}
const c1: float[] = {0.044715}
const c2: float[] = {0.7978845608}
const c3: float[] = {1}
const c4: float[] = {0.5}
nt0: t0 = Pow(x, c0) from ["n"]
nt1: t1 = Mul(t0, c1) from ["n"]
nt2: t2 = Add(x, t1) from ["n"]
nt3: t3 = Mul(t2, c2) from ["n"]
nt4: t4 = Tanh(t3) from ["n"]
nt5: t5 = Add(t4, c3) from ["n"]
nt6: t6 = Mul(x, t5) from ["n"]
r: y = Mul(t6, c4) from ["n"]
output y
)",
                                                    nullptr},
                                                   {"a part is a graph output", R"(graph opset 20
input x: float[2, 3, 4, 4]
const c0: float[] = {1.41421354}
const c1: float[] = {1}
const c2: float[] = {0.5}
nt0: t0 = Div(x, c0) from ["n"]
nt1: t1 = Erf(t0) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Mul(x, t2) from ["n"]
r: y = Mul(t3, c2) from ["n"]
output y
output t1
)",
                                                    nullptr},
                                                   {"a part is read elsewhere", R"(graph opset 20
input x: float[2, 3, 4, 4]
const c0: float[] = {1.41421354}
const c1: float[] = {1}
const c2: float[] = {0.5}
nt0: t0 = Div(x, c0) from ["n"]
nt1: t1 = Erf(t0) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Mul(x, t2) from ["n"]
r: y = Mul(t3, c2) from ["n"]
output y
e: z = Relu(t1)
output z
)",
                                                    nullptr},
                                               });
