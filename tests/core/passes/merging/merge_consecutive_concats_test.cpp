#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("merge-consecutive-concats", {
                                                              {"at the front and at the end, the axis from both ends", R"(graph opset 13
input x: float[2, 3]
input z: float[2, n]
c1: t = Concat(x, z) {axis: 1}
c2: u = Concat(z, x) {axis: -1}
c3: y = Concat(t, x, u) {axis: 1}
output y
)",
                                                               R"(graph opset 13
input x: float[2, 3]
input z: float[2, n]
c3: y = Concat(x, z, x, z, x) {axis: 1} from ["c3", "c1", "c2"]
output y
)"},
                                                              {"another axis", R"(graph opset 13
input x: float[2, 3]
c1: t = Concat(x, x) {axis: 0}
c3: y = Concat(t, t) {axis: 1}
output y
)",
                                                               nullptr},
                                                              {"read twice, by one", R"(graph opset 13
input x: float[2, 3]
c1: t = Concat(x, x) {axis: 1}
c3: y = Concat(t, t) {axis: 1}
output y
)",
                                                               nullptr},
                                                              {"two readers", R"(graph opset 13
input x: float[2, 3]
c1: t = Concat(x, x) {axis: 1}
c3: y = Concat(t, x) {axis: 1}
n: z = Neg(t)
output y
output z
)",
                                                               nullptr},
                                                              {"the inner one is an output", R"(graph opset 13
input x: float[2, 3]
c1: t = Concat(x, x) {axis: 1}
c3: y = Concat(t, x) {axis: 1}
output y
output t
)",
                                                               nullptr},
                                                          });
