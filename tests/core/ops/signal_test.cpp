#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kSignals[] = {
    {"DFT of four real samples", R"(graph "" opset 17
const x: float[1, 4, 1] = {1, 2, 3, 4}
n: y = DFT(x)
const expected: float[1, 4, 2] = {10, 0, -2, 2, -2, 0, -2, -2}
output y
)"},
    {"DFT of an odd length, one side", R"(graph "" opset 17
const x: float[1, 3, 1] = {1, 2, 3}
n: y = DFT(x) {onesided: 1}
const expected: float[1, 2, 2] = {6, 0, -1.5, 0.8660254}
output y
)"},
    {"DFT back again", R"(graph "" opset 17
const x: float[1, 4, 2] = {10, 0, -2, 2, -2, 0, -2, -2}
n: y = DFT(x) {inverse: 1}
const expected: float[1, 4, 2] = {1, 0, 2, 0, 3, 0, 4, 0}
output y
)"},
    {"DFT of opset 20 cut short along a given axis", R"(graph "" opset 20
const x: double[3, 2, 1] = {1, 5, 2, 6, 100, 100}
const length: int64[] = {2}
const axis: int64[] = {-3}
n: y = DFT(x, length, axis)
const expected: double[2, 2, 2] = {3, 0, 11, 0, -1, 0, -1, 0}
output y
)"},
    {"DFT filled up with zeros", R"(graph "" opset 20
const x: float[1, 1, 1] = {3}
const length: int64[] = {6}
n: y = DFT(x, length) {onesided: 1}
const expected: float[1, 4, 2] = {3, 0, 3, 0, 3, 0, 3, 0}
output y
)"},
    {"STFT of two frames", R"(graph "" opset 17
const x: float[1, 4, 1] = {1, 2, 3, 4}
const step: int64[] = {2}
const window: float[2] = {1, 0.5}
n: y = STFT(x, step, window)
const expected: float[1, 2, 2, 2] = {2, 0, 0, 0, 5, 0, 1, 0}
output y
)"},
    {"HannWindow, periodic", R"(graph "" opset 17
const n: int64[] = {4}
w: y = HannWindow(n)
const expected: float[4] = {0, 0.5, 1, 0.5}
output y
)"},
    {"HannWindow, symmetric, as double", R"(graph "" opset 17
const n: int32[] = {3}
w: y = HannWindow(n) {periodic: 0, output_datatype: 11}
const expected: double[3] = {0, 1, 0}
output y
)"},
    {"HammingWindow", R"(graph "" opset 17
const n: int64[] = {2}
w: y = HammingWindow(n)
const expected: float[2] = {0.0869565, 1}
output y
)"},
    {"BlackmanWindow", R"(graph "" opset 17
const n: int64[] = {4}
w: y = BlackmanWindow(n)
const expected: float[4] = {0, 0.34, 1, 0.34}
output y
)"},
    {"MelWeightMatrix of one band", R"(graph "" opset 17
const bands: int64[] = {1}
const length: int64[] = {4}
const rate: int64[] = {1400}
const low: float[] = {0}
const high: float[] = {700}
n: y = MelWeightMatrix(bands, length, rate, low, high)
const expected: float[3, 1] = {1, 0, 0}
output y
)"},
};

} // namespace

class SignalTest : public QObject {
    Q_OBJECT
private slots:
    void transforms_data() { addCases(kSignals); }
    void transforms() {
        QFETCH(QString, text);
        runCase(text);
    }
};

LATHE_TEST(SignalTest)
#include "signal_test.moc"
