#include "core/base/files.h"
#include "core/formats/npy_file.h"
#include "core/graph/text_format.h"
#include "core/pipeline/pipeline.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <functional>
#include <set>

using namespace lathe;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kSide = 4;
/// The value of sample s at channel c, pixel i.
using Fill = std::function<float(int s, std::int64_t c, std::int64_t i)>;

/// A noisy level without a pattern that two samples share.
float noise(int s, std::int64_t c, std::int64_t i) {
    std::uint32_t x = static_cast<std::uint32_t>(s * 7919 + c * 104729 + i * 1299709 + 17);
    x ^= x << 13, x ^= x >> 17, x ^= x << 5;
    return static_cast<float>(x % 256);
}

InputSpec inputOf(const char* runtime) {
    InputSpec spec;
    spec.name = "x";
    spec.typeTrain = spec.typeRuntime = runtime;
    spec.shape = {1, 3, kSide, kSide};
    return spec;
}

/// A folder of arrays [1, 3, 4, 4].
class Arrays {
public:
    Arrays(int samples, const Fill& fill, int firstName = 0) {
        for (int s = 0; s < samples; ++s) {
            Tensor tensor = Tensor::makeZeros(DataType::Float, {1, 3, kSide, kSide});
            for (std::int64_t c = 0; c < 3; ++c)
                for (std::int64_t i = 0; i < kSide * kSide; ++i)
                    tensor.mutableData<float>()[static_cast<std::size_t>(c * kSide * kSide + i)] = fill(s, c, i);
            if (!writeNpy(tensor, fs::path(path()) / (std::to_string(100 + firstName + s) + ".npy"))) m_isComplete = false;
        }
    }
    std::string path() const { return m_folder.path().toStdString(); }
    bool isComplete() const { return m_isComplete; }

private:
    QTemporaryDir m_folder;
    bool m_isComplete = true;
};

/// A set of which everything was read.
Result<SampleSet> readAll(const std::vector<InputSpec>& inputs, const std::vector<std::string>& folders) {
    LATHE_TRY(SampleSet set, openSamples(inputs, folders));
    for (std::int64_t i = 0; i < set.count; ++i)
        LATHE_CHECK(set.source(i));
    return set;
}

std::string textOf(const JobContext& context) {
    std::string text;
    for (const Diagnostic& diagnostic : context.diagnostics())
        text += toText(diagnostic) + "\n";
    return text;
}

struct Case {
    const char* name;
    const char* runtime;
    bool hasMean; ///< mean_value and scale_value for levels
    Fill fill;
    const char* code; ///< "" for data that are as they should be
    const char* words;
};

const std::vector<Case>& cases() {
    static const std::vector<Case> kCases{
        {"levels", "rgb", true, noise, "", ""},
        {"a map around 0", "featuremap", false, [](int s, auto c, auto i) { return noise(s, c, i) / 64 - 2; }, "", ""},
        {"a map of levels", "featuremap", true, noise, "", ""},
        {"normalised map", "featuremap", true, [](int s, auto c, auto i) { return noise(s, c, i) / 64 - 2; }, "HZ39",
         "look normalised already"},
        {"levels of 0 and 1", "rgb", false, [](int s, auto c, auto i) { return noise(s, c, i) > 100 ? 1.0F : 0.0F; }, "HZ39",
         "all values lie between 0 and 1"},
        {"one white picture", "rgb", true, [](int s, auto c, auto i) { return s == 2 ? 255 - float(i == 0) : noise(s, c, i); }, "SMP03",
         "1 of 6 samples of the input 'x' are nearly one colour: 102.npy"},
        {"a constant input", "featuremap", false, [](int s, auto, auto) { return s == 99 ? 1.0F : 7.0F; }, "SMP03",
         "has one value (7) in all samples"},
        {"one empty map", "featuremap", false, [](int s, auto c, auto i) { return s == 5 ? 0 : noise(s, c, i); }, "SMP03", "105.npy"},
        {"an empty channel", "featuremap", false, [](int s, auto c, auto i) { return c == 1 ? 0 : noise(s, c, i); }, "SMP04",
         "channel 1 of the input 'x' is 0 in all 6 samples"},
        {"twice the same", "rgb", true, [](int s, auto c, auto i) { return noise(s == 4 ? 1 : s, c, i); }, "SMP02", "104.npy (as 101.npy)"},
    };
    return kCases;
}

