#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-attention", {
                                                     {"the scale by default", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
n: y = com.microsoft::MultiHeadAttention(x, k, v) {num_heads: 2}
output y
)",
                                                      R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
const queryheads_shape: int64[4] = {0, 0, 2, 4}
const keyheads_shape: int64[4] = {0, 0, 2, 4}
const valueheads_shape: int64[4] = {0, 0, 2, 2}
const joined_shape: int64[3] = {0, 0, 4}
const n_constant: float[] = {0.5}
n_Reshape: n_Reshape = Reshape(x, queryheads_shape) from ["n"]
n_Transpose: n_Transpose = Transpose(n_Reshape) {perm: [0, 2, 1, 3]} from ["n"]
n_Reshape_1: n_Reshape_1 = Reshape(k, keyheads_shape) from ["n"]
n_Transpose_1: n_Transpose_1 = Transpose(n_Reshape_1) {perm: [0, 2, 3, 1]} from ["n"]
n_MatMul: n_MatMul = MatMul(n_Transpose, n_Transpose_1) from ["n"]
n_Mul: n_Mul = Mul(n_MatMul, n_constant) from ["n"]
n_Softmax: n_Softmax = Softmax(n_Mul) {axis: 3} from ["n"]
n_Reshape_2: n_Reshape_2 = Reshape(v, valueheads_shape) from ["n"]
n_Transpose_2: n_Transpose_2 = Transpose(n_Reshape_2) {perm: [0, 2, 1, 3]} from ["n"]
n_MatMul_1: n_MatMul_1 = MatMul(n_Softmax, n_Transpose_2) from ["n"]
n_Transpose_3: n_Transpose_3 = Transpose(n_MatMul_1) {perm: [0, 2, 1, 3]} from ["n"]
n: y = Reshape(n_Transpose_3, joined_shape)
output y
)"},
                                                     {"a bias of the scores, a scale", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
input sb: float[1, 1, 3, 5]
n: y = com.microsoft::MultiHeadAttention(x, k, v, _, _, sb) {num_heads: 2, scale: 0.25}
output y
)",
                                                      R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
input sb: float[1, 1, 3, 5]
const queryheads_shape: int64[4] = {0, 0, 2, 4}
const keyheads_shape: int64[4] = {0, 0, 2, 4}
const valueheads_shape: int64[4] = {0, 0, 2, 2}
const joined_shape: int64[3] = {0, 0, 4}
const n_constant: float[] = {0.25}
n_Reshape: n_Reshape = Reshape(x, queryheads_shape) from ["n"]
n_Transpose: n_Transpose = Transpose(n_Reshape) {perm: [0, 2, 1, 3]} from ["n"]
n_Reshape_1: n_Reshape_1 = Reshape(k, keyheads_shape) from ["n"]
n_Transpose_1: n_Transpose_1 = Transpose(n_Reshape_1) {perm: [0, 2, 3, 1]} from ["n"]
n_MatMul: n_MatMul = MatMul(n_Transpose, n_Transpose_1) from ["n"]
n_Mul: n_Mul = Mul(n_MatMul, n_constant) from ["n"]
n_Add: n_Add = Add(n_Mul, sb) from ["n"]
n_Softmax: n_Softmax = Softmax(n_Add) {axis: 3} from ["n"]
n_Reshape_2: n_Reshape_2 = Reshape(v, valueheads_shape) from ["n"]
n_Transpose_2: n_Transpose_2 = Transpose(n_Reshape_2) {perm: [0, 2, 1, 3]} from ["n"]
n_MatMul_1: n_MatMul_1 = MatMul(n_Softmax, n_Transpose_2) from ["n"]
n_Transpose_3: n_Transpose_3 = Transpose(n_MatMul_1) {perm: [0, 2, 1, 3]} from ["n"]
n: y = Reshape(n_Transpose_3, joined_shape)
output y
)"},
                                                     {"biases of queries, keys and values", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
const b: float[20] = random(3, -1, 1)
n: y = com.microsoft::MultiHeadAttention(x, k, v, b) {num_heads: 2}
output y
)",
                                                      R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
