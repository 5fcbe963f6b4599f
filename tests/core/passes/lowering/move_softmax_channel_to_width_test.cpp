#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("move-softmax-channel-to-width", {
                                                                  {"channel", R"(graph opset 13
input x: float[1, 3, 4, 5]
s: y = Softmax(x) {axis: 1}
output y
)",
                                                                   R"(graph opset 13
input x: float[1, 3, 4, 5]
s_transpose: s_transpose = Transpose(x) {perm: [0, 3, 2, 1]} from ["s"]
s_softmax: s_softmax = Softmax(s_transpose) {axis: -1} from ["s"]
s: y = Transpose(s_softmax) {perm: [0, 3, 2, 1]}
output y
)"},
                                                                  {"LogSoftmax with two readers", R"(graph opset 13
input x: float[2, 3, 4]
s: t = LogSoftmax(x) {axis: 0}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                                   R"(graph opset 13
input x: float[2, 3, 4]
s_transpose: s_transpose = Transpose(x) {perm: [2, 1, 0]} from ["s"]
s_logsoftmax: s_logsoftmax = LogSoftmax(s_transpose) {axis: -1} from ["s"]
s: t = Transpose(s_logsoftmax) {perm: [2, 1, 0]}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                                                  {"the height", R"(graph opset 13
input x: float[1, 3, 4, 5]
s: y = Softmax(x) {axis: 2}
output y
)",
                                                                   nullptr},
                                                                  {"several dimensions at once", R"(graph opset 12
input x: float[1, 3, 4, 5]
s: y = Softmax(x) {axis: 1}
output y
)",
                                                                   nullptr},
                                                              });
