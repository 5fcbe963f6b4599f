#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-quick-gelu", {
                                                         {"as CLIP has it", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const c0: float[] = {1.702}
nt0: t0 = Mul(x, c0) from ["n"]
nt1: t1 = Sigmoid(t0) from ["n"]
r: y = Mul(x, t1) from ["n"]
output y
)",
                                                          R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
r: y = com.microsoft::QuickGelu(x) {alpha: 1.702} from ["n"]
output y
)"},
                                                         {"the other orders", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const c0: float[1, 1] = {2}
nt0: t0 = Mul(c0, x) from ["n"]
nt1: t1 = Sigmoid(t0) from ["n"]
r: y = Mul(t1, x) from ["n"]
output y
)",
                                                          R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
r: y = com.microsoft::QuickGelu(x) {alpha: 2.0} from ["n"]
output y
)"},
                                                         {"no com.microsoft", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1.702}
nt0: t0 = Mul(x, c0) from ["n"]
nt1: t1 = Sigmoid(t0) from ["n"]
r: y = Mul(x, t1) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"SiLU", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
nt0: t0 = Sigmoid(x) from ["n"]
r: y = Mul(x, t0) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"another value", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
input z: float[2, 3, 4, 4]
const c0: float[] = {1.702}
nt0: t0 = Mul(x, c0) from ["n"]
nt1: t1 = Sigmoid(t0) from ["n"]
r: y = Mul(z, t1) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"a part is a graph output", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const c0: float[] = {1.702}
nt0: t0 = Mul(x, c0) from ["n"]
nt1: t1 = Sigmoid(t0) from ["n"]
r: y = Mul(x, t1) from ["n"]
output y
output t1
)",
                                                          nullptr},
                                                         {"a part is read elsewhere", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const c0: float[] = {1.702}
nt0: t0 = Mul(x, c0) from ["n"]
nt1: t1 = Sigmoid(t0) from ["n"]
r: y = Mul(x, t1) from ["n"]
output y
e: z = Relu(t0)
output z
)",
                                                          nullptr},
                                                     });
