#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kReductions[] = {
    {"ReduceMean by attribute over two axes", R"(graph "" opset 13
const x: float[2, 2, 2] = {1, 2, 3, 4, 5, 6, 7, 8}
n: y = ReduceMean(x) {axes: [0, -1], keepdims: 0}
const expected: float[2] = {3.5, 5.5}
output y
)"},
    {"reductions of large unsigned numbers", R"(graph "" opset 18
const x: uint64[2, 2] = {18446744073709551615, 1, 9223372036854775808, 2}
const axes: int64[1] = {1}
n: y = ReduceMax(x, axes) {keepdims: 0}
m: z = ReduceSum(x, axes) {keepdims: 0}
o: w = ReduceL1(x, axes) {keepdims: 0}
const expected: uint64[2] = {18446744073709551615, 9223372036854775808}
const expected1: uint64[2] = {0, 9223372036854775810}
const expected2: uint64[2] = {0, 9223372036854775810}
output y
output z
output w
)"},
    {"ReduceMax and ReduceMin of truths", R"(graph "" opset 20
const x: bool[2, 2] = {true, false, false, false}
const axes: int64[1] = {1}
n: y = ReduceMax(x, axes) {keepdims: 0}
m: z = ReduceMin(x, axes) {keepdims: 0}
const expected: bool[2] = {true, false}
const expected1: bool[2] = {false, false}
output y
output z
)"},
    {"ReduceMean of integers cuts off", R"(graph "" opset 13
const x: int32[4] = {1, 2, 2, 2}
n: y = ReduceMean(x)
const expected: int32[1] = {1}
output y
)"},
    {"ReduceSum by input", R"(graph "" opset 13
const x: int8[2, 2] = {1, 2, 3, 4}
const axes: int64[1] = {0}
n: y = ReduceSum(x, axes)
const expected: int8[1, 2] = {4, 6}
output y
)"},
    {"ReduceSum without axes does nothing when told so", R"(graph "" opset 13
const x: float[2] = {1, 2}
const axes: int64[0] = {}
n: y = ReduceSum(x, axes) {noop_with_empty_axes: 1}
const expected: float[2] = {1, 2}
output y
)"},
    {"ReduceMax lets NaN through", R"(graph "" opset 13
const zero: float[1] = {0}
bad: nan = Div(zero, zero)
const one: float[1] = {1}
join: x = Concat(one, nan) {axis: 0}
n: y = ReduceMax(x) {keepdims: 0}
check: same = IsNaN(y)
const expected: bool[] = {1}
output same
)"},
    {"ReduceMin of int8", R"(graph "" opset 18
const x: int8[2, 2] = {3, -4, 5, 6}
const axes: int64[1] = {1}
n: y = ReduceMin(x, axes) {keepdims: 0}
const expected: int8[2] = {-4, 5}
output y
)"},
    {"ReduceLogSumExp does not overflow", R"(graph "" opset 13
const x: float[2] = {1000, 1000}
n: y = ReduceLogSumExp(x)
const expected: float[1] = {1000.6931472}
output y
)"},
    {"ReduceL2", R"(graph "" opset 13
const x: float[2, 2] = {3, 4, -5, 12}
n: y = ReduceL2(x) {axes: [1], keepdims: 0}
const expected: float[2] = {5, 13}
output y
)"},
    {"ReduceL1 of integers", R"(graph "" opset 13
const x: int32[3] = {-3, 4, -5}
n: y = ReduceL1(x)
const expected: int32[1] = {12}
output y
)"},
    {"ReduceProd over nothing is 1", R"(graph "" opset 13
const x: float[2, 0] = {}
n: y = ReduceProd(x) {axes: [1]}
const expected: float[2, 1] = {1, 1}
output y
)"},
    {"ReduceSum of a large sum of halves rounds once", R"(graph "" opset 13
const x: float16[3] = {2048, 1, 1}
n: y = ReduceSum(x)
const expected: float16[1] = {2050}
output y
)"},
    {"ArgMax takes the last of equals when told so", R"(graph "" opset 13
const x: int8[1, 4] = {7, 1, 7, 0}
n: y = ArgMax(x) {axis: 1, select_last_index: 1}
const expected: int64[1, 1] = {2}
output y
)"},
    {"ArgMin over the first axis", R"(graph "" opset 13
const x: float[2, 2] = {1, 2, 1, -2}
n: y = ArgMin(x) {keepdims: 0}
const expected: int64[2] = {0, 1}
output y
)"},
    {"CumSum, exclusive, from the end", R"(graph "" opset 14
const x: int32[3] = {1, 2, 3}
const axis: int32[] = {-1}
n: y = CumSum(x, axis) {exclusive: 1, reverse: 1}
const expected: int32[3] = {5, 3, 0}
output y
)"},
    {"Einsum with an ellipsis that broadcasts", R"(graph "" opset 13
const a: float[2, 1, 2] = {1, 2, 3, 4}
const b: float[1, 2, 1] = {10, 1}
n: y = Einsum(a, b) {equation: "...ij, ...jk -> ...ik"}
const expected: float[2, 1, 1] = {12, 34}
output y
)"},
    {"Einsum, implicit result, diagonal", R"(graph "" opset 13
const a: int64[2, 2] = {1, 2, 3, 4}
const b: int64[2] = {5, 6}
n: y = Einsum(a, b) {equation: "ii,j"}
const expected: int64[2] = {25, 30}
output y
)"},
    {"Einsum of three operands to a scalar", R"(graph "" opset 13
const a: float[2] = {1, 2}
const b: float[2, 2] = {1, 0, 0, 1}
n: y = Einsum(a, b, a) {equation: "i,ij,j->"}
const expected: float[] = {5}
output y
)"},
};

} // namespace

class ReductionTest : public QObject {
    Q_OBJECT
private slots:
    void reductions_data() { addCases(kReductions); }
    void reductions() {
        QFETCH(QString, text);
        runCase(text);
    }
};

LATHE_TEST(ReductionTest)
#include "reduction_test.moc"
