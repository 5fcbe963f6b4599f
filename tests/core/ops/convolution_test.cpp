#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kConvolutions[] = {
    {"one axis, bias", R"(graph "" opset 13
const x: float[1, 1, 5] = {1, 2, 3, 4, 5}
const w: float[1, 1, 3] = {1, 0, -1}
const b: float[1] = {10}
n: y = Conv(x, w, b)
const expected: float[1, 1, 3] = {8, 8, 8}
output y
)"},
    {"two axes, pads, strides", R"(graph "" opset 13
const x: float[1, 1, 3, 3] = {1, 2, 3, 4, 5, 6, 7, 8, 9}
const w: float[1, 1, 2, 2] = {1, 10, 100, 1000}
n: y = Conv(x, w) {pads: [1, 1, 0, 0], strides: [2, 2]}
const expected: float[1, 1, 2, 2] = {1000, 3200, 7040, 9865}
output y
)"},
    {"three axes", R"(graph "" opset 13
const x: float[1, 1, 2, 2, 2] = {1, 2, 3, 4, 5, 6, 7, 8}
const w: float[1, 1, 2, 1, 2] = {1, 2, 3, 4}
n: y = Conv(x, w)
const expected: float[1, 1, 1, 2, 1] = {44, 64}
output y
)"},
    {"dilation", R"(graph "" opset 13
const x: float[1, 1, 6] = {1, 2, 3, 4, 5, 6}
const w: float[1, 1, 3] = {1, 10, 100}
n: y = Conv(x, w) {dilations: [2], pads: [1, 1]}
const expected: float[1, 1, 4] = {420, 531, 642, 53}
output y
)"},
    {"two groups of one channel in, two out", R"(graph "" opset 13
const x: float[1, 2, 2] = {1, 2, 3, 4}
const w: float[4, 1, 1] = {1, 10, 100, 1000}
n: y = Conv(x, w) {group: 2}
const expected: float[1, 4, 2] = {1, 2, 10, 20, 300, 400, 3000, 4000}
output y
)"},
    {"channels of one group add up", R"(graph "" opset 13
const x: float[2, 2, 1, 1] = {1, 2, 3, 4}
const w: float[2, 2, 1, 1] = {1, 10, 100, 1000}
n: y = Conv(x, w)
const expected: float[2, 2, 1, 1] = {21, 2100, 43, 4300}
output y
)"},
    {"SAME_UPPER pads more at the end", R"(graph "" opset 13
const x: float[1, 1, 4] = {1, 2, 3, 4}
const w: float[1, 1, 3] = {1, 10, 100}
n: y = Conv(x, w) {auto_pad: "SAME_UPPER", strides: [2]}
const expected: float[1, 1, 2] = {321, 43}
output y
)"},
    {"SAME_LOWER pads more at the start", R"(graph "" opset 13
const x: float[1, 1, 4] = {1, 2, 3, 4}
const w: float[1, 1, 3] = {1, 10, 100}
n: y = Conv(x, w) {auto_pad: "SAME_LOWER", strides: [2]}
const expected: float[1, 1, 2] = {210, 432}
output y
)"},
    {"VALID ignores pads", R"(graph "" opset 13
const x: float[1, 1, 4] = {1, 2, 3, 4}
const w: float[1, 1, 3] = {1, 10, 100}
n: y = Conv(x, w) {auto_pad: "VALID", pads: [1, 1]}
const expected: float[1, 1, 2] = {321, 432}
output y
)"},
    {"half precision is rounded once", R"(graph "" opset 13
const x: float16[1, 3, 1] = {2048, 1, 1}
const w: float16[1, 3, 1] = {1, 1, 1}
n: y = Conv(x, w)
const expected: float16[1, 1, 1] = {2050}
output y
)"},
    {"transposed, stride and output padding", R"(graph "" opset 13
const x: float[1, 1, 3] = {1, 2, 3}
const w: float[1, 1, 3] = {1, 10, 100}
n: y = ConvTranspose(x, w) {strides: [2], output_padding: [1]}
const expected: float[1, 1, 8] = {1, 10, 102, 20, 203, 30, 300, 0}
output y
)"},
    {"transposed, pads and bias", R"(graph "" opset 13
const x: float[1, 1, 3] = {1, 2, 3}
const w: float[1, 1, 3] = {1, 10, 100}
const b: float[1] = {5000}
n: y = ConvTranspose(x, w, b) {strides: [2], pads: [1, 2]}
const expected: float[1, 1, 4] = {5010, 5102, 5020, 5203}
output y
)"},
    {"transposed, output_shape splits the pads", R"(graph "" opset 13
const x: float[1, 1, 3] = {1, 2, 3}
const w: float[1, 1, 3] = {1, 10, 100}
n: y = ConvTranspose(x, w) {strides: [2], output_shape: [6]}
const expected: float[1, 1, 6] = {10, 102, 20, 203, 30, 300}
output y
)"},
    {"transposed, SAME_UPPER gives stride times the input", R"(graph "" opset 13
const x: float[1, 1, 3] = {1, 2, 3}
const w: float[1, 1, 3] = {1, 10, 100}
n: y = ConvTranspose(x, w) {strides: [2], auto_pad: "SAME_UPPER"}
const expected: float[1, 1, 6] = {1, 10, 102, 20, 203, 30}
output y
)"},
    {"transposed, groups", R"(graph "" opset 13
const x: float[1, 2, 1, 2] = {1, 2, 3, 4}
const w: float[2, 2, 1, 1] = {1, 10, 100, 1000}
n: y = ConvTranspose(x, w) {group: 2}
const expected: float[1, 4, 1, 2] = {1, 2, 10, 20, 300, 400, 3000, 4000}
output y
)"},
};

