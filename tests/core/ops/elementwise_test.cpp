#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kArithmetic[] = {
    {"Add broadcasts both ways", R"(graph "" opset 14
const a: float[2, 1] = {1, 2}
const b: float[3] = {10, 20, 30}
n: y = Add(a, b)
const expected: float[2, 3] = {11, 21, 31, 12, 22, 32}
output y
)"},
    {"a middle axis repeats", R"(graph "" opset 14
const a: float[2, 2, 2] = {0, 0, 0, 0, 0, 0, 0, 0}
const b: float[2, 1, 2] = {1, 2, 3, 4}
n: y = Sub(a, b)
const expected: float[2, 2, 2] = {-1, -2, -1, -2, -3, -4, -3, -4}
output y
)"},
    {"nothing broadcasts with one", R"(graph "" opset 14
const a: float[0, 2] = {}
const b: float[1] = {1}
n: y = Mul(a, b)
const expected: float[0, 2] = {}
output y
)"},
    {"integers wrap around", R"(graph "" opset 14
const a: int8[2] = {127, -128}
const b: int8[2] = {1, -1}
n: y = Add(a, b)
m: z = Mul(a, b)
const expected: int8[2] = {-128, 127}
const expected1: int8[2] = {127, -128}
output y
output z
)"},
    {"integer division truncates and wraps", R"(graph "" opset 14
const a: int32[4] = {7, -7, -2147483648, 7}
const b: int32[4] = {2, 2, -1, -2}
n: y = Div(a, b)
const expected: int32[4] = {3, -3, -2147483648, -3}
output y
)"},
    {"Mod has the sign of the divisor", R"(graph "" opset 13
const a: int64[4] = {-4, 7, 5, -5}
const b: int64[4] = {3, -3, 8, -1}
n: y = Mod(a, b)
const expected: int64[4] = {2, -2, 5, 0}
output y
)"},
    {"fmod has the sign of the dividend", R"(graph "" opset 13
const a: float[3] = {-4.25, 7, 5}
const b: float[3] = {2, -3, 8}
n: y = Mod(a, b) {fmod: 1}
const expected: float[3] = {-0.25, 1, 5}
output y
)"},
    {"Pow with an integer exponent", R"(graph "" opset 13
const a: float[3] = {-2, 0, 3}
const b: int64[] = {3}
n: y = Pow(a, b)
const expected: float[3] = {-8, 0, 27}
output y
)"},
    {"Pow of integers is exact", R"(graph "" opset 13
const a: int64[3] = {3, -2, 7}
const b: int64[3] = {39, 3, 0}
n: y = Pow(a, b)
const expected: int64[3] = {4052555153018976267, -8, 1}
output y
)"},
    {"Max, Min, Sum, Mean of three", R"(graph "" opset 13
const a: float[2] = {1, 5}
const b: float[1] = {2}
const c: float[2] = {6, -1}
n: y = Max(a, b, c)
m: z = Min(a, b, c)
o: s = Sum(a, b, c)
p: t = Mean(a, b, c)
const expected: float[2] = {6, 5}
const expected1: float[2] = {1, -1}
const expected2: float[2] = {9, 6}
const expected3: float[2] = {3, 2}
output y
output z
output s
output t
)"},
    {"Max keeps NaN", R"(graph "" opset 13
const a: float[2] = {nan, 1}
const b: float[2] = {1, nan}
n: y = Max(a, b)
const expected: float[2] = {nan, nan}
output y
)"},
};

