#include "core/formats/onnx_file.h"
#include "core/graph/text_format.h"
#include "tests/core/ops/libonnx_shapes.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace lathe;
using namespace lathe::test;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> modelsIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (const auto& entry : fs::recursive_directory_iterator(folder, failed))
        if (entry.path().extension() == ".onnx") files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

struct TextCase {
    const char* name;
    const char* text;
};

/// Shape arithmetic as exporters write it, and operators whose shape is more than a copy. With ceil_mode, libonnx 1.12 counts
/// windows that begin in the padding behind the data, which later versions of ONNX and ONNX Runtime drop, as Lathe does: no
/// such window here.
const TextCase kTexts[] = {
    {"Shape to Reshape", R"(graph "" opset 13
input x: float[2, 3, 4, 5]
s: shape = Shape(x)
const zero: int64[1] = {0}
g: batch = Gather(shape, zero)
const rest: int64[1] = {-1}
c: target = Concat(batch, rest) {axis: 0}
r: y = Reshape(x, target)
output y
)"},
    {"Shape with start and end", R"(graph "" opset 15
input x: float[batch, 3, 4, 5]
s: shape = Shape(x) {start: 1, end: -1}
e: y = ConstantOfShape(shape)
output y
)"},
    {"convolutions with auto_pad", R"(graph "" opset 13
input x: float[1, 3, 11, 8]
const w: float[4, 3, 3, 3] = fill(1)
a: u = Conv(x, w) {auto_pad: "SAME_UPPER", strides: [2, 3]}
b: v = Conv(x, w) {auto_pad: "SAME_LOWER", strides: [2, 1]}
c: y = Conv(x, w) {auto_pad: "VALID", dilations: [2, 2]}
output u
output v
output y
)"},
    {"transposed convolution", R"(graph "" opset 13
input x: float[batch, 4, 5, 6]
const w: float[4, 2, 3, 3] = fill(1)
a: y = ConvTranspose(x, w) {group: 2, strides: [2, 3], pads: [1, 0, 1, 2], output_padding: [1, 1], dilations: [2, 1]}
output y
)"},
    {"pools with ceil_mode", R"(graph "" opset 12
input x: float[1, 3, 11, 14]
a: u = MaxPool(x) {kernel_shape: [3, 2], strides: [2, 3], ceil_mode: 1, dilations: [2, 1]}
b: y = AveragePool(x) {kernel_shape: [3, 2], strides: [2, 3], ceil_mode: 1, pads: [1, 0, 1, 0]}
output u
output y
)"},
    {"Slice, Split, Squeeze, Tile", R"(graph "" opset 13
input x: float[1, 9, 10]
const starts: int64[2] = {-1, 1}
const ends: int64[2] = {-100, 9}
const axes: int64[2] = {1, 2}
const steps: int64[2] = {-2, 3}
s: a = Slice(x, starts, ends, axes, steps)
const lengths: int64[2] = {2, 3}
t: b, c = Split(a, lengths) {axis: 1}
const first: int64[1] = {0}
q: d = Squeeze(b, first)
const repeats: int64[2] = {3, 2}
i: y = Tile(d, repeats)
output y
output c
)"},
    {"Resize by scales, Pad, ReduceMean", R"(graph "" opset 13
input x: float[1, 3, 5, 7]
const scales: float[4] = {1.0, 1.0, 1.5, 2.0}
r: a = Resize(x, _, scales)
const pads: int64[8] = {0, 0, 1, 0, 0, 0, 2, -1}
p: b = Pad(a, pads)
m: y = ReduceMean(b) {axes: [1, -1], keepdims: 0}
output y
)"},
    {"Expand and broadcasting MatMul", R"(graph "" opset 13
input x: float[2, 1, 4, 5]
input m: float[3, 5, 6]
n: a = MatMul(x, m)
const target: int64[3] = {3, 4, 6}
e: y = Expand(a, target)
output y
)"},
    {"Gather, ScatterND, TopK, OneHot, NonZero", R"(graph "" opset 13
input x: float[7, 5]
const places: int64[2, 2] = {0, 1, 2, 3}
g: a = Gather(x, places) {axis: 1}
const k: int64[1] = {3}
t: values, indices = TopK(x, k) {axis: 0}
const depth: int64[] = {6}
const onOff: float[2] = {0, 1}
o: hot = OneHot(indices, depth, onOff) {axis: 1}
n: nonzero = NonZero(x)
output a
output values
output hot
output nonzero
)"},
    {"If with branches of one shape", R"(graph "" opset 13
input condition: bool[]
input x: float[2, 3]
i: y = If(condition) {then_branch: graph "then" {
  a: p = Relu(x)
  output p
}, else_branch: graph "else" {
  b: q = Neg(x)
  output q
}}
output y
)"},
};

