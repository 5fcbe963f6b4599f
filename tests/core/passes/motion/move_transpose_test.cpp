#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("move-transpose",
                             {
                                 {"a sandwich around element-wise nodes and a constant", R"(graph opset 13
input x: float[1, 3, 4, 5]
const c: float[3] = {1, 2, 3}
t1: a = Transpose(x) {perm: [0, 2, 3, 1]}
add: b = Add(a, c)
relu: d = Relu(b)
t2: y = Transpose(d) {perm: [0, 3, 1, 2]}
output y
)",
                                  R"(graph opset 13
input x: float[1, 3, 4, 5]
const c: float[1, 3, 1, 1] = {1, 2, 3}
add: b = Add(x, c) from ["add", "t1"]
relu: y = Relu(b) from ["relu", "t2"]
output y
)"},
                                 {"two branches that meet, one with Softmax, one quantized", R"(graph opset 13
input x: float[1, 3, 4, 5]
input z: float[1, 3, 4, 5]
const s: float[] = {0.5}
const o: uint8[] = {3}
t1: a = Transpose(x) {perm: [0, 2, 3, 1]}
t2: b = Transpose(z) {perm: [0, 2, 3, 1]}
soft: d = Softmax(a) {axis: -1}
q: e = QuantizeLinear(b, s, o)
dq: f = DequantizeLinear(e, s, o)
cat: g = Concat(d, f) {axis: 3}
t3: y = Transpose(g) {perm: [0, 3, 1, 2]}
output y
)",
                                  R"(graph opset 13
input x: float[1, 3, 4, 5]
input z: float[1, 3, 4, 5]
const s: float[] = {0.5}
const o: uint8[] = {3}
soft: d = Softmax(x) {axis: 1} from ["soft", "t1"]
q: e = QuantizeLinear(z, s, o) from ["q", "t2"]
dq: f = DequantizeLinear(e, s, o)
cat: y = Concat(d, f) {axis: 1} from ["cat", "t3"]
output y
)"},
                                 {"quantized per channel, padded, sliced and split", R"(graph opset 13
input x: float[1, 4, 4, 5]
const s: float[4] = {0.5, 1, 2, 4}
const o: int8[4] = {0, 1, 2, 3}
const p: int64[8] = {0, 1, 0, 0, 0, 0, 2, 0}
const begin: int64[2] = {0, 1}
const end: int64[2] = {4, 4}
const axes: int64[2] = {-1, 1}
t1: a = Transpose(x) {perm: [0, 2, 3, 1]}
q: b = QuantizeLinear(a, s, o) {axis: -1}
dq: c = DequantizeLinear(b, s, o) {axis: 3}
pad: d = Pad(c, p)
cut: e = Slice(d, begin, end, axes)
split: f, g = Split(e) {axis: 3}
t2: y = Transpose(f) {perm: [0, 3, 1, 2]}
t3: z = Transpose(g) {perm: [0, 3, 1, 2]}
output y
output z
)",
                                  R"(graph opset 13
input x: float[1, 4, 4, 5]
const s: float[4] = {0.5, 1, 2, 4}
const o: int8[4] = {0, 1, 2, 3}
const p: int64[8] = {0, 0, 1, 0, 0, 0, 0, 2}
const begin: int64[2] = {0, 1}
const end: int64[2] = {4, 4}
const axes: int64[2] = {1, 2}
q: b = QuantizeLinear(x, s, o) {axis: 1} from ["q", "t1"]
dq: c = DequantizeLinear(b, s, o) {axis: 1}
pad: d = Pad(c, p)
cut: e = Slice(d, begin, end, axes)
split: y, z = Split(e) {axis: 1} from ["split", "t2", "t3"]
output y
output z
)"},
                                 {"a mean over height and width that drops them", R"(graph opset 13
input x: float[2, 3, 4, 5]
t1: a = Transpose(x) {perm: [0, 2, 3, 1]}
mean: y = ReduceMean(a) {axes: [1, 2], keepdims: 0}
output y
)",
                                  R"(graph opset 13
input x: float[2, 3, 4, 5]
mean: y = ReduceMean(x) {axes: [2, 3], keepdims: 0} from ["mean", "t1"]
output y
)"},
                                 {"older opset, amounts as attributes, and a reader that needs the order", R"(graph opset 9
input x: float[1, 3, 4, 5]
input z: float[1, 3, 4, 5]
t1: a = Transpose(x) {perm: [0, 2, 3, 1]}
t2: b = Transpose(z) {perm: [0, 2, 3, 1]}
c = Add(a, b)
pad: d = Pad(c) {pads: [0, 1, 0, 0, 0, 0, 0, 0]}
cut: e = Slice(d) {axes: [3], starts: [1], ends: [3]}
f: y = Flatten(e)
output y
)",
                                  R"(graph opset 9