const OpCase kUnary[] = {
    {"IsInf and IsNaN of 8-bit floats", R"(graph "" opset 20
const x: float8e5m2[3] = hex("7cfc7f")
n: y = IsInf(x) {detect_negative: 0}
m: z = IsNaN(x)
const expected: bool[3] = {true, false, false}
const expected1: bool[3] = {false, false, true}
output y
output z
)"},
    {"Round goes to even", R"(graph "" opset 11
const x: float[6] = {0.5, 1.5, 2.5, -0.5, -1.5, 2.4}
n: y = Round(x)
const expected: float[6] = {0, 2, 2, 0, -2, 2}
output y
)"},
    {"Neg and Abs of the lowest integer", R"(graph "" opset 13
const x: int8[2] = {-128, 5}
n: y = Neg(x)
m: z = Abs(x)
const expected: int8[2] = {-128, -5}
const expected1: int8[2] = {-128, 5}
output y
output z
)"},
    {"Sign, unsigned too", R"(graph "" opset 13
const x: float[3] = {-2, 0, 7}
const u: uint8[2] = {0, 200}
n: y = Sign(x)
m: z = Sign(u)
const expected: float[3] = {-1, 0, 1}
const expected1: uint8[2] = {0, 1}
output y
output z
)"},
    {"IsInf one-sided, IsNaN", R"(graph "" opset 13
const x: float[4] = {inf, -inf, nan, 1}
n: y = IsInf(x) {detect_negative: 0}
m: z = IsNaN(x)
const expected: bool[4] = {true, false, false, false}
const expected1: bool[4] = {false, false, true, false}
output y
output z
)"},
    {"Reciprocal and Sqrt", R"(graph "" opset 13
const x: float[2] = {4, 0.25}
n: y = Reciprocal(x)
m: z = Sqrt(x)
const expected: float[2] = {0.25, 4}
const expected1: float[2] = {2, 0.5}
output y
output z
)"},
};

const OpCase kLogic[] = {
    {"comparisons", R"(graph "" opset 13
const a: int64[3] = {1, 2, 3}
const b: int64[1] = {2}
n: y = Less(a, b)
m: z = GreaterOrEqual(a, b)
o: e = Equal(a, b)
const expected: bool[3] = {true, false, false}
const expected1: bool[3] = {false, true, true}
const expected2: bool[3] = {false, true, false}
output y
output z
output e
)"},
    {"comparisons with NaN are false", R"(graph "" opset 13
const a: float[1] = {nan}
n: y = Equal(a, a)
m: z = LessOrEqual(a, a)
const expected: bool[1] = {false}
const expected1: bool[1] = {false}
output y
output z
)"},
    {"strings are equal", R"(graph "" opset 19
const a: string[2] = {"x", "y"}
const b: string[1] = {"y"}
n: y = Equal(a, b)
const expected: bool[2] = {false, true}
output y
)"},
    {"And, Or, Xor, Not", R"(graph "" opset 13
const a: bool[4] = {false, false, true, true}
const b: bool[4] = {false, true, false, true}
n: y = And(a, b)
m: z = Or(a, b)
o: s = Xor(a, b)
p: t = Not(a)
const expected: bool[4] = {false, false, false, true}
const expected1: bool[4] = {false, true, true, true}
const expected2: bool[4] = {false, true, true, false}
const expected3: bool[4] = {true, true, false, false}
output y
output z
output s
output t
)"},
    {"BitShift past the width", R"(graph "" opset 13
const a: uint8[3] = {3, 129, 255}
const b: uint8[3] = {1, 1, 9}
n: y = BitShift(a, b) {direction: "LEFT"}
m: z = BitShift(a, b) {direction: "RIGHT"}
const expected: uint8[3] = {6, 2, 0}
const expected1: uint8[3] = {1, 64, 0}
output y
output z
)"},
    {"Where broadcasts all three", R"(graph "" opset 13
const c: bool[2, 1] = {true, false}
const a: int64[2] = {1, 2}
const b: int64[] = {9}
n: y = Where(c, a, b)
const expected: int64[2, 2] = {1, 2, 9, 9}
output y
)"},
};

