#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kActivations[] = {
    {"Relu of int8", R"(graph "" opset 14
const x: int8[3] = {-128, 0, 127}
n: y = Relu(x)
const expected: int8[3] = {0, 0, 127}
output y
)"},
    {"Clip by attributes", R"(graph "" opset 9
const x: float[3] = {-1, 3, 7}
n: y = Clip(x) {min: 0.0, max: 6.0}
const expected: float[3] = {0, 3, 6}
output y
)"},
    {"Clip ignores attributes from opset 11 on", R"(graph "" opset 11
const x: float[3] = {-1, 3, 7}
n: y = Clip(x) {min: 0.0, max: 6.0}
const expected: float[3] = {-1, 3, 7}
output y
)"},
    {"Clip by inputs, min omitted", R"(graph "" opset 13
const x: int16[3] = {-30000, 3, 700}
const high: int16[] = {600}
n: y = Clip(x, _, high)
const expected: int16[3] = {-30000, 3, 600}
output y
)"},
    {"Clip by inputs of shape [1]", R"(graph "" opset 12
const x: int8[3] = {-100, 3, 100}
const low: int8[1] = {-7}
n: y = Clip(x, low)
const expected: int8[3] = {-7, 3, 100}
output y
)"},
    {"Clip, crossed bounds", R"(graph "" opset 13
const x: float[3] = {-1, 3, 7}
const low: float[] = {5}
const high: float[] = {2}
n: y = Clip(x, low, high)
const expected: float[3] = {2, 2, 2}
output y
)"},
    {"PRelu per channel", R"(graph "" opset 13
const x: float[1, 2, 2] = {-1, 1, -2, 2}
const slope: float[2, 1] = {0.5, 10}
n: y = PRelu(x, slope)
const expected: float[1, 2, 2] = {-0.5, 1, -20, 2}
output y
)"},
    {"PRelu of opset 6 has one slope per channel", R"(graph "" opset 6
const x: float[1, 2, 2] = {-1, 1, -2, 2}
const slope: float[2] = {0.5, 10}
n: y = PRelu(x, slope)
const expected: float[1, 2, 2] = {-0.5, 1, -20, 2}
output y
)"},
    {"HardSwish at its corners", R"(graph "" opset 14
const x: float[5] = {-4, -3, 0, 1.5, 3}
n: y = HardSwish(x)
const expected: float[5] = {0, 0, 0, 1.125, 3}
output y
)"},
    {"HardSigmoid with attributes", R"(graph "" opset 13
const x: float[3] = {-10, 1, 10}
n: y = HardSigmoid(x) {alpha: 0.25, beta: 0.5}
const expected: float[3] = {0, 0.75, 1}
output y
)"},
    {"Sigmoid does not overflow", R"(graph "" opset 13
const x: float[3] = {-1000, 0, 1000}
n: y = Sigmoid(x)
const expected: float[3] = {0, 0.5, 1}
output y
)"},
    {"Softplus does not overflow", R"(graph "" opset 13
const x: float[3] = {-1000, 0, 1000}
n: y = Softplus(x)
const expected: float[3] = {0, 0.69314718, 1000}
output y
)"},
    {"Gelu exact and by tanh", R"(graph "" opset 20
const x: float[2] = {1, -2}
n: y = Gelu(x)
m: z = Gelu(x) {approximate: "tanh"}
const expected: float[2] = {0.84134475, -0.04550026}
const expected1: float[2] = {0.84119199, -0.04540229}
output y
output z
)"},
    {"FastGelu adds its bias", R"(graph "" opset 13 opset com.microsoft 1
const x: float[2, 1] = {0, -3}
const b: float[1] = {1}
n: y = com.microsoft::FastGelu(x, b)
const expected: float[2, 1] = {0.84119199, -0.04540229}
output y
)"},
    {"Selu and Elu below zero", R"(graph "" opset 13
const x: float[1] = {-1}
n: y = Selu(x)
m: z = Elu(x) {alpha: 2.0}
const expected: float[1] = {-1.11133074}
const expected1: float[1] = {-1.26424112}
output y
output z
)"},
    {"Softmax before opset 13 runs over everything behind the axis", R"(graph "" opset 12
const x: float[1, 2, 2] = {0, 0, 0, 0}
n: y = Softmax(x)
const expected: float[1, 2, 2] = {0.25, 0.25, 0.25, 0.25}
output y
)"},
    {"Softmax from opset 13 on runs along the last axis", R"(graph "" opset 13
const x: float[1, 2, 2] = {0, 0, 1000, 1000}
n: y = Softmax(x)
const expected: float[1, 2, 2] = {0.5, 0.5, 0.5, 0.5}
output y
)"},
    {"Softmax along an inner axis", R"(graph "" opset 13
const x: float[2, 2] = {0, 0, 0, 0.69314718}
n: y = Softmax(x) {axis: 0}
const expected: float[2, 2] = {0.5, 0.33333333, 0.5, 0.66666667}
output y
)"},
    {"LogSoftmax", R"(graph "" opset 13
const x: float[1, 2] = {1000, 1000}
n: y = LogSoftmax(x)
const expected: float[1, 2] = {-0.69314718, -0.69314718}
output y
)"},
    {"Hardmax takes the first of equals", R"(graph "" opset 13
const x: float[1, 3] = {1, 5, 5}
n: y = Hardmax(x)
const expected: float[1, 3] = {0, 1, 0}
output y
)"},
};

} // namespace

class ActivationTest : public QObject {
    Q_OBJECT
private slots:
    void activation_data() { addCases(kActivations); }
    void activation() {
        QFETCH(QString, text);
        runCase(text);
    }
};

LATHE_TEST(ActivationTest)
#include "activation_test.moc"