const OpCase kPools[] = {
    {"MaxPool, ceil_mode keeps the part of a window", R"(graph "" opset 13
const x: float[1, 1, 5] = {1, 2, 5, 4, 3}
n: y = MaxPool(x) {kernel_shape: [2], strides: [2], ceil_mode: 1}
const expected: float[1, 1, 3] = {2, 5, 3}
output y
)"},
    {"MaxPool, ceil_mode drops a window in the padding", R"(graph "" opset 13
const x: float[1, 1, 4] = {1, 2, 5, 4}
n: y = MaxPool(x) {kernel_shape: [1], strides: [3], pads: [0, 1], ceil_mode: 1}
const expected: float[1, 1, 2] = {1, 4}
output y
)"},
    {"MaxPool never picks the padding", R"(graph "" opset 13
const x: float[1, 1, 2, 2] = {-4, -3, -2, -1}
n: y = MaxPool(x) {kernel_shape: [2, 2], pads: [1, 1, 0, 0]}
const expected: float[1, 1, 2, 2] = {-4, -3, -2, -1}
output y
)"},
    {"MaxPool over padding alone gives the lowest number", R"(graph "" opset 13
const x: float[1, 1, 2] = {1, 2}
n: y = MaxPool(x) {kernel_shape: [2], dilations: [3], pads: [2, 2]}
const expected: float[1, 1, 3] = {2, -3.4028235e+38, 1}
output y
)"},
    {"MaxPool of int8, dilation", R"(graph "" opset 13
const x: int8[1, 1, 5] = {-128, 3, -7, 127, 0}
n: y = MaxPool(x) {kernel_shape: [2], dilations: [2]}
const expected: int8[1, 1, 3] = {-7, 127, 0}
output y
)"},
    {"MaxPool with indices", R"(graph "" opset 13
const x: float[1, 2, 2, 2] = {1, 9, 3, 4, 8, 6, 7, 5}
n: y, i = MaxPool(x) {kernel_shape: [2, 2]}
const expected: float[1, 2, 1, 1] = {9, 8}
const expected1: int64[1, 2, 1, 1] = {1, 4}
output y
output i
)"},
    {"MaxPool with column-major indices", R"(graph "" opset 13
const x: float[1, 1, 2, 3] = {1, 9, 3, 4, 5, 6}
n: y, i = MaxPool(x) {kernel_shape: [2, 3], storage_order: 1}
const expected: float[1, 1, 1, 1] = {9}
const expected1: int64[1, 1, 1, 1] = {2}
output y
output i
)"},
    {"AveragePool leaves padding out", R"(graph "" opset 13
const x: float[1, 1, 3] = {2, 4, 6}
n: y = AveragePool(x) {kernel_shape: [3], pads: [1, 1]}
const expected: float[1, 1, 3] = {3, 4, 5}
output y
)"},
    {"AveragePool counts padding", R"(graph "" opset 13
const x: float[1, 1, 3] = {3, 6, 9}
n: y = AveragePool(x) {kernel_shape: [3], pads: [1, 1], count_include_pad: 1}
const expected: float[1, 1, 3] = {3, 6, 5}
output y
)"},
    {"AveragePool, ceil_mode counts padding, not what lies behind it", R"(graph "" opset 13
const x: float[1, 1, 4] = {1, 2, 3, 6}
n: y = AveragePool(x) {kernel_shape: [3], strides: [2], pads: [0, 0], ceil_mode: 1, count_include_pad: 1}
const expected: float[1, 1, 2] = {2, 4.5}
output y
)"},
    {"AveragePool, SAME_UPPER", R"(graph "" opset 13
const x: float[1, 1, 3] = {2, 4, 9}
n: y = AveragePool(x) {kernel_shape: [2], auto_pad: "SAME_UPPER"}
const expected: float[1, 1, 3] = {3, 6.5, 9}
output y
)"},
    {"LpPool", R"(graph "" opset 13
const x: float[1, 1, 3] = {3, 4, 0}
n: y = LpPool(x) {kernel_shape: [2]}
const expected: float[1, 1, 2] = {5, 4}
output y
)"},
    {"GlobalAveragePool", R"(graph "" opset 13
const x: float[1, 2, 2, 1] = {1, 2, 3, 5}
n: y = GlobalAveragePool(x)
const expected: float[1, 2, 1, 1] = {1.5, 4}
output y
)"},
    {"GlobalMaxPool of int16", R"(graph "" opset 13
const x: int16[1, 2, 2] = {-300, -200, 5, 4}
n: y = GlobalMaxPool(x)
const expected: int16[1, 2, 1] = {-200, 5}
output y
)"},
};

