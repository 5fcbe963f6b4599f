#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-einsum-as-matmul",
                             {
                                 {"a product of matrices", R"(graph opset 13
input x: float[2, 3]
input z: float[3, 4]
e: y = Einsum(x, z) {equation: "ij,jk->ik"}
output y
)",
                                  R"(graph opset 13
input x: float[2, 3]
input z: float[3, 4]
e: y = MatMul(x, z)
output y
)"},
                                 {"attention scores, read twice, an output", R"(graph opset 13
input q: float[2, 5, 3, 4]
input k: float[2, 6, 3, 4]
e: y = Einsum(q, k) {equation: "bqhd,bkhd->bhqk"}
n: z = Neg(y)
output y
output z
)",
                                  R"(graph opset 13
input q: float[2, 5, 3, 4]
input k: float[2, 6, 3, 4]
e_Transpose: e_Transpose_output = Transpose(q) {perm: [0, 2, 1, 3]} from ["e"]
e_Transpose_1: e_Transpose_1_output = Transpose(k) {perm: [0, 2, 3, 1]} from ["e"]
e: y = MatMul(e_Transpose_output, e_Transpose_1_output)
n: z = Neg(y)
output y
output z
)"},
                                 {"the second operand first in the result, and a batch behind", R"(graph opset 13
input x: float[2, 3, 5]
input z: float[4, 3, 5]
e: y = Einsum(x, z) {equation: "ijb, kjb -> kib"}
output y
)",
                                  R"(graph opset 13
input x: float[2, 3, 5]
input z: float[4, 3, 5]
e_Transpose: e_Transpose_output = Transpose(z) {perm: [2, 0, 1]} from ["e"]
e_Transpose_1: e_Transpose_1_output = Transpose(x) {perm: [2, 1, 0]} from ["e"]
e_MatMul: e_MatMul_output = MatMul(e_Transpose_output, e_Transpose_1_output) from ["e"]
e: y = Transpose(e_MatMul_output) {perm: [1, 2, 0]}
output y
)"},
                                 {"vectors", R"(graph opset 13
input x: float[3]
input m: float[3, 4]
e: t = Einsum(x, m) {equation: "i,ij->j"}
f: y = Einsum(t, t) {equation: "i,i->"}
output y
)",
                                  R"(graph opset 13
input x: float[3]
input m: float[3, 4]
e: t = MatMul(x, m)
f: y = MatMul(t, t)
output y
)"},
                                 {"one operand", R"(graph opset 13
input x: float[2, 3, 4]
e: t = Einsum(x) {equation: "ijk->kij"}
f: y = Einsum(t) {equation: "kij->i"}
output y
)",
                                  R"(graph opset 13
input x: float[2, 3, 4]
const f_axes: int64[2] = {0, 2}
e: t = Transpose(x) {perm: [2, 0, 1]}
f: y = ReduceSum(t, f_axes) {keepdims: 0}
output y
)"},
                                 {"a diagonal, dots, an outer product, two sums, a sum over one alone, no result", R"(graph opset 13
input x: float[3, 3]
input z: float[3, 3]
a: a = Einsum(x) {equation: "ii->i"}
b: b = Einsum(x, z) {equation: "...j,jk->...k"}
c: c = Einsum(a, a) {equation: "i,j->ij"}
d: d = Einsum(b, c) {equation: "ij,ij->"}
e: e = Einsum(x, z) {equation: "ij,kl->ik"}
f: f = Einsum(x, z) {equation: "ij,jk"}
g: g = Einsum(x, z) {equation: "ij,ij->ij"}
h: h = Einsum(x, z) {equation: "ij,ij->i"}
output d
output e
output f
output g
output h
)",
                                  nullptr},
                                 {"three operands, integers", R"(graph opset 13
input x: float[3, 3]
input i: int32[3, 3]
a: y = Einsum(x, x, x) {equation: "ij,jk,kl->il"}
b: z = Einsum(i, i) {equation: "ij,jk->ik"}
output y
output z
)",
                                  nullptr},
                             });
