#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-leaky-relu", {
                                                         {"Max", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0.25}
nt0: t0 = Mul(c0, x) from ["n"]
r: y = Max(t0, x) from ["n"]
output y
)",
                                                          R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = LeakyRelu(x) {alpha: 0.25} from ["n"]
output y
)"},
                                                         {"a choice", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[1] = {0}
const c1: float[1] = {0.25}
nt0: t0 = Greater(x, c0) from ["n"]
nt1: t1 = Mul(x, c1) from ["n"]
r: y = Where(t0, x, t1) from ["n"]
output y
)",
                                                          R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = LeakyRelu(x) {alpha: 0.25} from ["n"]
output y
)"},
                                                         {"the opposite choice", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0}
const c1: float[] = {2}
nt0: t0 = Less(x, c0) from ["n"]
nt1: t1 = Mul(x, c1) from ["n"]
r: y = Where(t0, t1, x) from ["n"]
output y
)",
                                                          R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = LeakyRelu(x) {alpha: 2.0} from ["n"]
output y
)"},
                                                         {"a sum with Min", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0}
const c1: float[] = {0.25}
nt0: t0 = Min(x, c0) from ["n"]
nt1: t1 = Mul(t0, c1) from ["n"]
nt2: t2 = Relu(x) from ["n"]
r: y = Add(t1, t2) from ["n"]
output y
)",
                                                          R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = LeakyRelu(x) {alpha: 0.25} from ["n"]
output y
)"},
                                                         {"a sum with two Negs", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0.25}
nt0: t0 = Relu(x) from ["n"]
nt1: t1 = Neg(x) from ["n"]
nt2: t2 = Relu(t1) from ["n"]
nt3: t3 = Neg(t2) from ["n"]
nt4: t4 = Mul(c0, t3) from ["n"]
r: y = Add(t0, t4) from ["n"]
output y
)",
                                                          R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = LeakyRelu(x) {alpha: 0.25} from ["n"]
output y
)"},
                                                         {"a sum with Abs", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0.25}
const c1: float[] = {0.5}
nt0: t0 = Relu(x) from ["n"]
nt1: t1 = Abs(x) from ["n"]
nt2: t2 = Sub(x, t1) from ["n"]
nt3: t3 = Mul(t2, c0) from ["n"]
nt4: t4 = Mul(t3, c1) from ["n"]
r: y = Add(t0, t4) from ["n"]
output y
)",
                                                          R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = LeakyRelu(x) {alpha: 0.25} from ["n"]
output y
)"},
                                                         {"a difference", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0.25}
nt0: t0 = Relu(x) from ["n"]
nt1: t1 = Neg(x) from ["n"]
nt2: t2 = Relu(t1) from ["n"]
nt3: t3 = Mul(t2, c0) from ["n"]
r: y = Sub(t0, t3) from ["n"]
output y
)",
                                                          R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = LeakyRelu(x) {alpha: 0.25} from ["n"]
output y
)"},
                                                         {"a sum with the opposite slope", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {-0.25}
nt0: t0 = Relu(x) from ["n"]
nt1: t1 = Neg(x) from ["n"]
nt2: t2 = Relu(t1) from ["n"]
nt3: t3 = Mul(t2, c0) from ["n"]
r: y = Add(t0, t3) from ["n"]
output y
)",
                                                          R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = LeakyRelu(x) {alpha: 0.25} from ["n"]
output y
)"},
                                                         {"slopes per channel", R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[3, 1, 1] = {0.25, 0.5, 2}
const c0: float[] = {0}
nt0: t0 = Relu(x) from ["n"]
nt1: t1 = Min(x, c0) from ["n"]
nt2: t2 = Mul(s, t1) from ["n"]
r: y = Add(t0, t2) from ["n"]
output y
)",
                                                          R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[3, 1, 1] = {0.25, 0.5, 2}