const OpCase kMatrices[] = {
    {"Gemm, both transposed, alpha, beta, C per column", R"(graph "" opset 13
const a: float[2, 1] = {1, 2}
const b: float[2, 2] = {1, 10, 100, 1000}
const c: float[2] = {1, 2}
n: y = Gemm(a, b, c) {transA: 1, transB: 1, alpha: 2.0, beta: 0.5}
const expected: float[1, 2] = {42.5, 4201}
output y
)"},
    {"Gemm of integers", R"(graph "" opset 13
const a: int32[1, 2] = {1, 2}
const b: int32[2, 1] = {3, 4}
const c: int32[1] = {-5}
n: y = Gemm(a, b, c) {alpha: 2.0, beta: 0.5}
const expected: int32[1, 1] = {20}
output y
)"},
    {"Gemm, C per row", R"(graph "" opset 13
const a: float[2, 1] = {1, 2}
const b: float[1, 2] = {1, 10}
const c: float[2, 1] = {100, 200}
n: y = Gemm(a, b, c)
const expected: float[2, 2] = {101, 110, 202, 220}
output y
)"},
    {"Gemm, scalar C", R"(graph "" opset 13
const a: float[1, 2] = {1, 2}
const b: float[2, 1] = {3, 4}
const c: float[] = {0.5}
n: y = Gemm(a, b, c)
const expected: float[1, 1] = {11.5}
output y
)"},
    {"MatMul broadcasts leading axes", R"(graph "" opset 13
const a: float[2, 1, 1, 2] = {1, 2, 3, 4}
const b: float[2, 2, 1] = {1, 10, 100, 1000}
n: y = MatMul(a, b)
const expected: float[2, 2, 1, 1] = {21, 2100, 43, 4300}
output y
)"},
    {"MatMul of vectors is a scalar", R"(graph "" opset 13
const a: float[3] = {1, 2, 3}
const b: float[3] = {1, 10, 100}
n: y = MatMul(a, b)
const expected: float[] = {321}
output y
)"},
    {"MatMul, vector by matrices", R"(graph "" opset 13
const a: float[2] = {1, 2}
const b: float[2, 2, 2] = {1, 2, 3, 4, 5, 6, 7, 8}
n: y = MatMul(a, b)
const expected: float[2, 2] = {7, 10, 19, 22}
output y
)"},
    {"MatMul of integers", R"(graph "" opset 13
const a: int64[1, 2] = {3, -4}
const b: int64[2, 1] = {5, 6}
n: y = MatMul(a, b)
const expected: int64[1, 1] = {-9}
output y
)"},
    {"MatMul over nothing is zero", R"(graph "" opset 13
const a: float[2, 0] = {}
const b: float[0, 1] = {}
n: y = MatMul(a, b)
const expected: float[2, 1] = {0, 0}
output y
)"},
};