/// Symbols and input shapes (what `lathe edit --set-shape` and `input_shape` set) on real models; everything follows from them.
struct OverrideCase {
    const char* model;
    std::map<std::string, std::int64_t> symbols;
    std::map<std::string, Shape> shapes;
    const char* output; ///< the first
};
const OverrideCase kOverrides[] = {
    {"TFBertForQuestionAnswering", {{"batch_size", 3}}, {}, "[3, 7]"},
    {"gpt2_greedy_x4", {{"batch_size", 3}, {"seq_len", 2}}, {}, "[3, 4]"},
    {"silero_vad_16k_op15", {{"batch", 2}, {"sequence", 512}}, {}, "[2, 1]"},
    {"resnet20_cifar10", {{"batch", 5}}, {}, "[5, 10]"},
    {"magika_standard_v3_3", {{"unk__214", 2}}, {}, "[2, 214]"},
    {"basic_pitch_nmp", {{"unk__749", 2}}, {}, "[2, 172, 88]"},
    {"super_resolution_10", {}, {{"input", Shape({4, 1, 224, 224})}}, "[4, 1, 672, 672]"},
    {"text_detection_ch_ppocrv3_2023may", {}, {{"x", Shape({1, 3, 64, 96})}}, "[64, 96]"},
    {"yolox_nano", {}, {{"images", Shape({1, 3, 256, 320})}}, "[1, 1680, 85]"},
    {"yunet_n_320_320", {}, {{"input", Shape({1, 3, 160, 320})}}, "[1, 800, 1]"},
};

/// The models of ONNX's suite that Lathe refuses.
constexpr std::string_view kRefused[] = {"training_mode"};

bool isRefused(std::string_view message) {
    return std::ranges::any_of(kRefused, [&](std::string_view text) { return message.find(text) != std::string_view::npos; });
}

/// What a file states beside what follows from its operators, as text and as the diagnostic says it.
struct StoredCase {
    const char* name;
    const char* value; ///< "y: float[]"
    const char* stored;
    const char* inferred;
};
constexpr StoredCase kStored[] = {
    {"rank 0 against 3", "y: float[]", "float []", "float [2, 3, 4]"},
    {"another rank", "y: float[24]", "float [24]", "float [2, 3, 4]"},
    {"another dimension", "y: float[2, 3, 5]", "float [2, 3, 5]", "float [2, 3, 4]"},
    {"another type", "y: int64[2, 3, 4]", "int64 [2, 3, 4]", "float [2, 3, 4]"},
};

/// `graph` written as ONNX and opened as the programs open it.
Result<std::vector<Diagnostic>> diagnosticsOnOpening(const Graph& graph, const fs::path& file) {
    LATHE_CHECK(writeOnnx(graph, file));
    JobContext job;
    LATHE_TRY(Graph read, readOnnx(file, job));
    LATHE_CHECK(inferShapes(read, job));
    return job.diagnostics();
}

