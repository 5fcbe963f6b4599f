#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-log-softmax", {
                                                      {"Log of Softmax", R"(graph opset 13
input x: float[2, 3]
s: t = Softmax(x) {axis: 1}
l: y = Log(t)
output y
)",
                                                       R"(graph opset 13
input x: float[2, 3]
s: y = LogSoftmax(x) {axis: 1} from ["s", "l"]
output y
)"},
                                                      {"an older form", R"(graph opset 9
input x: float[2, 3, 4]
s: t = Softmax(x) {axis: 1}
l: y = Log(t)
output y
)",
                                                       R"(graph opset 9
input x: float[2, 3, 4]
s: y = LogSoftmax(x) {axis: 1} from ["s", "l"]
output y
)"},
                                                      {"two readers", R"(graph opset 13
input x: float[2, 3]
s: t = Softmax(x)
l: y = Log(t)
n: z = Neg(t)
output y
output z
)",
                                                       nullptr},
                                                      {"the Softmax is an output", R"(graph opset 13
input x: float[2, 3]
s: t = Softmax(x)
l: y = Log(t)
output y
output t
)",
                                                       nullptr},
                                                      {"half floats", R"(graph opset 13
input x: float16[2, 3]
s: t = Softmax(x)
l: y = Log(t)
output y
)",
                                                       nullptr},
                                                      {"something else", R"(graph opset 13
input x: float[2, 3]
s: t = Sigmoid(x)
l: y = Log(t)
output y
)",
                                                       nullptr},
                                                  });