/// Noise of that size, Conv of identity, and a normalisation that was trained on levels around 127.
constexpr const char* kTrainedOnLevels = R"(graph "g" opset 13
input x: float[1, 3, 4, 4]
const w: float[3, 3, 1, 1] = {1, 0, 0, 0, 1, 0, 0, 0, 1}
const s: float[3] = {1, 1, 1}
const b: float[3] = {0, 0, 0}
const m: float[3] = {127, 127, 127}
const v: float[3] = {5400, 5400, 5400}
c: h = Conv(x, w)
n: y = BatchNormalization(h, s, b, m, v)
output y
)";

} // namespace

class SampleWarningsTest : public QObject {
    Q_OBJECT
private slots:
    void aRuleSpeaksWhereItShould_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < cases().size(); ++i)
            QTest::newRow(cases()[i].name) << int(i);
    }
    void aRuleSpeaksWhereItShould() {
        QFETCH(int, index);
        const Case& rule = cases()[static_cast<std::size_t>(index)];
        InputSpec input = inputOf(rule.runtime);
        if (rule.hasMean) input.mean = {127.5}, input.scale = {1 / 64.0};
        const Arrays arrays(6, rule.fill);
        QVERIFY(arrays.isComplete());
        const auto set = readAll({input}, {arrays.path()});
        VERIFY_OK(set);
        JobContext context;
        reportSamples(*set, context);
        const std::string said = textOf(context);
        if (*rule.code == '\0') {
            QVERIFY2(said.empty(), said.c_str());
            return;
        }
        QVERIFY2(said.find(rule.code) != std::string::npos && said.find(rule.words) != std::string::npos, said.c_str());
        for (const Diagnostic& diagnostic : context.diagnostics()) {
            QVERIFY2(diagnostic.code == rule.code || std::string_view(rule.code) == "SMP03", said.c_str()); // constant ones are alike, too
            QVERIFY(!diagnostic.place.file.empty() && !diagnostic.remedy.empty());
            const auto row = std::ranges::find(sampleRuleTable(), diagnostic.code, &SampleRuleRow::code);
            QVERIFY(row != sampleRuleTable().end());
        }
    }

    void pairsOfOtherNamesAreTold() {
        const Arrays left(4, noise), right(4, noise, 1), same(4, noise);
        const auto input = inputOf("featuremap");
        auto other = input;
        other.name = "y";
        for (const auto* second : {&right, &same}) {
            const auto set = readAll({input, other}, {left.path(), second->path()});
            VERIFY_OK(set);
            JobContext context;
            reportSamples(*set, context);
            QCOMPARE(textOf(context).find("SMP07") != std::string::npos, second == &right);
        }
    }

    void trainingTellsTheScale_data() {
        QTest::addColumn<float>("factor");
        QTest::addColumn<float>("shift");
        QTest::addColumn<bool>("isTold");
        QTest::newRow("levels") << 1.0F << 0.0F << false;
        QTest::newRow("half as bright") << 0.5F << 0.0F << false;
        QTest::newRow("0 to 1") << 1 / 255.0F << 0.0F << true;
        QTest::newRow("sixteen bits") << 256.0F << 0.0F << true;
        QTest::newRow("shifted") << 1.0F << -900.0F << true;
    }
    void trainingTellsTheScale() {
        QFETCH(float, factor);
        QFETCH(float, shift);
        QFETCH(bool, isTold);
        const auto graph = parseGraph(kTrainedOnLevels);
        VERIFY_OK(graph);
        const Arrays arrays(6, [&](int s, auto c, auto i) { return noise(s, c, i) * factor + shift; });
        const auto set = openSamples({inputOf("featuremap")}, {arrays.path()});
        VERIFY_OK(set);
        JobContext context;
        VERIFY_OK(reportScale(*graph, *set, context));
        QCOMPARE(textOf(context).find("SMP05") != std::string::npos, isTold);
    }
    void constantsMayBeNodes() {
        std::string text = kTrainedOnLevels;
        const std::string mean = "const m: float[3] = {127, 127, 127}\n";
        text.replace(text.find(mean), mean.size(), "k: m = Constant() {value: float[3] = {127, 127, 127}}\n");
        const auto graph = parseGraph(text);
        VERIFY_OK(graph);
        const Arrays arrays(6, [](int s, auto c, auto i) { return noise(s, c, i) / 255; });
        const auto set = openSamples({inputOf("featuremap")}, {arrays.path()});
        VERIFY_OK(set);
        JobContext context;
        VERIFY_OK(reportScale(*graph, *set, context));
        QVERIFY2(textOf(context).find("SMP05") != std::string::npos, textOf(context).c_str());
    }
    void anUntrainedNetworkTellsNothing() {
        std::string text = kTrainedOnLevels;
        text.replace(text.find("{127, 127, 127}"), 15, "{0, 0, 0}");
        text.replace(text.find("{5400, 5400, 5400}"), 18, "{1, 1, 1}");
        const auto graph = parseGraph(text);
        VERIFY_OK(graph);
        const Arrays arrays(6, noise);
        const auto set = openSamples({inputOf("featuremap")}, {arrays.path()});
        VERIFY_OK(set);
        JobContext context;
        VERIFY_OK(reportScale(*graph, *set, context));
        QVERIFY2(context.diagnostics().empty(), textOf(context).c_str());
    }

    void swappedColoursAreTold_data() {
        QTest::addColumn<float>("red"); ///< added to the first channel of the calibration samples
        QTest::addColumn<float>("blue");
        QTest::addColumn<int>("samples");
        QTest::addColumn<bool>("isTold");
        QTest::newRow("alike") << 60.0F << 0.0F << 24 << false;
        QTest::newRow("swapped") << 0.0F << 60.0F << 24 << true;
        QTest::newRow("gray") << 0.0F << 0.0F << 24 << false;
        QTest::newRow("too few") << 0.0F << 60.0F << 8 << false;
        QTest::newRow("much bluer") << 0.0F << 1000.0F << 24 << false; // other data, not swapped ones
    }
    void swappedColoursAreTold() {
        QFETCH(float, red);
        QFETCH(float, blue);
        QFETCH(int, samples);
        QFETCH(bool, isTold);
        const auto tinted = [](float first, float last, int offset) -> Fill {
            return [=](int s, std::int64_t c, std::int64_t i) { return noise(s + offset, c, i) + (c == 0 ? first : c == 2 ? last : 0); };
        };
        const Arrays calibration(samples, tinted(red, blue, 1000)), evaluation(24, tinted(60, 0, 0));
        const auto set = readAll({inputOf("featuremap")}, {evaluation.path()});
        VERIFY_OK(set);
        SampleRequest request;
        request.paths = {calibration.path()};
        JobContext context({}, 2);
        VERIFY_OK(reportSwappedColours(request, *set, context));
        QCOMPARE(textOf(context).find("SMP06") != std::string::npos, isTold);
    }

    void everyRuleIsTested() {
        std::set<std::string> tested{"SMP01", "SMP05", "SMP06", "SMP07"}; // samples_test, and the functions above
        for (const Case& rule : cases())
            tested.insert(rule.code);
        for (const SampleRuleRow& row : sampleRuleTable())
            QVERIFY2(tested.contains(std::string(row.code)), std::string(row.code).c_str());
    }
};

LATHE_TEST(SampleWarningsTest)
#include "sample_warnings_test.moc"
