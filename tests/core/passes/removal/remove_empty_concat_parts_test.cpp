#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("remove-empty-concat-parts", {
                                                              {"two empty parts", R"(graph opset 13
input x: float[2, 3]
input z: float[2, 1]
input e: float[2, 0]
const n: float[2, 0] = {}
c: y = Concat(e, x, n, z) {axis: -1}
output y
)",
                                                               R"(graph opset 13
input x: float[2, 3]
input z: float[2, 1]
input e: float[2, 0]
c: y = Concat(x, z) {axis: -1}
output y
)"},
                                                              {"nothing but empty parts", R"(graph opset 13
input e: float[0]
input f: float[0]
c: y = Concat(e, f) {axis: 0}
output y
)",
                                                               R"(graph opset 13
input e: float[0]
input f: float[0]
c: y = Concat(e) {axis: 0}
output y
)"},
                                                              {"empty along another axis, and of unknown length", R"(graph opset 13
input x: float[0, 3]
input z: float[0, n]
c: y = Concat(x, z) {axis: 1}
output y
)",
                                                               nullptr},
                                                          });