const b_1: float[8] = fill(nan)
const b_2: float[8] = fill(nan)
const b_3: float[4] = fill(nan)
const queryheads_shape: int64[4] = {0, 0, 2, 4}
const keyheads_shape: int64[4] = {0, 0, 2, 4}
const valueheads_shape: int64[4] = {0, 0, 2, 2}
const joined_shape: int64[3] = {0, 0, 4}
const n_constant: float[] = {0.5}
n_Add: n_Add = Add(x, b_1) from ["n"]
n_Reshape: n_Reshape = Reshape(n_Add, queryheads_shape) from ["n"]
n_Transpose: n_Transpose = Transpose(n_Reshape) {perm: [0, 2, 1, 3]} from ["n"]
n_Add_1: n_Add_1 = Add(k, b_2) from ["n"]
n_Reshape_1: n_Reshape_1 = Reshape(n_Add_1, keyheads_shape) from ["n"]
n_Transpose_1: n_Transpose_1 = Transpose(n_Reshape_1) {perm: [0, 2, 3, 1]} from ["n"]
n_MatMul: n_MatMul = MatMul(n_Transpose, n_Transpose_1) from ["n"]
n_Mul: n_Mul = Mul(n_MatMul, n_constant) from ["n"]
n_Softmax: n_Softmax = Softmax(n_Mul) {axis: 3} from ["n"]
n_Add_2: n_Add_2 = Add(v, b_3) from ["n"]
n_Reshape_2: n_Reshape_2 = Reshape(n_Add_2, valueheads_shape) from ["n"]
n_Transpose_2: n_Transpose_2 = Transpose(n_Reshape_2) {perm: [0, 2, 1, 3]} from ["n"]
n_MatMul_1: n_MatMul_1 = MatMul(n_Softmax, n_Transpose_2) from ["n"]
n_Transpose_3: n_Transpose_3 = Transpose(n_MatMul_1) {perm: [0, 2, 1, 3]} from ["n"]
n: y = Reshape(n_Transpose_3, joined_shape)
output y
)"},
                                                     {"a mask", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
input m: int32[2, 5]
n: y = com.microsoft::MultiHeadAttention(x, k, v, _, m) {num_heads: 2}
output y
)",
                                                      nullptr},
                                                     {"causal", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
n: y = com.microsoft::MultiHeadAttention(x, k, v) {num_heads: 2, unidirectional: 1}
output y
)",
                                                      nullptr},
                                                     {"computed biases", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
input b: float[20]
n: y = com.microsoft::MultiHeadAttention(x, k, v, b) {num_heads: 2}
output y
)",
                                                      nullptr},
                                                     {"past keys", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
input pk: float[2, 2, 1, 4]
input pv: float[2, 2, 1, 2]
n: y = com.microsoft::MultiHeadAttention(x, k, v, _, _, _, pk, pv) {num_heads: 2}
output y
)",
                                                      nullptr},
                                                     {"keys that somebody reads", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
n: y, z = com.microsoft::MultiHeadAttention(x, k, v) {num_heads: 2}
output y
output z
)",
                                                      nullptr},
                                                     {"unknown columns", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, c]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
n: y = com.microsoft::MultiHeadAttention(x, k, v) {num_heads: 2}
output y
)",
                                                      nullptr},
                                                     {"double", R"(graph opset 13 opset com.microsoft 1
input x: double[2, 3, 8]
input k: double[2, 5, 8]
input v: double[2, 5, 4]
n: y = com.microsoft::MultiHeadAttention(x, k, v) {num_heads: 2}
output y
)",
                                                      nullptr},
                                                     {"Attention of ai.onnx in heads, capped, with truth values", R"(graph opset 23
input q: float[2, 2, 3, 4]
input k: float[2, 2, 5, 4]
input v: float[2, 2, 5, 1]
const m: bool[3, 5] = {1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1}
n: y = Attention(q, k, v, m) {softcap: 2.0}
output y
)",
                                                      R"(graph opset 23