void report(const char* name, const ShapeComparison& found) {
    qInfo("%s: %lld values; types, ranks, dims known: %lld %lld %lld here, %lld %lld %lld in libonnx%s", name,
          static_cast<long long>(found.values), static_cast<long long>(found.ours.types), static_cast<long long>(found.ours.ranks),
          static_cast<long long>(found.ours.dims), static_cast<long long>(found.theirs.types), static_cast<long long>(found.theirs.ranks),
          static_cast<long long>(found.theirs.dims), found.theirError.empty() ? "" : (" (" + found.theirError + ")").c_str());
}

} // namespace

class LibonnxInferenceTest : public QObject {
    Q_OBJECT
private slots:
    void ownGraphs_data() {
        QTest::addColumn<QString>("text");
        for (const TextCase& one : kTexts)
            QTest::newRow(one.name) << QString(one.text);
    }
    void ownGraphs() {
        QFETCH(QString, text);
        QTemporaryDir folder;
        const auto found = compareWithLibonnx(text.toStdString(), folder.path().toStdString());
        VERIFY_OK(found);
        QVERIFY2(found->theirError.empty(), found->theirError.c_str());
        QVERIFY2(found->differences.empty(), joined(found->differences).c_str());
        QVERIFY2(found->lacking.empty(), joined(found->lacking).c_str());
        QVERIFY(found->theirs.ranks > 0);
    }

    void zooModels_data() {
        QTest::addColumn<QString>("file");
        const auto zoo = zooFolder();
        for (const fs::path& file : modelsIn(zoo.value_or("") / "models" / "onnx"))
            QTest::newRow(file.stem().c_str()) << QString::fromStdString(file.string());
        if (!zoo) QTest::newRow("no zoo") << QString();
    }
    void zooModels() {
        REQUIRE_ZOO(zoo);
        QFETCH(QString, file);
        const auto found = compareWithLibonnx(fs::path(file.toStdString()));
        VERIFY_OK(found);
        report(QTest::currentDataTag(), *found);
        QVERIFY2(found->differences.empty(), joined(found->differences).c_str());
        QVERIFY2(found->lacking.empty(), joined(found->lacking).c_str());
        QVERIFY(found->ours.total() >= found->theirs.total());
        QCOMPARE(found->ours.types, found->values);
    }

    /// The single-operator models of ONNX's own suite: every operator, every form.
    void backendSuite() {
        if (!fs::is_directory(LATHE_ONNX_SUITE)) QSKIP("no ONNX backend suite: install libonnx-testdata");
        std::int64_t models = 0, agreeing = 0, outOfScope = 0;
        std::vector<std::string> refused, differing, lacking;
        for (const fs::path& file : modelsIn(LATHE_ONNX_SUITE)) {
            const std::string name = file.parent_path().filename();
            const auto found = compareWithLibonnx(file);
            ++models;
            if (!found && isRefused(found.error().message)) {
                ++outOfScope;
            } else if (!found)
                refused.push_back(name + ": " + found.error().text());
            else if (!found->differences.empty())
                differing.push_back(name + ": " + joined(found->differences));
            else if (!found->unknownOperator.empty())
                ++outOfScope;
            else if (!found->lacking.empty())
                lacking.push_back(name + ": " + joined(found->lacking));
            else
                ++agreeing;
        }
        qInfo("%lld models, %lld agree, %lld out of scope, %zu refused, %zu differ, %zu know less", static_cast<long long>(models),
              static_cast<long long>(agreeing), static_cast<long long>(outOfScope), refused.size(), differing.size(), lacking.size());
        QVERIFY2(refused.empty(), joined(refused).c_str());
        QVERIFY2(differing.empty(), joined(differing).c_str());
        QVERIFY2(lacking.empty(), joined(lacking).c_str());
        QVERIFY(agreeing >= 1000);
    }

