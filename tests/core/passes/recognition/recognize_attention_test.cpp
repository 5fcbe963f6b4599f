#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-attention", {
                                                        {"scaled by a factor", R"(graph opset 13
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
const hs: int64[4] = {0, 0, 2, 4}
const vs: int64[4] = {0, 0, 2, 2}
const os: int64[3] = {0, 0, 4}
const c0: float[] = {0.5}
nt0: t0 = Reshape(x, hs) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3]} from ["n"]
nt2: t2 = Reshape(k, hs) from ["n"]
nt3: t3 = Transpose(t2) {perm: [0, 2, 3, 1]} from ["n"]
nt4: t4 = MatMul(t1, t3) from ["n"]
nt5: t5 = Mul(t4, c0) from ["n"]
nt6: t6 = Softmax(t5) {axis: 3} from ["n"]
nt7: t7 = Reshape(v, vs) from ["n"]
nt8: t8 = Transpose(t7) {perm: [0, 2, 1, 3]} from ["n"]
nt9: t9 = MatMul(t6, t8) from ["n"]
nt10: t10 = Transpose(t9) {perm: [0, 2, 1, 3]} from ["n"]
r: y = Reshape(t10, os) from ["n"]
output y
)",
                                                         R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
r: y = com.microsoft::MultiHeadAttention(x, k, v) {num_heads: 2, scale: 0.5} from ["n"]
output y
)"},
                                                        {"scaled by a divisor, keys transposed twice", R"(graph opset 13
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
const hs: int64[4] = {0, 0, 2, 4}
const vs: int64[4] = {0, 0, 2, 2}
const os: int64[3] = {0, 0, 4}
const c0: float[] = {2}
nt0: t0 = Reshape(x, hs) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3]} from ["n"]
nt2: t2 = Reshape(k, hs) from ["n"]
nt3: t3 = Transpose(t2) {perm: [0, 2, 1, 3]} from ["n"]
nt4: t4 = Transpose(t3) {perm: [0, 1, 3, 2]} from ["n"]
nt5: t5 = MatMul(t1, t4) from ["n"]
nt6: t6 = Div(t5, c0) from ["n"]
nt7: t7 = Softmax(t6) {axis: -1} from ["n"]
nt8: t8 = Reshape(v, vs) from ["n"]
nt9: t9 = Transpose(t8) {perm: [0, 2, 1, 3]} from ["n"]
nt10: t10 = MatMul(t7, t9) from ["n"]
nt11: t11 = Transpose(t10) {perm: [0, 2, 1, 3]} from ["n"]
r: y = Reshape(t11, os) from ["n"]
output y
)",
                                                         R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
r: y = com.microsoft::MultiHeadAttention(x, k, v) {num_heads: 2, scale: 0.5} from ["n"]
output y
)"},
                                                        {"a bias, not scaled", R"(graph opset 13
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
input b: float[2, 1, 3, 5]
const hs: int64[4] = {0, 0, 2, 4}
const vs: int64[4] = {0, 0, 2, 2}
const os: int64[3] = {0, 0, 4}
nt0: t0 = Reshape(x, hs) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3]} from ["n"]
nt2: t2 = Reshape(k, hs) from ["n"]
nt3: t3 = Transpose(t2) {perm: [0, 2, 3, 1]} from ["n"]
nt4: t4 = MatMul(t1, t3) from ["n"]
nt5: t5 = Add(b, t4) from ["n"]
nt6: t6 = Softmax(t5) {axis: 3} from ["n"]
nt7: t7 = Reshape(v, vs) from ["n"]
nt8: t8 = Transpose(t7) {perm: [0, 2, 1, 3]} from ["n"]
nt9: t9 = MatMul(t6, t8) from ["n"]
nt10: t10 = Transpose(t9) {perm: [0, 2, 1, 3]} from ["n"]
r: y = Reshape(t10, os) from ["n"]
output y
)",
                                                         R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
