#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kResizes[] = {
    {"Upsample by attribute repeats pixels", R"(graph "" opset 7
const x: int8[1, 1, 1, 2] = {1, 2}
n: y = Upsample(x) {scales: [1.0, 1.0, 2.0, 2.0]}
const expected: int8[1, 1, 2, 4] = {1, 1, 2, 2, 1, 1, 2, 2}
output y
)"},
    {"Upsample, linear, asymmetric", R"(graph "" opset 9
const x: float[2] = {0, 4}
const s: float[1] = {2}
n: y = Upsample(x, s) {mode: "linear"}
const expected: float[4] = {0, 2, 4, 4}
output y
)"},
    {"opset 10 takes the next pixel when it shrinks", R"(graph "" opset 10
const x: float[1, 1, 2, 4] = {1, 2, 3, 4, 5, 6, 7, 8}
const s: float[4] = {1, 1, 0.6, 0.6}
n: y = Resize(x, s)
const expected: float[1, 1, 1, 2] = {1, 3}
output y
)"},
    {"nearest by default: half pixel, prefers floor", R"(graph "" opset 13
const x: int16[2] = {1, 2}
const s: float[1] = {1.5}
n: y = Resize(x, _, s)
const expected: int16[3] = {1, 1, 2}
output y
)"},
    {"nearest, prefers ceil", R"(graph "" opset 13
const x: int16[2] = {1, 2}
const s: float[1] = {1.5}
n: y = Resize(x, _, s) {nearest_mode: "round_prefer_ceil"}
const expected: int16[3] = {1, 2, 2}
output y
)"},
    {"linear, half pixel", R"(graph "" opset 13
const x: float[2] = {0, 4}
const s: float[1] = {2}
n: y = Resize(x, _, s) {mode: "linear"}
const expected: float[4] = {0, 1, 3, 4}
output y
)"},
    {"linear, corners aligned, from sizes", R"(graph "" opset 13
const x: float[2] = {0, 4}
const sizes: int64[1] = {5}
n: y = Resize(x, _, _, sizes) {mode: "linear", coordinate_transformation_mode: "align_corners"}
const expected: float[5] = {0, 1, 2, 3, 4}
output y
)"},
    {"linear of integers cuts off", R"(graph "" opset 13
const x: uint8[2] = {0, 7}
const s: float[1] = {2}
n: y = Resize(x, _, s) {mode: "linear"}
const expected: uint8[4] = {0, 1, 5, 7}
output y
)"},
    {"pytorch_half_pixel of one output", R"(graph "" opset 13
const x: float[4] = {5, 6, 7, 8}
const sizes: int64[1] = {1}
n: y = Resize(x, _, _, sizes) {mode: "linear", coordinate_transformation_mode: "pytorch_half_pixel"}
const expected: float[1] = {5}
output y
)"},
    {"crop and extrapolate", R"(graph "" opset 13
const x: float[3] = {1, 2, 3}
const roi: float[2] = {0.5, 1.5}
const sizes: int64[1] = {3}
n: y = Resize(x, roi, _, sizes) {mode: "linear", coordinate_transformation_mode: "tf_crop_and_resize", extrapolation_value: 9.0}
const expected: float[3] = {2, 3, 9}
output y
)"},
    {"cubic without the outside", R"(graph "" opset 13
const x: float[2] = {0, 1}
const s: float[1] = {2}
n: y = Resize(x, _, s) {mode: "cubic", cubic_coeff_a: -0.5, exclude_outside: 1}
const expected: float[4] = {-0.08823529412, 0.2071428571, 0.7928571429, 1.088235294}
output y
)"},
    {"symmetric half pixel", R"(graph "" opset 19
const x: float[1, 2] = {1, 2}
const s: float[2] = {1, 2.94}
n: y = Resize(x, _, s) {mode: "linear", coordinate_transformation_mode: "half_pixel_symmetric"}
const expected: float[1, 5] = {1, 1.15986395, 1.5, 1.84013605, 2}
output y
)"},
    {"antialiased linear", R"(graph "" opset 18
const x: float[1, 1, 4, 4] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
const s: float[4] = {1, 1, 0.6, 0.6}
n: y = Resize(x, _, s) {mode: "linear", antialias: 1}
const expected: float[1, 1, 2, 2] = {2.875, 4.5, 9.375, 11}
output y
)"},
    {"antialiased cubic", R"(graph "" opset 18
const x: float[1, 1, 4, 4] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
const s: float[4] = {1, 1, 0.6, 0.6}
n: y = Resize(x, _, s) {mode: "cubic", antialias: 1}
const expected: float[1, 1, 2, 2] = {2.5180721, 4.2858863, 9.589329, 11.357142}
output y
)"},
    {"some axes, aspect ratio kept inside", R"(graph "" opset 18
const x: float[1, 1, 2, 4] = {1, 2, 3, 4, 5, 6, 7, 8}
const sizes: int64[2] = {1, 3}
n: y = Resize(x, _, _, sizes) {axes: [2, 3], keep_aspect_ratio_policy: "not_larger"}
const expected: float[1, 1, 1, 2] = {1, 3}
output y
)"},
    {"some axes, aspect ratio kept around", R"(graph "" opset 18
const x: float[1, 1, 2, 4] = {1, 2, 3, 4, 5, 6, 7, 8}
const sizes: int64[2] = {1, 3}
n: y = Resize(x, _, _, sizes) {axes: [2, 3], keep_aspect_ratio_policy: "not_smaller"}
const expected: float[1, 1, 2, 3] = {1, 2, 4, 5, 6, 8}
output y
)"},
    {"GridSample in three dimensions", R"(graph "" opset 20
const x: float[1, 1, 2, 2, 2] = {0, 1, 2, 3, 4, 5, 6, 7}
const g: float[1, 1, 1, 2, 3] = {0, 0, 0, 1, -1, 1}
n: y = GridSample(x, g) {mode: "linear", align_corners: 1}
const expected: float[1, 1, 1, 1, 2] = {3.5, 5}
output y
)"},
    {"GridSample beyond the border", R"(graph "" opset 16
const x: float[1, 1, 1, 2] = {4, 8}
const g: float[1, 1, 3, 2] = {-1, 0, 1e30, 0, 0, 0}
n: y = GridSample(x, g)
const expected: float[1, 1, 1, 3] = {2, 0, 6}
output y
)"},
    {"GridSample reflects", R"(graph "" opset 16
const x: float[1, 1, 1, 4] = {1, 2, 3, 4}
const g: float[1, 1, 1, 2] = {1.5, 0}
n: y = GridSample(x, g) {padding_mode: "reflection", mode: "nearest"}
const expected: float[1, 1, 1, 1] = {4}
output y
)"},
};

} // namespace

class ResizeTest : public QObject {
    Q_OBJECT
private slots:
    void resizes_data() { addCases(kResizes); }
    void resizes() {
        QFETCH(QString, text);
        runCase(text);
    }
};

LATHE_TEST(ResizeTest)
#include "resize_test.moc"