input q: float[2, 2, 3, 4]
input k: float[2, 2, 5, 4]
input v: float[2, 2, 5, 1]
const m: bool[3, 5] = {1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1}
const shown: float[] = {0}
const hidden: float[] = {-inf}
const n_constant: float[] = {0.5}
const n_constant_1: float[] = {2}
n_Transpose: n_Transpose = Transpose(k) {perm: [0, 1, 3, 2]} from ["n"]
n_MatMul: n_MatMul = MatMul(q, n_Transpose) from ["n"]
n_Mul: n_Mul = Mul(n_MatMul, n_constant) from ["n"]
n_Div: n_Div = Div(n_Mul, n_constant_1) from ["n"]
n_Tanh: n_Tanh = Tanh(n_Div) from ["n"]
n_Mul_1: n_Mul_1 = Mul(n_Tanh, n_constant_1) from ["n"]
n_Where: n_Where = Where(m, shown, hidden) from ["n"]
n_Add: n_Add = Add(n_Mul_1, n_Where) from ["n"]
n_Softmax: n_Softmax = Softmax(n_Add) {axis: 3} from ["n"]
n: y = MatMul(n_Softmax, v)
output y
)"},
                                                     {"keys that four query heads share, in columns, causal", R"(graph opset 23
input q: float[2, 2, 8]
input k: float[2, 2, 4]
input v: float[2, 2, 2]
n: y = Attention(q, k, v) {is_causal: 1, kv_num_heads: 2, q_num_heads: 4, scale: 1.0}
output y
)",
                                                      R"(graph opset 23
input q: float[2, 2, 8]
input k: float[2, 2, 4]
input v: float[2, 2, 2]
const queryheads_shape: int64[4] = {0, 0, 4, 2}
const keyheads_shape: int64[4] = {0, 0, 2, 2}
const valueheads_shape: int64[4] = {0, 0, 2, 1}
const grouped_shape: int64[4] = {0, 2, 4, 2}
const scoreheads_shape: int64[4] = {0, 4, 2, 2}
const causal_mask: float[2, 2] = {0, -inf, 0, 0}
const shareheads_shape: int64[4] = {0, 2, 4, 2}
const resultheads_shape: int64[4] = {0, 4, 2, 1}
const joined_shape: int64[3] = {0, 0, 4}
const n_constant: float[] = {1}
n_Reshape: n_Reshape = Reshape(q, queryheads_shape) from ["n"]
n_Transpose: n_Transpose = Transpose(n_Reshape) {perm: [0, 2, 1, 3]} from ["n"]
n_Reshape_1: n_Reshape_1 = Reshape(n_Transpose, grouped_shape) from ["n"]
n_Reshape_2: n_Reshape_2 = Reshape(k, keyheads_shape) from ["n"]
n_Transpose_1: n_Transpose_1 = Transpose(n_Reshape_2) {perm: [0, 2, 3, 1]} from ["n"]
n_MatMul: n_MatMul = MatMul(n_Reshape_1, n_Transpose_1) from ["n"]
n_Mul: n_Mul = Mul(n_MatMul, n_constant) from ["n"]
n_Reshape_3: n_Reshape_3 = Reshape(n_Mul, scoreheads_shape) from ["n"]
n_Add: n_Add = Add(n_Reshape_3, causal_mask) from ["n"]
n_Softmax: n_Softmax = Softmax(n_Add) {axis: 3} from ["n"]
n_Reshape_4: n_Reshape_4 = Reshape(n_Softmax, shareheads_shape) from ["n"]
n_Reshape_5: n_Reshape_5 = Reshape(v, valueheads_shape) from ["n"]
n_Transpose_2: n_Transpose_2 = Transpose(n_Reshape_5) {perm: [0, 2, 1, 3]} from ["n"]
n_MatMul_1: n_MatMul_1 = MatMul(n_Reshape_4, n_Transpose_2) from ["n"]
n_Reshape_6: n_Reshape_6 = Reshape(n_MatMul_1, resultheads_shape) from ["n"]
n_Transpose_3: n_Transpose_3 = Transpose(n_Reshape_6) {perm: [0, 2, 1, 3]} from ["n"]
n: y = Reshape(n_Transpose_3, joined_shape)
output y
)"},
                                                     {"a past", R"(graph opset 23
input q: float[1, 1, 1, 4]
input k: float[1, 1, 1, 4]
input p: float[1, 1, 3, 4]
n: y = Attention(q, k, k, _, p, p)
output y
)",
                                                      nullptr},
                                                     {"scores that somebody reads", R"(graph opset 23
input q: float[1, 1, 3, 4]
n: y, a, b, s = Attention(q, q, q)
output y
output s
)",
                                                      nullptr},
                                                     {"query heads that share keys of unknown length", R"(graph opset 23
input q: float[1, 2, 3, 4]
input k: float[1, 1, ?, 4]
n: y = Attention(q, k, k)
output y
)",
                                                      nullptr},
                                                 });