input b: float[2, 1, 3, 5]
r: y = com.microsoft::MultiHeadAttention(x, k, v, _, _, b) {num_heads: 2, scale: 1.0} from ["n"]
output y
)"},
                                                        {"a symbolic batch", R"(graph opset 13
input x: float[n, 3, 8]
input k: float[n, 5, 8]
input v: float[n, 5, 4]
const hs: int64[4] = {0, 0, 2, 4}
const vs: int64[4] = {0, 0, 2, 2}
const os: int64[3] = {0, 0, 4}
const c0: float[] = {0.5}
nt0: t0 = Reshape(x, hs) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3]} from ["n"]
nt2: t2 = Reshape(k, hs) from ["n"]
nt3: t3 = Transpose(t2) {perm: [0, 2, 3, 1]} from ["n"]
nt4: t4 = MatMul(t1, t3) from ["n"]
nt5: t5 = Mul(t4, c0) from ["n"]
nt6: t6 = Softmax(t5) {axis: 3} from ["n"]
nt7: t7 = Reshape(v, vs) from ["n"]
nt8: t8 = Transpose(t7) {perm: [0, 2, 1, 3]} from ["n"]
nt9: t9 = MatMul(t6, t8) from ["n"]
nt10: t10 = Transpose(t9) {perm: [0, 2, 1, 3]} from ["n"]
r: y = Reshape(t10, os) from ["n"]
output y
)",
                                                         R"(graph opset 13 opset com.microsoft 1