const OpCase kCasts[] = {
    {"Cast to 8-bit floats, ties to even, saturated", R"(graph "" opset 19
const x: float[10] = {1, -2, 448, 464, 465, 1.0625, 0.001953125, inf, nan, -0}
n: a = Cast(x) {to: 17}
m: b = Cast(x) {to: 18}
o: c = Cast(x) {to: 19}
p: d = Cast(x) {to: 20}
const expected: float8e4m3fn[10] = hex("38c07e7e7e38017e7f80")
const expected1: float8e4m3fnuz[10] = hex("40c87f7f7f4002808000")
const expected2: float8e5m2[10] = hex("3cc05f5f5f3c187b7f80")
const expected3: float8e5m2fnuz[10] = hex("40c4636363401c808000")
output a
output b
output c
output d
)"},
    {"Cast to 8-bit floats without saturation", R"(graph "" opset 19
const x: float[4] = {464, 465, 1e6, -inf}
n: a = Cast(x) {to: 17, saturate: 0}
m: b = Cast(x) {to: 18, saturate: 0}
o: c = Cast(x) {to: 19, saturate: 0}
const expected: float8e4m3fn[4] = hex("7e7f7fff")
const expected1: float8e4m3fnuz[4] = hex("80808080")
const expected2: float8e5m2[4] = hex("5f5f7cfc")
output a
output b
output c
)"},
    {"Cast to 4 bits: reals saturate, integers wrap", R"(graph "" opset 21
const x: float[5] = {-9.7, -1.5, 7.9, 3, 100}
const i: int64[3] = {17, -9, 8}
n: a = Cast(x) {to: 22}
m: b = Cast(x) {to: 21}
o: c = Cast(i) {to: 22}
p: d = Cast(i) {to: 21}
q: e = Cast(c) {to: 1}
const expected: int4[5] = {-8, -1, 7, 3, 7}
const expected1: uint4[5] = {0, 0, 7, 3, 15}
const expected2: int4[3] = {1, 7, -8}
const expected3: uint4[3] = {1, 7, 8}
const expected4: float[3] = {1, 7, -8}
output a
output b
output c
output d
output e
)"},
    {"reals are truncated and saturate", R"(graph "" opset 13
const x: float[6] = {-1.9, 1.9, 300, -300, nan, inf}
n: y = Cast(x) {to: 3}
m: z = Cast(x) {to: 2}
o: l = Cast(x) {to: 7}
const expected: int8[6] = {-1, 1, 127, -128, 0, 127}
const expected1: uint8[6] = {0, 1, 255, 0, 0, 255}
const expected2: int64[6] = {-1, 1, 300, -300, 0, 9223372036854775807}
output y
output z
output l
)"},
    {"integers wrap", R"(graph "" opset 13
const x: int32[3] = {300, -1, 128}
n: y = Cast(x) {to: 2}
m: z = Cast(x) {to: 3}
const expected: uint8[3] = {44, 255, 128}
const expected1: int8[3] = {44, -1, -128}
output y
output z
)"},
    {"to bool and back", R"(graph "" opset 13
const x: float[3] = {0, 0.5, nan}
n: b = Cast(x) {to: 9}
m: y = Cast(b) {to: 1}
const expected: float[3] = {0, 1, 1}
output y
)"},
    {"large unsigned integers keep their value", R"(graph "" opset 13
const x: uint64[1] = {18446744073709551615}
n: y = Cast(x) {to: 11}
const expected: double[1] = {18446744073709551615}
output y
)"},
    {"to half precision, nearest even", R"(graph "" opset 13
const x: float[3] = {2049, 2051, 100000}
n: y = Cast(x) {to: 10}
const expected: float16[3] = {2048, 2052, inf}
output y
)"},
    {"CastLike", R"(graph "" opset 15
const x: float[2] = {1.5, -2.5}
const like: int32[0] = {}
n: y = CastLike(x, like)
const expected: int32[2] = {1, -2}
output y
)"},
};

} // namespace

class ElementwiseTest : public QObject {
    Q_OBJECT
private slots:
    void arithmetic_data() { addCases(kArithmetic); }
    void arithmetic() {
        QFETCH(QString, text);
        runCase(text);
    }
    void unary_data() { addCases(kUnary); }
    void unary() {
        QFETCH(QString, text);
        runCase(text);
    }
    void logic_data() { addCases(kLogic); }
    void logic() {
        QFETCH(QString, text);
        runCase(text);
    }
    void cast_data() { addCases(kCasts); }
    void cast() {
        QFETCH(QString, text);
        runCase(text);
    }
};

LATHE_TEST(ElementwiseTest)
#include "elementwise_test.moc"