input x: float[1, 3, 4, 5]
input z: float[1, 3, 4, 5]
Add_2: c = Add(x, z) from ["Add_2", "t1", "t2"]
pad: d = Pad(c) {pads: [0, 0, 1, 0, 0, 0, 0, 0]}
cut: e_1 = Slice(d) {axes: [1], starts: [1], ends: [3]}
cut_transpose: e = Transpose(e_1) {perm: [0, 2, 3, 1]} from ["cut"]
f: y = Flatten(e)
output y
)"},
                                 {"a graph output in the region", R"(graph opset 13
input x: float[1, 3, 4]
input z: float[1, 3, 4]
t1: a = Transpose(x) {perm: [0, 2, 1]}
t2: b = Transpose(z) {perm: [0, 2, 1]}
s: c = Add(a, b)
t3: y = Transpose(c) {perm: [0, 2, 1]}
output c
output y
)",
                                  R"(graph opset 13
input x: float[1, 3, 4]
input z: float[1, 3, 4]
s: y = Add(x, z) from ["s", "t1", "t2", "t3"]
s_transpose: c = Transpose(y) {perm: [0, 2, 1]} from ["s", "t1", "t2", "t3"]
output c
output y
)"},
                                 {"a Transpose of another order is composed", R"(graph opset 13
input x: float[2, 3, 4]
t1: a = Transpose(x) {perm: [1, 2, 0]}
n: b = Neg(a)
t2: y = Transpose(b) {perm: [0, 2, 1]}
output y
)",
                                  R"(graph opset 13
input x: float[2, 3, 4]
n: b = Neg(x) from ["n", "t1"]
t2: y = Transpose(b) {perm: [1, 0, 2]}
output y
)"},
                                 {"nearest Resize and a branch around the Transposes", R"(graph opset 13
input x: float[1, 2, 3, 3]
const scales: float[4] = {1, 2, 3, 1}
t1: a = Transpose(x) {perm: [0, 2, 3, 1]}
r: b = Resize(a, _, scales) {mode: "nearest"}
t2: c = Transpose(b) {perm: [0, 3, 1, 2]}
g: y = GlobalAveragePool(c)
output y
)",
                                  R"(graph opset 13
input x: float[1, 2, 3, 3]
const scales: float[4] = {1, 1, 2, 3}
r: b = Resize(x, _, scales) {mode: "nearest"} from ["r", "t1", "t2"]
g: y = GlobalAveragePool(b)
output y
)"},
                                 {"no Transpose would be saved", R"(graph opset 13
input x: float[1, 3, 4]
input z: float[1, 4, 3]
t1: a = Transpose(x) {perm: [0, 2, 1]}
s: y = Add(a, z)
output y
)",
                                  nullptr},
                                 {"two readers of the Transpose, one of which needs the order", R"(graph opset 13
input x: float[1, 3, 4]
t1: a = Transpose(x) {perm: [0, 2, 1]}
n: b = Neg(a)
f: c = Flatten(a)
g: d = Flatten(b)
output c
output d
)",
                                  nullptr},
                                 {"an operand of lower rank that is computed", R"(graph opset 13
input x: float[1, 3, 4]
input z: float[3]
t1: a = Transpose(x) {perm: [0, 2, 1]}
s: b = Add(a, z)
t2: y = Transpose(b) {perm: [0, 2, 1]}
output y
)",
                                  nullptr},
                                 {"Softmax over several dimensions, as before opset 13", R"(graph opset 11
input x: float[2, 3, 4]
t1: a = Transpose(x) {perm: [0, 2, 1]}
s: b = Softmax(a) {axis: 1}
t2: y = Transpose(b) {perm: [0, 2, 1]}
output y
)",
                                  nullptr},
                                 {"a mean whose kept dimensions change places", R"(graph opset 13
input x: float[2, 3, 4]
t1: a = Transpose(x) {perm: [1, 0, 2]}
m: y = ReduceMean(a) {axes: [2], keepdims: 0}
output y
)",
                                  nullptr},
                                 {"a sum in another order", R"(graph opset 13
input x: float[2, 3, 4]
const axes: int64[2] = {1, 2}
t1: a = Transpose(x) {perm: [0, 2, 1]}
m: y = ReduceSum(a, axes) {keepdims: 0}
output y
)",
                                  nullptr},
                                 {"a body reads the Transpose", R"(graph opset 13
input x: float[1, 3, 4]
input c: bool[]
t1: a = Transpose(x) {perm: [0, 2, 1]}
n: b = Neg(a)
f: d = Flatten(b)
if: y = If(c) {then_branch: graph { i: e = Neg(a) output e }, else_branch: graph { e: g = Exp(a) output g }}
output y
output d
)",
                                  nullptr},
                                 {"a Transpose from the region into the region", R"(graph opset 13
input x: float[3, 3]
t1: a = Transpose(x) {perm: [1, 0]}
n: b = Neg(a)
t2: c = Transpose(b) {perm: [1, 0]}
s: d = Add(b, c)
f: y = Relu(d)
output y
)",
                                  nullptr},
                             });