const OpCase kNormalizations[] = {
    {"BatchNormalization", R"(graph "" opset 15
const x: float[1, 2, 2] = {1, 3, 10, 20}
const scale: float[2] = {2, 1}
const bias: float[2] = {1, 0}
const mean: float[2] = {1, 10}
const var: float[2] = {4, 25}
n: y = BatchNormalization(x, scale, bias, mean, var) {epsilon: 0.0}
const expected: float[1, 2, 2] = {1, 3, 0, 2}
output y
)"},
    {"InstanceNormalization", R"(graph "" opset 13
const x: float[1, 2, 2] = {1, 3, -10, 10}
const scale: float[2] = {1, 2}
const bias: float[2] = {0, 1}
n: y = InstanceNormalization(x, scale, bias) {epsilon: 0.0}
const expected: float[1, 2, 2] = {-1, 1, -1, 3}
output y
)"},
    {"LayerNormalization with moments", R"(graph "" opset 17
const x: float[2, 2] = {1, 3, -10, 10}
const scale: float[2] = {1, 2}
n: y, m, d = LayerNormalization(x, scale) {epsilon: 0.0}
const expected: float[2, 2] = {-1, 2, -1, 2}
const expected1: float[2, 1] = {2, 0}
const expected2: float[2, 1] = {1, 0.1}
output y
output m
output d
)"},
    {"LayerNormalization of half floats gives its moments in float", R"(graph "" opset 17
const x: float16[1, 2] = {1, 2}
const scale: float16[2] = {1, 2}
n: y, m, d = LayerNormalization(x, scale) {epsilon: 0.0}
const expected: float16[1, 2] = {-1, 2}
const expected1: float[1, 1] = {1.5}
const expected2: float[1, 1] = {2}
output y
output m
output d
)"},
    {"GroupNormalization, parameters per group before opset 21", R"(graph "" opset 18
const x: float[1, 4, 1] = {1, 3, 5, 9}
const scale: float[2] = {1, 10}
const bias: float[2] = {0, 1}
n: y = GroupNormalization(x, scale, bias) {num_groups: 2, epsilon: 0.0}
const expected: float[1, 4, 1] = {-1, 1, -9, 11}
output y
)"},
    {"GroupNormalization, parameters per channel from opset 21", R"(graph "" opset 21
const x: float[1, 4, 1] = {1, 3, 5, 9}
const scale: float[4] = {1, 10, 100, 1000}
const bias: float[4] = {0, 0, 1, 1}
n: y = GroupNormalization(x, scale, bias) {num_groups: 2, epsilon: 0.0}
const expected: float[1, 4, 1] = {-1, 10, -99, 1001}
output y
)"},
    {"LRN over three channels", R"(graph "" opset 13
const x: float[1, 3, 1] = {1, 2, 3}
n: y = LRN(x) {size: 3, alpha: 3.0, beta: 1.0, bias: 1.0}
const expected: float[1, 3, 1] = {0.16666667, 0.13333333, 0.21428571}
output y
)"},
    {"LRN of even size looks further ahead", R"(graph "" opset 13
const x: float[1, 3, 1] = {1, 2, 3}
n: y = LRN(x) {size: 2, alpha: 2.0, beta: 1.0, bias: 0.0}
const expected: float[1, 3, 1] = {0.2, 0.15384615, 0.33333333}
output y
)"},
    {"LpNormalization along the first axis", R"(graph "" opset 13
const x: float[2, 2] = {3, 0, 4, 0}
n: y = LpNormalization(x) {axis: 0}
const expected: float[2, 2] = {0.6, 0, 0.8, 0}
output y
)"},
};

} // namespace

class ConvolutionTest : public QObject {
    Q_OBJECT
private slots:
    void convolution_data() { addCases(kConvolutions); }
    void convolution() {
        QFETCH(QString, text);
        runCase(text);
    }
    void pool_data() { addCases(kPools); }
    void pool() {
        QFETCH(QString, text);
        runCase(text);
    }
    void matrix_data() { addCases(kMatrices); }
    void matrix() {
        QFETCH(QString, text);
        runCase(text);
    }
    void normalization_data() { addCases(kNormalizations); }
    void normalization() {
        QFETCH(QString, text);
        runCase(text);
    }
};

LATHE_TEST(ConvolutionTest)
#include "convolution_test.moc"
