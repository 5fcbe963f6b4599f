#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kLosses[] = {
    {"weighted mean divides by the weights", R"(graph "" opset 13
const x: float[2, 3] = {1, 2, 3, 4, 5, 6}
const t: int64[2] = {2, 0}
const w: float[3] = {1, 2, 3}
n: y = NegativeLogLikelihoodLoss(x, t, w)
const expected: float[] = {-3.25}
output y
)"},
    {"each target on its own", R"(graph "" opset 13
const x: float[2, 3] = {1, 2, 3, 4, 5, 6}
const t: int64[2] = {2, 0}
const w: float[3] = {1, 2, 3}
n: y = NegativeLogLikelihoodLoss(x, t, w) {reduction: "none"}
const expected: float[2] = {-9, -4}
output y
)"},
    {"sum without weights", R"(graph "" opset 13
const x: float[2, 3] = {1, 2, 3, 4, 5, 6}
const t: int64[2] = {2, 0}
const w: float[3] = {1, 2, 3}
n: y = NegativeLogLikelihoodLoss(x, t) {reduction: "sum"}
const expected: float[] = {-7}
output y
)"},
    {"an ignored target has neither loss nor weight", R"(graph "" opset 13
const x: float[2, 3] = {1, 2, 3, 4, 5, 6}
const t: int64[2] = {2, 0}
const w: float[3] = {1, 2, 3}
n: y = NegativeLogLikelihoodLoss(x, t, w) {ignore_index: 0}
const expected: float[] = {-3}
output y
)"},
    {"an ignored index need not be a class", R"(graph "" opset 12
const x: double[1, 2, 3] = {1, 2, 3, 4, 5, 6}
const t: int32[1, 3] = {1, -5, 0}
n: y = NegativeLogLikelihoodLoss(x, t) {ignore_index: -5, reduction: "none"}
const expected: double[1, 3] = {-4, 0, -3}
output y
)"},
    {"half precision", R"(graph "" opset 13
const x: float16[1, 2] = {1.5, 2.5}
const t: int64[1] = {1}
n: y = NegativeLogLikelihoodLoss(x, t)
const expected: float16[] = {-2.5}
output y
)"},
    {"cross entropy of probabilities 1/4 and 3/4", R"(graph "" opset 13
const x: float[1, 2] = {0, 1.0986123}
const t: int64[1] = {0}
n: y, p = SoftmaxCrossEntropyLoss(x, t)
const expected: float[] = {1.3862944}
const expected1: float[1, 2] = {-1.3862944, -0.2876821}
output y
output p
)"},
    {"cross entropy, weighted, one per target", R"(graph "" opset 13
const x: float[1, 2] = {0, 1.0986123}
const t: int64[1] = {0}
const w: float[2] = {3, 1}
n: y = SoftmaxCrossEntropyLoss(x, t, w) {reduction: "none"}
const expected: float[1] = {4.1588831}
output y
)"},
};

} // namespace

class LossTest : public QObject {
    Q_OBJECT
private slots:
    void losses_data() { addCases(kLosses); }
    void losses() {
        QFETCH(QString, text);
        runCase(text);
    }
};

LATHE_TEST(LossTest)
#include "loss_test.moc"
