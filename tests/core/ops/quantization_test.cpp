#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kQuantizations[] = {
    {"QuantizeLinear rounds to even and saturates", R"(graph "" opset 13
const x: float[5] = {1, 3, 5, 1000, -1000}
const s: float[] = {2}
const z: int8[] = {1}
n: y = QuantizeLinear(x, s, z)
const expected: int8[5] = {1, 3, 3, 127, -128}
output y
)"},
    {"QuantizeLinear gives uint8 without a zero point", R"(graph "" opset 13
const x: float[3] = {-1, 1, 600}
const s: float[] = {2}
n: y = QuantizeLinear(x, s)
const expected: uint8[3] = {0, 0, 255}
output y
)"},
    {"QuantizeLinear to 8-bit floats and back", R"(graph "" opset 19
const x: float[4] = {1, 3, 2000, -0.3}
const s: float[] = {2}
const z: float8e4m3fn[] = hex("00")
n: q = QuantizeLinear(x, s, z)
m: y = DequantizeLinear(q, s, z)
o: open = QuantizeLinear(x, s, z) {saturate: 0}
const expected: float8e4m3fn[4] = hex("303c7ea2")
const expected1: float[4] = {1, 3, 896, -0.3125}
const expected2: float8e4m3fn[4] = hex("303c7fa2")
output q
output y
output open
)"},
    {"QuantizeLinear to 8-bit floats by output_dtype", R"(graph "" opset 21
const x: float[2] = {1, -8}
const s: float[] = {2}
n: q = QuantizeLinear(x, s) {output_dtype: 19}
const expected: float8e5m2[2] = hex("38c4")
output q
)"},
    {"QuantizeLinear to int16", R"(graph "" opset 21
const x: float[2] = {40000, -3}
const s: float[] = {1}
n: y = QuantizeLinear(x, s) {output_dtype: 5}
const expected: int16[2] = {32767, -3}
output y
)"},
    {"QuantizeLinear per axis", R"(graph "" opset 13
const x: float[2, 2] = {2, 2, 4, 4}
const s: float[2] = {1, 2}
const z: uint8[2] = {0, 10}
n: y = QuantizeLinear(x, s, z) {axis: -1}
const expected: uint8[2, 2] = {2, 11, 4, 12}
output y
)"},
    {"DequantizeLinear per axis, default axis 1", R"(graph "" opset 13
const x: int8[1, 2, 2] = {1, 2, 3, 4}
const s: float[2] = {0.5, 2}
const z: int8[2] = {1, -1}
n: y = DequantizeLinear(x, s, z)
const expected: float[1, 2, 2] = {0, 0.5, 8, 10}
output y
)"},
    {"DequantizeLinear of an int32 bias", R"(graph "" opset 13
const x: int32[2] = {-1000000, 7}
const s: float[] = {0.5}
n: y = DequantizeLinear(x, s)
const expected: float[2] = {-500000, 3.5}
output y
)"},
    {"QuantizeLinear by blocks", R"(graph "" opset 21
const x: float[2, 4] = {2, 4, 4, 8, 8, 4, 16, 8}
const s: float[2, 2] = {1, 2, 4, 8}
const z: uint8[2, 2] = {0, 1, 2, 3}
n: y = QuantizeLinear(x, s, z) {axis: 1, block_size: 2}
const expected: uint8[2, 4] = {2, 4, 3, 5, 4, 3, 5, 4}
output y
)"},
    {"QuantizeLinear to uint4", R"(graph "" opset 21
const x: float[3] = {0, 7, 100}
const s: float[] = {1}
const z: uint4[] = {1}
n: y = QuantizeLinear(x, s, z)
const expected: uint4[3] = {1, 8, 15}
output y
)"},
    {"QuantizeLinear to int4 saturates below", R"(graph "" opset 21
const x: float[3] = {-100, -1, 3}
const s: float[] = {1}
n: y = QuantizeLinear(x, s) {output_dtype: 22}
const expected: int4[3] = {-8, -1, 3}
output y
)"},
    {"DequantizeLinear of int4 by blocks, the last one short", R"(graph "" opset 21
const x: int4[3, 1] = {1, -8, 7}
const s: float[2, 1] = {2, 10}
n: y = DequantizeLinear(x, s) {axis: 0, block_size: 2}
const expected: float[3, 1] = {2, -16, 70}
output y
)"},
    {"DequantizeLinear of int4", R"(graph "" opset 21
const x: int4[3] = {-8, 7, 1}
const s: float[] = {2}
n: y = DequantizeLinear(x, s)
const expected: float[3] = {-16, 14, 2}
output y
)"},
    {"DynamicQuantizeLinear includes zero", R"(graph "" opset 13
const x: float[3] = {51, 255, 102}
n: y, s, z = DynamicQuantizeLinear(x)
const expected: uint8[3] = {51, 255, 102}
const expected1: float[] = {1}
const expected2: uint8[] = {0}
output y
output s
output z
)"},
    {"QLinearConv, channels have their own scales, padding is the zero point", R"(graph "" opset 13
const x: uint8[1, 1, 2] = {12, 14}
const xs: float[] = {0.5}
const xz: uint8[] = {10}
const w: int8[2, 1, 2] = {1, 2, 3, 4}
const ws: float[2] = {1, 2}
const wz: int8[2] = {0, 0}
const ys: float[] = {0.5}
const yz: uint8[] = {100}
const b: int32[2] = {1, -1000}
n: y = QLinearConv(x, xs, xz, w, ws, wz, ys, yz, b) {pads: [1, 0]}
const expected: uint8[1, 2, 2] = {105, 111, 0, 0}
output y
)"},
    {"QLinearMatMul", R"(graph "" opset 13
const a: uint8[1, 2] = {3, 5}
const as: float[] = {0.5}
const az: uint8[] = {1}
const b: int8[2, 2] = {1, 2, 3, 4}
const bs: float[2] = {1, 4}
const bz: int8[2] = {0, 1}
const ys: float[] = {2}
const yz: int8[] = {-5}
n: y = QLinearMatMul(a, as, az, b, bs, bz, ys, yz)
const expected: int8[1, 2] = {-1, 9}
output y
)"},
    {"MatMulInteger with a zero point per column", R"(graph "" opset 13
const a: uint8[1, 2] = {255, 1}
const b: int8[2, 2] = {1, -128, 2, 3}
const az: uint8[] = {1}
const bz: int8[2] = {0, 1}
n: y = MatMulInteger(a, b, az, bz)
const expected: int32[1, 2] = {254, -32766}
output y
)"},
    {"ConvInteger", R"(graph "" opset 13
const x: uint8[1, 1, 3] = {2, 3, 4}
const w: uint8[1, 1, 2] = {1, 5}
const xz: uint8[] = {1}
n: y = ConvInteger(x, w, xz) {pads: [0, 1]}
const expected: int32[1, 1, 3] = {11, 17, 3}
output y
)"},
    {"QLinearAdd of different scales", R"(graph "" opset 13 opset com.microsoft 1
const a: uint8[2] = {10, 250}
const b: uint8[1] = {4}
const s1: float[] = {1}
const s2: float[] = {0.5}
const z0: uint8[] = {0}
const z2: uint8[] = {2}
n: y = com.microsoft::QLinearAdd(a, s1, z0, b, s2, z0, s1, z2)
const expected: uint8[2] = {14, 254}
output y
)"},
    {"QLinearMul saturates", R"(graph "" opset 13 opset com.microsoft 1
const a: int8[2] = {10, -100}
const b: int8[2] = {4, 100}
const s: float[] = {0.5}
n: y = com.microsoft::QLinearMul(a, s, _, b, s, _, s)
const expected: int8[2] = {20, -128}
output y
)"},
    {"QLinearGlobalAveragePool, channels last", R"(graph "" opset 13 opset com.microsoft 1
const x: uint8[1, 2, 2] = {1, 10, 3, 30}
const s: float[] = {1}
const z: uint8[] = {0}
const zy: uint8[] = {5}
n: y = com.microsoft::QLinearGlobalAveragePool(x, s, z, s, zy) {channels_last: 1}
const expected: uint8[1, 1, 2] = {7, 25}
output y
)"},
};

} // namespace

class QuantizationOpsTest : public QObject {
    Q_OBJECT
private slots:
    void quantization_data() { addCases(kQuantizations); }
    void quantization() {
        QFETCH(QString, text);
        runCase(text);
    }
};

LATHE_TEST(QuantizationOpsTest)
#include "quantization_test.moc"
