#include "tests/core/ops/op_case.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const OpCase kImages[] = {
    {"CenterCropPad crops one axis and pads another", R"(graph "" opset 18
const x: float[3, 2] = {1, 2, 3, 4, 5, 6}
const shape: int64[2] = {2, 5}
n: y = CenterCropPad(x, shape)
const expected: float[2, 5] = {0, 1, 2, 0, 0, 0, 3, 4, 0, 0}
output y
)"},
    {"CenterCropPad of a named axis", R"(graph "" opset 18
const x: int64[2, 4] = {1, 2, 3, 4, 5, 6, 7, 8}
const shape: int64[1] = {1}
n: y = CenterCropPad(x, shape) {axes: [-1]}
const expected: int64[2, 1] = {2, 6}
output y
)"},
    {"Col2Im adds up where blocks overlap", R"(graph "" opset 18
const x: float[1, 2, 2] = {1, 2, 10, 20}
const image: int64[1] = {3}
const block: int64[1] = {2}
n: y = Col2Im(x, image, block)
const expected: float[1, 1, 3] = {1, 12, 20}
output y
)"},
    {"Col2Im with pads, strides and dilations", R"(graph "" opset 18
const x: float[1, 4, 4] = {1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4}
const image: int64[2] = {3, 3}
const block: int64[2] = {2, 2}
n: y = Col2Im(x, image, block) {dilations: [2, 2], pads: [1, 1, 1, 1], strides: [2, 2]}
const expected: float[1, 1, 3, 3] = {0, 0, 0, 0, 10, 0, 0, 0, 0}
output y
)"},
    {"AffineGrid of a plane: moved, and turned by a quarter", R"(graph "" opset 20
const theta: float[2, 2, 3] = {1, 0, 0.5, 0, 1, 0, 0, -1, 0, 1, 0, 0}
const size: int64[4] = {2, 1, 1, 2}
n: y = AffineGrid(theta, size)
m: z = AffineGrid(theta, size) {align_corners: 1}
const expected: float[2, 1, 2, 2] = {0, 0, 1, 0, 0, -0.5, 0, 0.5}
const expected1: float[2, 1, 2, 2] = {-0.5, 0, 1.5, 0, 0, -1, 0, 1}
output y
output z
)"},
    {"AffineGrid of a volume", R"(graph "" opset 20
const theta: float[1, 3, 4] = {1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 1}
const size: int64[5] = {1, 1, 1, 2, 1}
n: y = AffineGrid(theta, size)
const expected: float[1, 1, 2, 1, 3] = {0, -1, 1, 0, 1, 1}
output y
)"},
    {"DeformConv without offsets is Conv", R"(graph "" opset 19
const x: float[1, 2, 3, 3] = random(1, -1, 1)
const w: float[2, 1, 2, 2] = random(2, -1, 1)
const b: float[2] = {1, -1}
const offset: float[1, 8, 4, 4] = fill(0)
n: y = DeformConv(x, w, offset, b) {group: 2, kernel_shape: [2, 2], pads: [1, 1, 1, 1]}
m: c = Conv(x, w, b) {group: 2, kernel_shape: [2, 2], pads: [1, 1, 1, 1]}
s: d = Sub(y, c)
const expected: float[1, 2, 4, 4] = fill(0)
output d
)"},
    {"DeformConv between pixels, outside, masked", R"(graph "" opset 19
const x: float[1, 1, 2, 2] = {1, 2, 3, 4}
const w: float[1, 1, 1, 1] = {10}
const offset: float[1, 2, 2, 2] = {0.5, 0, 0, 5, 0.5, -0.5, 0, 0}
const mask: float[1, 1, 2, 2] = {1, 1, 0.5, 1}
n: y = DeformConv(x, w, offset, _, mask) {kernel_shape: [1, 1]}
const expected: float[1, 1, 2, 2] = {25, 15, 15, 0}
output y
)"},
};

} // namespace

class ImageTest : public QObject {
    Q_OBJECT
private slots:
    void images_data() { addCases(kImages); }
    void images() {
        QFETCH(QString, text);
        runCase(text);
    }

    void absurdSizesAreRefused_data() {
        QTest::addColumn<QString>("node");
        QTest::addColumn<QString>("words");
        QTest::newRow("padding beside an empty axis") << "const s: int64[2] = {0, 1000000000000}\ny = CenterCropPad(x, s)"
                                                      << "cannot be padded";
        QTest::newRow("a huge image") << "const s: int64[2] = {100000, 1000000}\ny = CenterCropPad(x, s)"
                                      << "too large";
        QTest::newRow("a huge grid")
            << "const t: float[1, 2, 3] = fill(1)\nconst s: int64[4] = {1, 1, 1000000, 1000000}\ny = AffineGrid(t, s)"
            << "larger than the limit";
        QTest::newRow("a block larger than its image")
            << "const c: float[1, 4, 1] = fill(1)\nconst i: int64[2] = {1, 1}\nconst s: int64[2] = {2, 2}\ny = Col2Im(c, i, s)"
            << "larger than the image";
        QTest::newRow("offsets that do not fit")
            << "const p: float[1, 1, 2, 2] = fill(1)\nconst o: float[1, 3, 2, 2] = fill(0)\nconst w: float[1, 1, 1, 1] = fill(1)\ny = DeformConv(p, w, o)"
            << "offsets";
    }
    void absurdSizesAreRefused() {
        QFETCH(QString, node);
        QFETCH(QString, words);
        const auto graph = parseGraph("graph opset 20\nconst x: float[1, 1] = {1}\n" + node.toStdString() + "\noutput y\n");
        VERIFY_OK(graph);
        JobContext job;
        const auto outputs = evaluateGraph(*graph, {}, job);
        QVERIFY(!outputs);
        QVERIFY2(outputs.error().text().find(words.toStdString()) != std::string::npos, outputs.error().text().c_str());
    }
};

LATHE_TEST(ImageTest)
#include "image_test.moc"