input x: float[n, 3, 8]
input k: float[n, 5, 8]
input v: float[n, 5, 4]
r: y = com.microsoft::MultiHeadAttention(x, k, v) {num_heads: 2, scale: 0.5} from ["n"]
output y
)"},
                                                        {"keys that are not transposed so", R"(graph opset 13
input x: float[2, 3, 8]
input k: float[2, 4, 8]
input v: float[2, 4, 4]
const hs: int64[4] = {0, 0, 2, 4}
const vs: int64[4] = {0, 0, 2, 2}
const os: int64[3] = {0, 0, 4}
const c0: float[] = {0.5}
nt0: t0 = Reshape(x, hs) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3]} from ["n"]
nt2: t2 = Reshape(k, hs) from ["n"]
nt3: t3 = Transpose(t2) {perm: [0, 2, 1, 3]} from ["n"]
nt4: t4 = MatMul(t1, t3) from ["n"]
nt5: t5 = Mul(t4, c0) from ["n"]
nt6: t6 = Softmax(t5) {axis: 3} from ["n"]
nt7: t7 = Reshape(v, vs) from ["n"]
nt8: t8 = Transpose(t7) {perm: [0, 2, 1, 3]} from ["n"]
nt9: t9 = MatMul(t6, t8) from ["n"]
nt10: t10 = Transpose(t9) {perm: [0, 2, 1, 3]} from ["n"]
r: y = Reshape(t10, os) from ["n"]
output y
)",
                                                         nullptr},
                                                        {"a result in another order", R"(graph opset 13
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
const hs: int64[4] = {0, 0, 2, 4}
const vs: int64[4] = {0, 0, 2, 2}
const os: int64[3] = {2, 3, 4}
const c0: float[] = {0.5}
nt0: t0 = Reshape(x, hs) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3]} from ["n"]
nt2: t2 = Reshape(k, hs) from ["n"]
nt3: t3 = Transpose(t2) {perm: [0, 2, 3, 1]} from ["n"]
nt4: t4 = MatMul(t1, t3) from ["n"]
nt5: t5 = Mul(t4, c0) from ["n"]
nt6: t6 = Softmax(t5) {axis: 3} from ["n"]
nt7: t7 = Reshape(v, vs) from ["n"]
nt8: t8 = Transpose(t7) {perm: [0, 2, 1, 3]} from ["n"]
nt9: t9 = MatMul(t6, t8) from ["n"]
nt10: t10 = Transpose(t9) {perm: [0, 1, 2, 3]} from ["n"]
r: y = Reshape(t10, os) from ["n"]
output y
)",
                                                         nullptr},
                                                        {"Softmax of another axis", R"(graph opset 13
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
const hs: int64[4] = {0, 0, 2, 4}
const vs: int64[4] = {0, 0, 2, 2}
const os: int64[3] = {0, 0, 4}
const c0: float[] = {0.5}
nt0: t0 = Reshape(x, hs) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3]} from ["n"]
nt2: t2 = Reshape(k, hs) from ["n"]
nt3: t3 = Transpose(t2) {perm: [0, 2, 3, 1]} from ["n"]
nt4: t4 = MatMul(t1, t3) from ["n"]
nt5: t5 = Mul(t4, c0) from ["n"]
nt6: t6 = Softmax(t5) {axis: 2} from ["n"]
nt7: t7 = Reshape(v, vs) from ["n"]
nt8: t8 = Transpose(t7) {perm: [0, 2, 1, 3]} from ["n"]
nt9: t9 = MatMul(t6, t8) from ["n"]
nt10: t10 = Transpose(t9) {perm: [0, 2, 1, 3]} from ["n"]
r: y = Reshape(t10, os) from ["n"]
output y
)",
                                                         nullptr},
                                                        {"another number of heads for the values", R"(graph opset 13
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
const hs: int64[4] = {0, 0, 2, 4}
const vs: int64[4] = {0, 0, 1, 4}
const os: int64[3] = {0, 0, 4}
const c0: float[] = {0.5}
nt0: t0 = Reshape(x, hs) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3]} from ["n"]
nt2: t2 = Reshape(k, hs) from ["n"]
nt3: t3 = Transpose(t2) {perm: [0, 2, 3, 1]} from ["n"]
nt4: t4 = MatMul(t1, t3) from ["n"]
nt5: t5 = Mul(t4, c0) from ["n"]
nt6: t6 = Softmax(t5) {axis: 3} from ["n"]
nt7: t7 = Reshape(v, vs) from ["n"]
nt8: t8 = Transpose(t7) {perm: [0, 2, 1, 3]} from ["n"]
nt9: t9 = MatMul(t6, t8) from ["n"]
nt10: t10 = Transpose(t9) {perm: [0, 2, 1, 3]} from ["n"]
r: y = Reshape(t10, os) from ["n"]
output y
)",
                                                         nullptr},
                                                        {"a bias for each position only", R"(graph opset 13
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
input b: float[1, 5]
const hs: int64[4] = {0, 0, 2, 4}
const vs: int64[4] = {0, 0, 2, 2}
const os: int64[3] = {0, 0, 4}
nt0: t0 = Reshape(x, hs) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3]} from ["n"]
nt2: t2 = Reshape(k, hs) from ["n"]
nt3: t3 = Transpose(t2) {perm: [0, 2, 3, 1]} from ["n"]
nt4: t4 = MatMul(t1, t3) from ["n"]
nt5: t5 = Add(b, t4) from ["n"]
nt6: t6 = Softmax(t5) {axis: 3} from ["n"]
nt7: t7 = Reshape(v, vs) from ["n"]
nt8: t8 = Transpose(t7) {perm: [0, 2, 1, 3]} from ["n"]
nt9: t9 = MatMul(t6, t8) from ["n"]
nt10: t10 = Transpose(t9) {perm: [0, 2, 1, 3]} from ["n"]
r: y = Reshape(t10, os) from ["n"]
output y
)",
                                                         nullptr},
                                                        {"a scale of 0", R"(graph opset 13
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
const hs: int64[4] = {0, 0, 2, 4}
const vs: int64[4] = {0, 0, 2, 2}
const os: int64[3] = {0, 0, 4}
const c0: float[] = {0}
nt0: t0 = Reshape(x, hs) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3]} from ["n"]
nt2: t2 = Reshape(k, hs) from ["n"]
nt3: t3 = Transpose(t2) {perm: [0, 2, 3, 1]} from ["n"]
nt4: t4 = MatMul(t1, t3) from ["n"]
nt5: t5 = Mul(t4, c0) from ["n"]
nt6: t6 = Softmax(t5) {axis: 3} from ["n"]
nt7: t7 = Reshape(v, vs) from ["n"]
nt8: t8 = Transpose(t7) {perm: [0, 2, 1, 3]} from ["n"]
nt9: t9 = MatMul(t6, t8) from ["n"]
nt10: t10 = Transpose(t9) {perm: [0, 2, 1, 3]} from ["n"]
r: y = Reshape(t10, os) from ["n"]
output y
)",
                                                         nullptr},
                                                        {"a part is a graph output", R"(graph opset 13
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
const hs: int64[4] = {0, 0, 2, 4}
const vs: int64[4] = {0, 0, 2, 2}
const os: int64[3] = {0, 0, 4}
const c0: float[] = {0.5}
nt0: t0 = Reshape(x, hs) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3]} from ["n"]
nt2: t2 = Reshape(k, hs) from ["n"]
nt3: t3 = Transpose(t2) {perm: [0, 2, 3, 1]} from ["n"]
nt4: t4 = MatMul(t1, t3) from ["n"]
nt5: t5 = Mul(t4, c0) from ["n"]
nt6: t6 = Softmax(t5) {axis: 3} from ["n"]
nt7: t7 = Reshape(v, vs) from ["n"]
nt8: t8 = Transpose(t7) {perm: [0, 2, 1, 3]} from ["n"]
nt9: t9 = MatMul(t6, t8) from ["n"]
nt10: t10 = Transpose(t9) {perm: [0, 2, 1, 3]} from ["n"]
r: y = Reshape(t10, os) from ["n"]
output y
output t4
)",
                                                         nullptr},
                                                        {"a part is read elsewhere", R"(graph opset 13
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
const hs: int64[4] = {0, 0, 2, 4}
const vs: int64[4] = {0, 0, 2, 2}
const os: int64[3] = {0, 0, 4}
const c0: float[] = {0.5}
nt0: t0 = Reshape(x, hs) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3]} from ["n"]
nt2: t2 = Reshape(k, hs) from ["n"]
nt3: t3 = Transpose(t2) {perm: [0, 2, 3, 1]} from ["n"]
nt4: t4 = MatMul(t1, t3) from ["n"]
nt5: t5 = Mul(t4, c0) from ["n"]
nt6: t6 = Softmax(t5) {axis: 3} from ["n"]
nt7: t7 = Reshape(v, vs) from ["n"]
nt8: t8 = Transpose(t7) {perm: [0, 2, 1, 3]} from ["n"]
nt9: t9 = MatMul(t6, t8) from ["n"]
nt10: t10 = Transpose(t9) {perm: [0, 2, 1, 3]} from ["n"]
r: y = Reshape(t10, os) from ["n"]
output y
e: z = Relu(t4)
output z
)",
                                                         nullptr},
                                                        {"Attention of ai.onnx from opset 23 on", R"(graph opset 23
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
input bias: float[1, 2, 3, 5]
const hs: int64[4] = {0, 0, 2, 4}
const vs: int64[4] = {0, 0, 2, 2}
const os: int64[3] = {0, 0, 4}
const c0: float[] = {0.5}
nt0: t0 = Reshape(x, hs) from ["n"]
nt1: t1 = Transpose(t0) {perm: [0, 2, 1, 3]} from ["n"]
nt2: t2 = Reshape(k, hs) from ["n"]
nt3: t3 = Transpose(t2) {perm: [0, 2, 3, 1]} from ["n"]
nt4: t4 = MatMul(t1, t3) from ["n"]
nt5: t5 = Mul(t4, c0) from ["n"]
nt6: t6 = Add(t5, bias) from ["n"]
nt7: t7 = Softmax(t6) {axis: 3} from ["n"]
nt8: t8 = Reshape(v, vs) from ["n"]
nt9: t9 = Transpose(t8) {perm: [0, 2, 1, 3]} from ["n"]
nt10: t10 = MatMul(t7, t9) from ["n"]
nt11: t11 = Transpose(t10) {perm: [0, 2, 1, 3]} from ["n"]
r: y = Reshape(t11, os) from ["n"]
output y
)",
                                                         R"(graph opset 23
input x: float[2, 3, 8]
input k: float[2, 5, 8]
input v: float[2, 5, 4]
input bias: float[1, 2, 3, 5]
r: y = Attention(x, k, v, bias) {kv_num_heads: 2, q_num_heads: 2, scale: 0.5} from ["n"]
output y
)"},
                                                    });
