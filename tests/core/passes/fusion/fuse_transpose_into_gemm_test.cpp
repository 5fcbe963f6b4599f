#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fuse-transpose-into-gemm",
                             {
                                 {"the first factor", R"(graph opset 13
input a: float[3, 2]
input b: float[3, 4]
tr: t = Transpose(a) {perm: [1, 0]}
fc: y = Gemm(t, b)
output y
)",
                                  R"(graph opset 13
input a: float[3, 2]
input b: float[3, 4]
fc: y = Gemm(a, b) {transA: 1} from ["fc", "tr"]
output y
)"},
                                 {"both, one of them transposed already, no permutation stated", R"(graph opset 13
input a: float[3, 2]
input b: float[3, 4]
tr: t = Transpose(a)
tr2: u = Transpose(b)
fc: y = Gemm(t, u) {transB: 1, alpha: 2.0}
output y
)",
                                  R"(graph opset 13
input a: float[3, 2]
input b: float[3, 4]
fc: y = Gemm(a, b) {transA: 1, transB: 0, alpha: 2.0} from ["fc", "tr", "tr2"]
output y
)"},
                                 {"the summand", R"(graph opset 13
input a: float[2, 3]
input b: float[2, 2]
tr: t = Transpose(b)
fc: y = Gemm(b, b, t)
output y
)",
                                  nullptr},
                                 {"the identity", R"(graph opset 13
input a: float[2, 3]
input b: float[3, 4]
tr: t = Transpose(a) {perm: [0, 1]}
fc: y = Gemm(t, b)
output y
)",
                                  nullptr},
                                 {"a second reader", R"(graph opset 13
input a: float[3, 2]
input b: float[3, 4]
tr: t = Transpose(a) {perm: [1, 0]}
fc: y = Gemm(t, b)
r: z = Relu(t)
output y
output z
)",
                                  nullptr},
                                 {"both factors", R"(graph opset 13
input a: float[2, 2]
tr: t = Transpose(a)
fc: y = Gemm(t, t)
output y
)",
                                  nullptr},
                                 {"a graph output", R"(graph opset 13
input a: float[3, 2]
input b: float[3, 4]
tr: t = Transpose(a) {perm: [1, 0]}
fc: y = Gemm(t, b)
output y
output t
)",
                                  nullptr},
                             });