    void overridesOnRealModels_data() {
        QTest::addColumn<int>("row");
        for (int i = 0; i < static_cast<int>(std::size(kOverrides)); ++i)
            QTest::newRow(kOverrides[i].model) << i;
    }
    void overridesOnRealModels() {
        REQUIRE_ZOO(zoo);
        QFETCH(int, row);
        const OverrideCase& one = kOverrides[row];
        const fs::path file = zoo / "models" / "onnx" / (std::string(one.model) + ".onnx");
        InferenceOptions options;
        options.symbolValues = one.symbols;
        options.inputShapes = one.shapes;
        const auto found = compareWithLibonnx(file, options);
        VERIFY_OK(found);
        QVERIFY2(found->differences.empty(), joined(found->differences).c_str());
        QVERIFY2(found->lacking.empty(), joined(found->lacking).c_str());
        QVERIFY(found->allStatic);
        JobContext job;
        auto graph = readOnnx(file, job);
        VERIFY_OK(graph);
        VERIFY_OK(inferShapes(*graph, job, options));
        const auto& shape = graph->value(graph->outputs().front()).shape;
        QVERIFY(shape.has_value());
        QCOMPARE(toText(*shape), std::string(one.output));
        for (const Diagnostic& each : job.diagnostics())
            QVERIFY2(each.code != "SHAPE01", toText(each).c_str());
    }

    void contradictionsAreNamedOnOpening_data() {
        QTest::addColumn<int>("row");
        for (int i = 0; i < static_cast<int>(std::size(kStored)); ++i)
            QTest::newRow(kStored[i].name) << i;
    }
    void contradictionsAreNamedOnOpening() {
        QFETCH(int, row);
        const StoredCase& one = kStored[row];
        const std::string where[] = {
            // of a graph output, of a value inside, of a body
            "input x: float[2, 3, 4]\na: @ = Relu(x)\noutput y\n",
            "input x: float[2, 3, 4]\na: @ = Relu(x)\nb: z = Neg(y)\noutput z\n",
            "input x: float[2, 3, 4]\ninput c: bool[]\ni: z = If(c) {then_branch: graph \"t\" {\na: @ = Relu(x)\nb: p = Neg(y)\noutput p\n}, "
            "else_branch: graph \"e\" {\nd: q = Neg(x)\noutput q\n}}\noutput z\n",
        };
        for (std::string text : where) {
            text.replace(text.find('@'), 1, one.value);
            const auto graph = parseGraph("graph \"\" opset 13\n" + text);
            VERIFY_OK(graph);
            verifyDiagnostic(*graph, "y", one.stored, one.inferred);
            if (QTest::currentTestFailed()) return;
        }
    }

    /// An initializer that the list of inputs describes wrongly.
    void contradictionOfAnInitializer() {
        const auto graph =
            parseGraph("graph \"\" opset 13\ninput x: float[2, 3]\nconst w: float[3] = {1, 2, 3}\na: y = Add(x, w)\noutput y\n");
        VERIFY_OK(graph);
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "model.onnx";
        VERIFY_OK(writeOnnx(*graph, file));
        VERIFY_OK(describeInitializer(file, "w"));
        JobContext job;
        VERIFY_OK(readOnnx(file, job));
        QCOMPARE(job.diagnostics().size(), std::size_t(1));
        QCOMPARE(job.diagnostics()[0].code, std::string("SHAPE01"));
        QCOMPARE(job.diagnostics()[0].node, std::string("w"));
        QVERIFY(job.diagnostics()[0].message.find("float []") != std::string::npos);
        QVERIFY(job.diagnostics()[0].message.find("float [3]") != std::string::npos);
    }

private:
    static void verifyDiagnostic(const Graph& graph, const std::string& tensor, const std::string& stored, const std::string& inferred) {
        QTemporaryDir folder;
        const auto found = diagnosticsOnOpening(graph, fs::path(folder.path().toStdString()) / "model.onnx");
        VERIFY_OK(found);
        QCOMPARE(found->size(), std::size_t(1));
        QCOMPARE(found->front().code, std::string("SHAPE01"));
        QCOMPARE(found->front().node, tensor);
        for (const std::string& part : {"'" + tensor + "'", stored, inferred})
            QVERIFY2(found->front().message.find(part) != std::string::npos, found->front().message.c_str());
    }
};

LATHE_TEST(LibonnxInferenceTest)
#include "libonnx_inference_test.moc"
