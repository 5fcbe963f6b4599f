#include "tests/core/runtime/runtime_support.h"

namespace lathe::test {

const std::vector<GraphCase>& graphCases() {
    static const std::vector<GraphCase> cases = {
        {"conv with asymmetric pads and Clip", R"(graph "g" opset 13
input x: float[1, 3, 11, 9]
const w: float[20, 3, 3, 3] = random(1, -0.5, 0.5)
const b: float[20] = random(2, -0.5, 0.5)
const low: float[] = {0.0}
const high: float[] = {1.5}
y = Conv(x, w, b) {strides: [2, 2], pads: [0, 0, 1, 1]}
z = Clip(y, low, high)
output z
)"},
        {"grouped and dilated conv", R"(graph "g" opset 13
input x: float[2, 6, 13, 12]
const w: float[10, 3, 3, 2] = random(1, -0.5, 0.5)
y = Conv(x, w) {group: 2, dilations: [2, 3], pads: [2, 1, 1, 2]}
z = LeakyRelu(y) {alpha: 0.2}
output z
)"},
        {"depthwise conv with multiplier, SAME_UPPER", R"(graph "g" opset 13
input x: float[1, 5, 10, 10]
const w: float[10, 1, 3, 3] = random(1, -0.5, 0.5)
y = Conv(x, w) {group: 5, strides: [2, 2], auto_pad: "SAME_UPPER"}
z = HardSwish(y)
output z
)"},
        {"depthwise conv, SAME_LOWER", R"(graph "g" opset 14
input x: float[1, 32, 12, 12]
const w: float[32, 1, 3, 3] = random(1, -0.5, 0.5)
y = Conv(x, w) {group: 32, strides: [2, 2], auto_pad: "SAME_LOWER"}
output y
)"},
        {"conv of one spatial axis, then three", R"(graph "g" opset 13
input x: float[1, 4, 30]
input v: float[1, 3, 5, 6, 7]
const w: float[8, 4, 5] = random(1, -0.5, 0.5)
const u: float[6, 3, 2, 3, 3] = random(2, -0.5, 0.5)
y = Conv(x, w) {strides: [2], pads: [2, 2]}
z = Tanh(y)
q = Conv(v, u) {pads: [1, 0, 1, 0, 1, 1]}
output z
output q
)"},
        {"transposed conv with groups and output padding", R"(graph "g" opset 13
input x: float[1, 6, 5, 4]
const w: float[6, 4, 3, 3] = random(1, -0.5, 0.5)
const b: float[8] = random(2, -0.5, 0.5)
y = ConvTranspose(x, w, b) {group: 2, strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1]}
z = Relu(y)
output z
)"},
        {"quantized convolutions, with padding and without", R"(graph "g" opset 13
input x: float[1, 5, 11, 9]
const s: float[] = {0.01}
const t: float[] = {0.05}
const zx: uint8[] = {120}
const zy: int8[] = {-7}
const w: int8[8, 5, 3, 3] = random(1, -128, 127)
const sw: float[8] = random(2, 0.001, 0.01)
const zw: int8[8] = {0, 0, 0, 0, 0, 0, 0, 0}
const b: int32[8] = {100, -2000, 30000000, -40000000, 0, 7, 8, 9}
const v: uint8[6, 8, 1, 1] = random(3, 0, 255)
const zv: uint8[] = {113}
const d: int8[6, 1, 3, 3] = random(4, -128, 127)
const zd: int8[] = {0}
q = QuantizeLinear(x, s, zx)
a = QLinearConv(q, s, zx, w, sw, zw, t, zy, b) {pads: [1, 0, 1, 2], strides: [2, 1]}
c = QLinearConv(a, t, zy, v, s, zv, t, zx)
e = QLinearConv(c, t, zx, d, s, zd, t, zy) {group: 6, pads: [1, 1, 1, 1]}
y = DequantizeLinear(e, t, zy)
output a
output c
output y
)"},
        {"quantized values moved, pooled and multiplied", R"(graph "g" opset 13
input x: float[2, 6, 8, 8]
input u: uint8[2, 6, 8, 8]
const s: float[] = {0.008}
const z: uint8[] = {128}
const w: int8[3, 10] = random(1, -128, 127)
const sw: float[10] = random(2, 0.001, 0.01)
const zw: int8[10] = random(3, -5, 5)
const shape: int64[2] = {-1, 3}
const sizes: int64[2] = {6, 6}
q = QuantizeLinear(x, s, z)
c = Concat(q, u) {axis: 1}
t = Transpose(c) {perm: [0, 2, 1, 3]}
k = Transpose(t) {perm: [0, 2, 1, 3]}
l, r = Split(k, sizes) {axis: 1}
p = MaxPool(r) {kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2]}
f = DequantizeLinear(p, s, z)
m = Reshape(l, shape)
y = QLinearMatMul(m, s, z, w, sw, zw, s, z)
g = Cast(l) {to: 1}
output f
output y
output g
output u
)"},
        {"a chain with operands of every size, longer than a piece", R"(graph "g" opset 13
input x: float[1, 3, 61, 31]
input r: float[1, 7, 61, 31]
const w: float[7, 3, 1, 1] = random(1, -0.5, 0.5)
const slope: float[7, 1, 1] = random(2, 0.1, 0.5)
const one: float[] = {1.0}
const half: float[1, 7, 1, 1] = random(3, 0.2, 0.5)
y = Conv(x, w)
a = Sub(one, y)
b = PRelu(a, slope)
c = Mul(b, r)
d = Erf(c)
e = Add(d, half)
f = HardSigmoid(e)
g = Sub(f, y)
h = Mul(r, r)
i = Tanh(h)
j = Max(r, i)
output g
output j
)"},
        {"chains that must end: a second reader, a graph output, an operand that comes later", R"(graph "g" opset 13
input x: float[5, 40]
input u: float[5, 40]
const one: float[] = {1.0}
a = Add(x, one)
b = Neg(a)
c = Mul(b, a)
d = Exp(b)
e = Sub(d, u)
f = Sigmoid(u)
g = Mul(e, f)
h = Abs(g)
output c
output g
output h
)"},
        {"put together and quantized", R"(graph "g" opset 13
input x: float[2, 5, 7, 3]
input u: float[2, 4, 7, 3]
const w: float[6, 5, 1, 1] = random(1, -0.5, 0.5)
const s: float[] = {0.02}
const z: int8[] = {-3}
const t: float[] = {0.011}
y = Conv(x, w)
c = Concat(y, u) {axis: 1}
q = QuantizeLinear(c, s, z)
d = DequantizeLinear(q, t, z)
e = Concat(x, x, x) {axis: 2}
f = QuantizeLinear(e, s, z)
output q
output d
output f
)"},
        {"LRN over an even number of channels, LogSoftmax over one", R"(graph "g" opset 13
input x: float[1, 6, 5, 3]
y = LRN(x) {size: 4, alpha: 1.0}
z = LRN(x) {size: 3, alpha: 1.0}
input u: float[4, 1]
v = LogSoftmax(u) {axis: 1}
w = LogSoftmax(x) {axis: 1}
output y
output z
output v
output w
)"},
        {"transposed conv with kernel and stride of one size", R"(graph "g" opset 13
input x: float[2, 7, 5, 6]
const w: float[7, 5, 2, 3] = random(1, -0.5, 0.5)
const b: float[5] = random(2, -0.5, 0.5)
const u: float[5, 1, 2, 2] = random(3, -0.5, 0.5)
y = ConvTranspose(x, w, b) {strides: [2, 3]}
z = LeakyRelu(y) {alpha: 0.2}
q = ConvTranspose(z, u) {strides: [2, 2]}
output z
output q
)"},
        {"the same in one and three dimensions, and with a residual", R"(graph "g" opset 13
input x: float[1, 4, 9]
input v: float[1, 3, 2, 3, 4]
input r: float[1, 2, 4, 6, 4]
const w: float[4, 3, 4] = random(1, -0.5, 0.5)
const u: float[3, 2, 2, 2, 1] = random(2, -0.5, 0.5)
y = ConvTranspose(x, w) {strides: [4]}
p = ConvTranspose(v, u) {strides: [2, 2, 1]}
s = Relu(r)
q = Add(p, s)
output y
output q
)"},
        {"conv over one pixel of width", R"(graph "g" opset 13
input x: float[1, 6, 40, 1]
const w: float[8, 6, 5, 1] = random(1, -0.5, 0.5)
const u: float[8, 1, 3, 1] = random(2, -0.5, 0.5)
y = Conv(x, w) {strides: [2, 1], pads: [2, 0, 1, 0]}
z = Conv(y, u) {group: 8, dilations: [2, 1], strides: [1, 3], pads: [0, 1, 0, 1]}
output z
)"},
        {"layouts of odd sizes there and back", R"(graph "g" opset 13
input x: float[1, 3, 37, 5]
const w: float[21, 3, 1, 1] = random(1, -0.5, 0.5)
const u: float[3, 21, 1, 1] = random(2, -0.5, 0.5)
y = Conv(x, w)
a = Transpose(y) {perm: [0, 1, 3, 2]}
z = Conv(y, u)
b = Transpose(z) {perm: [0, 1, 3, 2]}
output a
output b
)"},
        {"erf", R"(graph "g" opset 13
const scale: float[] = {9.0}
input x: float[3, 5, 7]
y = Mul(x, scale)
z = Erf(y)
q = Erf(x)
output z
output q
)"},
        {"conv, batch normalization, relu", R"(graph "g" opset 13
input x: float[1, 3, 8, 8]
const w: float[16, 3, 3, 3] = random(1, -0.5, 0.5)
const scale: float[16] = random(2, 0.5, 1.5)
const bias: float[16] = random(3, -0.5, 0.5)
const mean: float[16] = random(4, -0.5, 0.5)
const var: float[16] = random(5, 0.5, 2.0)
y = Conv(x, w) {pads: [1, 1, 1, 1]}
n = BatchNormalization(y, scale, bias, mean, var)
z = Relu(n)
output z
)"},
        {"batch normalization of an input", R"(graph "g" opset 13
input x: float[2, 3, 4, 5]
const scale: float[3] = random(2, 0.5, 1.5)
const bias: float[3] = random(3, -0.5, 0.5)
const mean: float[3] = random(4, -0.5, 0.5)
const var: float[3] = random(5, 0.5, 2.0)
n = BatchNormalization(x, scale, bias, mean, var)
output n
)"},
        {"constants per channel around a conv", R"(graph "g" opset 13
input x: float[1, 3, 8, 8]
const w: float[5, 3, 1, 1] = random(1, -0.5, 0.5)
const k: float[5, 1, 1] = random(2, 0.5, 1.5)
const s: float[1] = {2.5}
a = Conv(x, w)
b = Mul(a, k)
c = Sub(k, b)
d = Div(c, s)
e = Sub(d, s)
f = Sigmoid(e)
output f
)"},
        {"residual whose other branch is read again", R"(graph "g" opset 13
input x: float[1, 8, 6, 6]
const w: float[8, 8, 3, 3] = random(1, -0.3, 0.3)
const u: float[8, 8, 1, 1] = random(2, -0.3, 0.3)
a = Conv(x, w) {pads: [1, 1, 1, 1]}
r = Relu(a)
b = Conv(r, u)
s = Add(b, r)
t = Relu(s)
m = Mul(t, r)
output m
)"},
        {"residual that may be overwritten", R"(graph "g" opset 13
input x: float[1, 8, 6, 6]
const w: float[8, 8, 3, 3] = random(1, -0.3, 0.3)
const u: float[8, 8, 1, 1] = random(2, -0.3, 0.3)
a = Conv(x, w) {pads: [1, 1, 1, 1]}
r = Relu(a)
b = Conv(r, u)
s = Add(r, b)
t = Relu(s)
output t
)"},
        {"residual of two convs", R"(graph "g" opset 13
input x: float[1, 8, 6, 6]
const w: float[16, 8, 3, 3] = random(1, -0.3, 0.3)
const u: float[16, 8, 1, 1] = random(2, -0.3, 0.3)
a = Conv(x, w) {strides: [2, 2], pads: [1, 1, 1, 1]}
b = Conv(x, u) {strides: [2, 2]}
s = Add(a, b)
t = Relu(s)
output t
)"},
        {"residual that is a graph input or output", R"(graph "g" opset 13
input x: float[1, 8, 6, 6]
const u: float[8, 8, 1, 1] = random(2, -0.3, 0.3)
a = Conv(x, u)
s = Add(a, x)
b = Conv(s, u)
t = Add(b, s)
output s
output t
)"},
        {"a graph output between conv and relu", R"(graph "g" opset 13
input x: float[1, 3, 6, 6]
const w: float[4, 3, 3, 3] = random(1, -0.5, 0.5)
a = Conv(x, w)
b = Relu(a)
c = Add(b, b)
output a
output c
)"},
        {"two consumers of a conv", R"(graph "g" opset 13
input x: float[1, 3, 6, 6]
const w: float[4, 3, 3, 3] = random(1, -0.5, 0.5)
a = Conv(x, w)
b = Relu(a)
c = Sigmoid(a)
d = Mul(a, c)
e = Sub(d, b)
output e
)"},
        {"gated activations", R"(graph "g" opset 13
input x: float[1, 3, 6, 6]
const w: float[4, 3, 3, 3] = random(1, -0.5, 0.5)
const u: float[4, 4, 1, 1] = random(2, -0.5, 0.5)
a = Conv(x, w)
s = Sigmoid(a)
m = Mul(a, s)
b = Conv(m, u)
h = HardSigmoid(b) {alpha: 0.16666667, beta: 0.5}
n = Mul(h, b)
g = HardSigmoid(n) {alpha: 0.3, beta: 0.4}
output g
)"},
        {"concat, split and slices of channels", R"(graph "g" opset 13
input x: float[1, 6, 5, 5]
const w: float[10, 6, 1, 1] = random(1, -0.5, 0.5)
const sizes: int64[2] = {3, 7}
const starts: int64[2] = {1, -1}
const ends: int64[2] = {100, -100}
const axes: int64[2] = {1, 3}
const steps: int64[2] = {2, -2}
a = Conv(x, w)
p, q = Split(a, sizes) {axis: 1}
c = Concat(q, x, p) {axis: 1}
d = Slice(c, starts, ends, axes, steps)
e = Concat(d, d) {axis: 2}
output e
)"},
        {"channel shuffle", R"(graph "g" opset 13
input x: float[1, 6, 4, 4]
const w: float[6, 6, 1, 1] = random(1, -0.5, 0.5)
const five: int64[5] = {1, 2, 3, 4, 4}
const four: int64[4] = {1, 6, 4, 4}
a = Conv(x, w)
b = Reshape(a, five)
c = Transpose(b) {perm: [0, 2, 1, 3, 4]}
d = Reshape(c, four)
e = Conv(d, w)
output e
)"},
        {"transpositions between channel orders", R"(graph "g" opset 13
input x: float[2, 5, 6, 3]
const w: float[4, 3, 1, 1] = random(1, -0.5, 0.5)
a = Transpose(x) {perm: [0, 3, 1, 2]}
b = Conv(a, w)
c = Transpose(b) {perm: [0, 2, 3, 1]}
d = Transpose(c) {perm: [3, 0, 2, 1]}
output c
output d
)"},
        {"pools", R"(graph "g" opset 13
input x: float[1, 5, 11, 10]
a = MaxPool(x) {kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1}
b = AveragePool(x) {kernel_shape: [3, 2], strides: [2, 2], pads: [1, 0, 1, 1]}
c = AveragePool(x) {kernel_shape: [3, 2], pads: [1, 0, 1, 1], count_include_pad: 1}
d = MaxPool(x) {kernel_shape: [2, 2], strides: [2, 2], dilations: [2, 1], pads: [1, 1, 0, 0]}
e = GlobalAveragePool(x)
f = GlobalMaxPool(d)
h = ReduceMean(d) {axes: [-1, 2], keepdims: 0}
i = MaxPool(x) {kernel_shape: [2, 2], strides: [3, 3]}
j = AveragePool(x) {kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1}
output a
output b
output c
output d
output e
output f
output h
output i
output j
)"},
        {"squeeze and excite", R"(graph "g" opset 13
input x: float[1, 8, 6, 6]
const w: float[8, 8, 3, 3] = random(1, -0.3, 0.3)
const u: float[8, 8, 1, 1] = random(2, -0.3, 0.3)
a = Conv(x, w) {pads: [1, 1, 1, 1]}
p = GlobalAveragePool(a)
q = Conv(p, u)
s = HardSigmoid(q)
m = Mul(a, s)
n = Mul(s, a)
o = Sub(m, n)
r = Add(n, o)
output r
)"},
        {"broadcasting", R"(graph "g" opset 13
input x: float[2, 3, 4, 5]
input y: float[4, 1]
input z: float[3, 1, 5]
const k: float[1, 3, 1, 1] = random(1, 0.5, 1.5)
a = Add(x, y)
b = Mul(z, a)
c = Div(b, k)
d = Sub(y, c)
e = Max(d, x)
f = Min(y, z)
g = PRelu(e, k)
output f
output g
)"},
        {"gemm in all directions", R"(graph "g" opset 13
input x: float[4, 6]
const w: float[5, 6] = random(1, -0.5, 0.5)
const v: float[5, 7] = random(2, -0.5, 0.5)
const b: float[5] = random(3, -0.5, 0.5)
const c: float[1, 1] = {0.25}
const m: float[4, 7] = random(4, -0.5, 0.5)
p = Gemm(x, w, b) {transB: 1, alpha: 0.5, beta: 2.0}
q = Gemm(p, v, c)
r = Relu(q)
s = Gemm(r, r, _) {transA: 1}
t = Gemm(p, v, m)
output s
output t
)"},
        {"matmul batched, broadcast, of vectors", R"(graph "g" opset 13
input x: float[2, 3, 4, 6]
input y: float[3, 6, 5]
input v: float[6]
const w: float[6, 8] = random(1, -0.5, 0.5)
const b: float[8] = random(2, -0.5, 0.5)
const wb: float[2, 1, 6, 3] = random(3, -0.5, 0.5)
a = MatMul(x, y)
c = MatMul(x, w)
d = Add(c, b)
e = Relu(d)
f = MatMul(x, v)
g = MatMul(v, y)
h = MatMul(x, wb)
output a
output e
output f
output g
output h
)"},
        {"softmax along any axis, old and new", R"(graph "g" opset 13
input x: float[2, 3, 4, 5]
a = Softmax(x) {axis: 1}
b = Softmax(a)
c = LogSoftmax(x) {axis: -2}
output b
output c
)"},
        {"softmax before opset 13", R"(graph "g" opset 11
input x: float[2, 3, 4, 5]
a = Softmax(x) {axis: 2}
b = Softmax(x)
output a
output b
)"},
        {"pad and LRN", R"(graph "g" opset 13
input x: float[1, 7, 5, 4]
const pads: int64[8] = {0, 1, 2, 0, 0, 2, 0, 1}
const fill: float[] = {0.75}
a = Pad(x, pads, fill)
b = LRN(a) {size: 3, alpha: 0.5, beta: 0.6, bias: 1.5}
output b
)"},
        {"aliases of inputs and outputs", R"(graph "g" opset 13
input x: float[2, 8]
const s: int64[2] = {4, 4}
const axes: int64[1] = {0}
a = Identity(x)
b = Reshape(a, s)
c = Relu(b)
d = Flatten(c)
e = Relu(d)
f = Unsqueeze(d, axes)
output a
output b
output e
output f
)"},
        {"resize, nearest and linear", R"(graph "g" opset 13
input x: float[2, 5, 4, 6]
const two: float[4] = {1.0, 1.0, 2.0, 2.0}
const odd: float[4] = {1.0, 1.0, 1.5, 0.7}
const sizes: int64[4] = {2, 5, 7, 3}
a = Resize(x, _, two) {mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor"}
b = Resize(x, _, odd) {mode: "linear", coordinate_transformation_mode: "pytorch_half_pixel"}
c = Resize(x, _, _, sizes) {mode: "linear", coordinate_transformation_mode: "align_corners"}
d = Resize(x, _, _, sizes) {mode: "cubic"}
output a
output b
output c
output d
)"},
        {"quantize and back, read once, twice and as integers", R"(graph "g" opset 13
input x: float[1, 3, 6, 6]
const w: float[4, 3, 3, 3] = random(1, -0.5, 0.5)
const s: float[] = {0.0125}
const t: float[] = {0.02}
const z: uint8[] = {100}
const n: int8[] = {-3}
a = QuantizeLinear(x, s, z)
b = DequantizeLinear(a, s, z)
c = Conv(b, w)
d = QuantizeLinear(c, t, n)
e = DequantizeLinear(d, t, n)
f = DequantizeLinear(d, t, n)
g = Mul(e, f)
h = QuantizeLinear(g, s)
i = DequantizeLinear(h, s)
k = DequantizeLinear(h, t)
l = Add(i, k)
output l
)"},
        {"powers and reductions", R"(graph "g" opset 13
input x: float[2, 3, 4, 5]
const two: float[] = {2.0}
const three: float[1] = {3.0}
const axes: int64[2] = {1, 2}
a = Pow(x, two)
b = Pow(x, three)
c = Add(a, three)
d = Reciprocal(c)
e = ReduceSum(b, axes) {keepdims: 0}
f = ReduceMax(d) {axes: [-1]}
g = ReduceMean(x) {axes: [0, 1]}
h = ReduceMax(x) {axes: [1, 3]}
output e
output f
output g
output h
)"},
        {"reference loops in the middle", R"(graph "g" opset 13
input x: float[1, 3, 6, 6]
const w: float[8, 3, 3, 3] = random(1, -0.5, 0.5)
const u: float[4, 8, 1, 1] = random(2, -0.5, 0.5)
a = Conv(x, w)
b = Erf(a)
c = Conv(b, u)
d = LpNormalization(c) {axis: 1}
e = Sub(c, d)
output e
)"},
        {"constants that fold", R"(graph "g" opset 13
input x: float[1, 2, 3, 4]
const k: float[2, 2] = {1.0, 2.0, 3.0, 4.0}
const two: float[] = {2.0}
const one: int64[] = {1}
const axes: int64[1] = {0}
s = Shape(x)
r = Reshape(x, s)
m = Mul(k, two)
n = MatMul(m, k)
z = Cast(s) {to: 1}
f = Gather(n, one) {axis: 0}
g = Unsqueeze(f, axes)
h = Gather(g, one) {axis: 1}
y = Mul(r, h)
output y
output n
output z
)"},
        {"products by a vector and what follows them", R"(graph "g" opset 13
input x: float[4, 5]
input v: float[5]
const w: float[5] = random(1, -1, 1)
const k: float[4] = random(2, 0.5, 2)
a = MatMul(x, w)
b = Mul(a, k)
c = MatMul(v, w)
y = Relu(c)
output b
output y
)"},
        {"LRN of even size", R"(graph "g" opset 12
input x: float[2, 5, 4, 3]
y = LRN(x) {alpha: 1.0, size: 4}
output y
)"},
        {"conv, Clip, HardSigmoid: two clips among the followers", R"(graph "g" opset 17
input x: float[1, 16, 6, 6]
const w: float[16, 16, 3, 3] = random(1, -0.5, 0.5)
const b: float[16] = random(2, 0.5, 8)
const low: float[] = {-0.265625}
const high: float[] = {4.1875}
c = Conv(x, w, b) {pads: [1, 1, 1, 1]}
l = Clip(c, low, high)
y = HardSigmoid(l) {alpha: 0.171875, beta: 0.546875}
output y
)"},
    };
    return cases;
}

} // namespace lathe::test