r: y = PRelu(x, s) from ["n"]
output y
)"},
                                                         {"slopes per channel, Abs", R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[3, 1, 1] = {0.25, 0.5, 2}
const c0: float[] = {0.5}
nt0: t0 = Relu(x) from ["n"]
nt1: t1 = Abs(x) from ["n"]
nt2: t2 = Sub(x, t1) from ["n"]
nt3: t3 = Mul(t2, s) from ["n"]
nt4: t4 = Mul(t3, c0) from ["n"]
r: y = Add(t0, t4) from ["n"]
output y
)",
                                                          R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[3, 1, 1] = {0.25, 0.5, 2}
r: y = PRelu(x, s) from ["n"]
output y
)"},
                                                         {"slopes per channel, a difference", R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[3, 1, 1] = {0.25, 0.5, 2}
nt0: t0 = Relu(x) from ["n"]
nt1: t1 = Neg(x) from ["n"]
nt2: t2 = Relu(t1) from ["n"]
nt3: t3 = Mul(t2, s) from ["n"]
r: y = Sub(t0, t3) from ["n"]
output y
)",
                                                          R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[3, 1, 1] = {0.25, 0.5, 2}
r: y = PRelu(x, s) from ["n"]
output y
)"},
                                                         {"opposite slopes per channel", R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[3, 1, 1] = {0.25, 0.5, 2}
nt0: t0 = Relu(x) from ["n"]
nt1: t1 = Neg(x) from ["n"]
nt2: t2 = Relu(t1) from ["n"]
nt3: t3 = Mul(t2, s) from ["n"]
r: y = Add(t0, t3) from ["n"]
output y
)",
                                                          R"(graph opset 13
input x: float[2, 3, 4, 4]
const s_opposite: float[3, 1, 1] = {-0.25, -0.5, -2}
r: y = PRelu(x, s_opposite) from ["n"]
output y
)"},
                                                         {"Max with a slope above one", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1.5}
nt0: t0 = Mul(c0, x) from ["n"]
r: y = Max(t0, x) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"Max with a negative slope", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {-0.5}
nt0: t0 = Mul(c0, x) from ["n"]
r: y = Max(t0, x) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"a choice of the wrong side", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0}
const c1: float[] = {0.25}
nt0: t0 = Less(x, c0) from ["n"]
nt1: t1 = Mul(x, c1) from ["n"]
r: y = Where(t0, x, t1) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"a choice at another place", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1}
const c1: float[] = {0.25}
nt0: t0 = Greater(x, c0) from ["n"]
nt1: t1 = Mul(x, c1) from ["n"]
r: y = Where(t0, x, t1) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"another value", R"(graph opset 13
input x: float[2, 3, 4, 4]
input z: float[2, 3, 4, 4]
const c0: float[] = {0.25}
nt0: t0 = Mul(c0, z) from ["n"]
r: y = Max(t0, x) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"computed slopes", R"(graph opset 13
input x: float[2, 3, 4, 4]
input s: float[3, 1, 1]
const c0: float[] = {0}
nt0: t0 = Relu(x) from ["n"]
nt1: t1 = Min(x, c0) from ["n"]
nt2: t2 = Mul(s, t1) from ["n"]
r: y = Add(t0, t2) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"slopes that widen", R"(graph opset 13
input x: float[2, 1, 4, 4]
const s: float[3, 1, 1] = {0.25, 0.5, 2}
const c0: float[] = {0}
nt0: t0 = Relu(x) from ["n"]
nt1: t1 = Min(x, c0) from ["n"]
nt2: t2 = Mul(s, t1) from ["n"]
r: y = Add(t0, t2) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"a part is a graph output", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0.25}
nt0: t0 = Mul(c0, x) from ["n"]
r: y = Max(t0, x) from ["n"]
output y
output t0
)",
                                                          nullptr},
                                                         {"a part is read elsewhere", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0.25}
nt0: t0 = Mul(c0, x) from ["n"]
r: y = Max(t0, x) from ["n"]
output y
e: z = Relu(t0)
output z
)",
                                                          nullptr},
                                                     });
