#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("move-softmax-height-to-width", {
                                                                 {"height", R"(graph opset 13
input x: float[1, 3, 4, 5]
s: y = Softmax(x) {axis: -2}
output y
)",
                                                                  R"(graph opset 13
input x: float[1, 3, 4, 5]
s_transpose: s_transpose = Transpose(x) {perm: [0, 1, 3, 2]} from ["s"]
s_softmax: s_softmax = Softmax(s_transpose) {axis: -1} from ["s"]
s: y = Transpose(s_softmax) {perm: [0, 1, 3, 2]}
output y
)"},
                                                                 {"the width", R"(graph opset 13
input x: float[1, 3, 4, 5]
s: y = Softmax(x)
output y
)",
                                                                  nullptr},
                                                                 {"rank 1", R"(graph opset 13
input x: float[3]
s: y = Softmax(x)
output y
)",
                                                                  nullptr},
                                                             });
