#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kRegions[] = {
    {"RoiAlign of opset 10 starts at the corner", R"(graph "" opset 10
const x: float[1, 1, 2, 2] = {1, 2, 3, 4}
const r: float[1, 4] = {0, 0, 1, 1}
const b: int64[1] = {0}
n: y = RoiAlign(x, r, b) {sampling_ratio: 1}
const expected: float[1, 1, 1, 1] = {2.5}
output y
)"},
    {"RoiAlign of opset 16 starts half a pixel before", R"(graph "" opset 16
const x: float[1, 1, 2, 2] = {1, 2, 3, 4}
const r: float[1, 4] = {0, 0, 1, 1}
const b: int64[1] = {0}
n: y = RoiAlign(x, r, b) {sampling_ratio: 1}
const expected: float[1, 1, 1, 1] = {1}
output y
)"},
    {"RoiAlign takes the largest sample", R"(graph "" opset 16
const x: float[1, 1, 2, 2] = {1, 2, 3, 4}
const r: float[1, 4] = {0, 0, 2, 2}
const b: int64[1] = {0}
n: y = RoiAlign(x, r, b) {sampling_ratio: 2, mode: "max"}
const expected: float[1, 1, 1, 1] = {4}
output y
)"},
    {"RoiAlign counts its samples by the size of the region", R"(graph "" opset 16
const x: float[1, 1, 2, 2] = {1, 2, 3, 4}
const r: float[1, 4] = {0, 0, 4, 4}
const b: int64[1] = {0}
n: y = RoiAlign(x, r, b) {spatial_scale: 0.5, output_width: 2}
const expected: float[1, 1, 1, 2] = {2, 3}
output y
)"},
    {"RoiAlign far outside gives 0", R"(graph "" opset 16
const x: float[1, 1, 2, 2] = {1, 2, 3, 4}
const r: float[1, 4] = {10, 10, 12, 12}
const b: int64[1] = {0}
n: y = RoiAlign(x, r, b)
const expected: float[1, 1, 1, 1] = {0}
output y
)"},
    {"MaxRoiPool of overlapping parts", R"(graph "" opset 13
const x: float[1, 1, 3, 3] = {1, 2, 3, 4, 5, 6, 7, 8, 9}
const r: float[1, 5] = {0, 0, 0, 2, 2}
n: y = MaxRoiPool(x, r) {pooled_shape: [2, 2]}
const expected: float[1, 1, 2, 2] = {5, 6, 8, 9}
output y
)"},
    {"MaxRoiPool of an empty part gives 0", R"(graph "" opset 13
const x: float[1, 1, 1, 1] = {-5}
const r: float[2, 5] = {0, 0, 0, 0, 0, 0, 4, 4, 6, 6}
n: y = MaxRoiPool(x, r) {pooled_shape: [1, 1]}
const expected: float[2, 1, 1, 1] = {-5, 0}
output y
)"},
    {"MaxUnpool puts elements back", R"(graph "" opset 11
const x: float[1, 1, 2, 2] = {1, 2, 3, 4}
const i: int64[1, 1, 2, 2] = {0, 3, 8, 15}
n: y = MaxUnpool(x, i) {kernel_shape: [2, 2], strides: [2, 2]}
const expected: float[1, 1, 4, 4] = {1, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 4}
output y
)"},
    {"MaxUnpool counts in the shape that is asked for", R"(graph "" opset 11
const x: float[1, 1, 2, 2] = {1, 2, 3, 4}
const i: int64[1, 1, 2, 2] = {0, 4, 10, 14}
const s: int64[4] = {1, 1, 3, 5}
n: y = MaxUnpool(x, i, s) {kernel_shape: [2, 2], strides: [2, 2]}
const expected: float[1, 1, 3, 5] = {1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4}
output y
)"},
};

} // namespace

class RegionTest : public QObject {
    Q_OBJECT
private slots:
    void regions_data() { addCases(kRegions); }
    void regions() {
        QFETCH(QString, text);
        runCase(text);
    }
};

LATHE_TEST(RegionTest)
#include "region_test.moc"
