#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kStatistics[] = {
    {"MeanVarianceNormalization over batch and pixels", R"(graph "" opset 13
const x: float[2, 2, 1, 1] = {1, 5, 3, 5}
n: y = MeanVarianceNormalization(x)
const expected: float[2, 2, 1, 1] = {-1, 0, 1, 0}
output y
)"},
    {"MeanVarianceNormalization over a given axis", R"(graph "" opset 9
const x: float[2, 2] = {1, 3, 10, 30}
n: y = MeanVarianceNormalization(x) {axes: [-1]}
const expected: float[2, 2] = {-1, 1, -1, 1}
output y
)"},
    {"RMSNormalization", R"(graph "" opset 23
const x: float[1, 2] = {3, 4}
const s: float[2] = {1, 2}
n: y = RMSNormalization(x, s) {epsilon: 0.0}
const expected: float[1, 2] = {0.8485281, 2.2627417}
output y
)"},
    {"Det of matrices, one that needs its rows exchanged", R"(graph "" opset 11
const x: float[3, 2, 2] = {1, 2, 3, 4, 0, 1, 1, 0, 1, 2, 2, 4}
n: y = Det(x)
const expected: float[3] = {-2, -1, 0}
output y
)"},
    {"Det of one matrix is a scalar", R"(graph "" opset 11
const x: double[3, 3] = {2, 0, 0, 0, 3, 1, 0, 0, 4}
n: y = Det(x)
const expected: double[] = {24}
output y
)"},
};

} // namespace

class StatisticTest : public QObject {
    Q_OBJECT
private slots:
    void statistics_data() { addCases(kStatistics); }
    void statistics() {
        QFETCH(QString, text);
        runCase(text);
    }
};

LATHE_TEST(StatisticTest)
#include "statistic_test.moc"
