#include "tests/core/config/config_support.h"
#include "tests/support/test_main.h"

using namespace lathe;
using namespace lathe::test;

namespace {

using Change = std::function<void(BuildConfig&)>;

std::string withNodes(const std::string& nodeInfo) {
    return "# How the camera model is built.\n"
           "model_parameters:\n"
           "  onnx_model: model.onnx   # from the training team\n"
           "  march: nash-e\n" +
           nodeInfo +
           "\n"
           "# Pictures come from the left camera.\n"
           "input_parameters:\n"
           "  input_type_train: rgb\n"
           "  input_type_rt:    nv12 # as the ISP gives it\n"
           "  input_layout_train: NCHW\n"
           "calibration_parameters:\n"
           "  # a hundred frames, day and night\n"
           "  cal_data_dir: ./samples\n"
           "  calibration_type: kl\n"
           "compiler_parameters: {optimize_level: O1, jobs: 4}\n";
}

void toInt16(BuildConfig& config, const std::string& node) {
    config.nodeInfo[node].inputType = config.nodeInfo[node].outputType = "int16";
}

std::string afterEdit(const ConfigSandbox& sandbox, const std::string& yaml, const Change& change, std::string& problem) {
    JobContext context;
    const auto before = sandbox.parse(yaml, context);
    if (!before) return problem = before.error().text(), std::string();
    BuildConfig after = *before;
    change(after);
    const std::string text = editYaml(yaml, *before, after);
    const auto readBack = sandbox.parse(text, context);
    if (!readBack)
        problem = readBack.error().text() + "\n" + text;
    else if (*readBack != after)
        problem = "the text does not say what was wanted:\n" + text;
    return text;
}

} // namespace

Q_DECLARE_METATYPE(Change)

class EditConfigTest : public QObject {
    Q_OBJECT
private slots:
    void onlyTheKeyChanges_data() {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<Change>("change");
        QTest::addColumn<QByteArray>("after");
        const auto row = [](const char* name, const std::string& before, Change change, const std::string& after) {
            QTest::newRow(name) << QByteArray::fromStdString(before) << change << QByteArray::fromStdString(after);
        };
        const auto int16 = [](const char* node) { return [node](BuildConfig& c) { toInt16(c, node); }; };
        const auto reset = [](const char* node) { return [node](BuildConfig& c) { c.nodeInfo.erase(node); }; };
        const std::string value = "{'InputType': 'int16', 'OutputType': 'int16'}";

        row("first node", withNodes(""), int16("conv1"), withNodes("  node_info: {'conv1': " + value + "}\n"));
        row("key without value", withNodes("  node_info: # none yet\n"), int16("conv1"),
            withNodes("  node_info: {'conv1': " + value + "} # none yet\n"));
        row("one more in braces", withNodes("  node_info: {a: {ON: CPU}} # keep\n"), int16("b"),
            withNodes("  node_info: {a: {ON: CPU}, b: " + value + "} # keep\n"));
        row("in braces over lines", withNodes("  node_info: {\n    a: {ON: CPU}, # slow\n    b: {ON: CPU},\n  }\n"), reset("a"),
            withNodes("  node_info: {\n    b: {ON: CPU},\n  }\n"));
        row(
            "last in braces goes, another comes", withNodes("  node_info: {a: {ON: CPU}, b: {ON: CPU}}\n"),
            [](BuildConfig& c) { c.nodeInfo.erase("b"), toInt16(c, "c"); }, withNodes("  node_info: {a: {ON: CPU}, c: " + value + "}\n"));
        row("one more line", withNodes("  node_info:\n    # the head\n    a: {ON: CPU} # slow\n"), int16("b"),
            withNodes("  node_info:\n    # the head\n    a: {ON: CPU} # slow\n    b: " + value + "\n"));
        row("one of the lines",
            withNodes("  node_info:\n    a: {ON: CPU} # slow\n    # the head\n    b:\n      ON: CPU\n    c: {ON: CPU}\n"), int16("a"),
            withNodes(
                "  node_info:\n    a: {'ON': 'CPU', 'InputType': 'int16', 'OutputType': 'int16'} # slow\n    # the head\n    b:\n      ON: "
                "CPU\n    c: {ON: CPU}\n"));
        row("a node of several lines goes",
            withNodes("  node_info:\n    a: {ON: CPU}\n    # the head\n    b:\n      ON: CPU\n    c: {ON: CPU}\n"), reset("b"),
            withNodes("  node_info:\n    a: {ON: CPU}\n    # the head\n    c: {ON: CPU}\n"));
        row("last line goes", withNodes("  node_info:\n    # the head\n    a: {ON: CPU}\n"), reset("a"),
            withNodes("  node_info:\n    # the head\n"));
        row("only node goes", withNodes("  node_info: {a: {ON: CPU}}\n"), reset("a"), withNodes(""));
        row("list spelling stays", withNodes("  node_info: 'a:int16; b:int8' # old style\n"), int16("c"),
            withNodes("  node_info: 'a:int16; b:int8; c:int16' # old style\n"));
        row(
            "list spelling where it can", withNodes("  node_info: a:int16 # old style\n"),
            [](BuildConfig& c) { c.nodeInfo["b"].on = "CPU"; },
            withNodes("  node_info: {'a': " + value + ", 'b': {'ON': 'CPU'}} # old style\n"));
        row("names that YAML would read", withNodes(""), int16("it's: a {node}, #1"),
            withNodes("  node_info: {'it''s: a {node}, #1': " + value + "}\n"));

        const std::string text = withNodes("");
        const auto with = [&](std::string_view from, std::string_view to) {
            std::string changed = text;
            return changed.replace(changed.find(from), from.size(), to);
        };
        row(
            "a plain value", text, [](BuildConfig& c) { c.march = "nash-m"; }, with("march: nash-e", "march: 'nash-m'"));
        row(
            "a value before a comment", text, [](BuildConfig& c) { c.inputs[0].typeRuntime = "rgb"; }, with("nv12 # as", "'rgb' # as"));
        row(
            "a value in braces", text, [](BuildConfig& c) { c.optimizeLevel = "O2"; }, with("optimize_level: O1", "optimize_level: 'O2'"));
        row(
            "a number in braces", text, [](BuildConfig& c) { c.jobs = 8; }, with("jobs: 4", "jobs: 8"));
        row(
            "nothing", text, [](BuildConfig&) {}, text);
    }
    void onlyTheKeyChanges() {
        QFETCH(QByteArray, before);
        QFETCH(Change, change);
        QFETCH(QByteArray, after);
        std::string problem;
        const std::string text = afterEdit(ConfigSandbox(), before.toStdString(), change, problem);
        QVERIFY2(problem.empty(), problem.c_str());
        QCOMPARE(QByteArray::fromStdString(text), after);
    }

    void whatNoSpliceCanSayIsWrittenAnew_data() {
        QTest::addColumn<QByteArray>("node");
        QTest::newRow("an anchor") << QByteArray("  node_info: &nodes {a: {ON: CPU}}\n");
        QTest::newRow("an explicit key") << QByteArray("  ? node_info\n  : {a: {ON: CPU}}\n");
    }
    void whatNoSpliceCanSayIsWrittenAnew() {
        QFETCH(QByteArray, node);
        std::string problem;
        const std::string text = afterEdit(
            ConfigSandbox(), withNodes(node.toStdString()), [](BuildConfig& c) { toInt16(c, "b"); }, problem);
        QVERIFY2(problem.empty(), problem.c_str());
        QVERIFY2(text.starts_with("# How the camera model is built.\nmodel_parameters:\n"), text.c_str());
    }

    void aTextWithoutFinalNewlineGrows() {
        std::string problem, yaml = withNodes("");
        yaml.pop_back();
        yaml.replace(yaml.find("compiler_parameters: {optimize_level: O1, jobs: 4}"), std::string::npos, "compiler_parameters:\n  jobs: 4");
        const std::string text = afterEdit(
            ConfigSandbox(), yaml, [](BuildConfig& c) { c.coreNum = 2; }, problem);
        QVERIFY2(problem.empty(), problem.c_str());
        QVERIFY2(text.ends_with("compiler_parameters:\n  jobs: 4\n  core_num: 2\n"), text.c_str());
    }

    void editingBackGivesTheTextBack() {
        const ConfigSandbox sandbox;
        std::string problem;
        const std::string yaml = withNodes(""), text = afterEdit(
                                                    sandbox, yaml, [](BuildConfig&c) { toInt16(c, "conv1"); }, problem);
        QCOMPARE(afterEdit(
                     sandbox, text, [](BuildConfig& c) { c.nodeInfo.clear(); }, problem),
                 yaml);
        QVERIFY2(problem.empty(), problem.c_str());
    }

    void aCopyElsewhereMeansTheSamePaths() {
        const ConfigSandbox sandbox;
        JobContext context;
        const auto config = sandbox.parse(withNodes(""), context);
        VERIFY_OK(config);
        const std::string text = withAbsolutePaths(withNodes(""), *config);
        QVERIFY2(text.find("onnx_model: '" + config->onnxModel + "'   # from the training team") != std::string::npos, text.c_str());
        QVERIFY2(text.find("# a hundred frames, day and night\n  cal_data_dir: '" + config->inputs[0].calDataDir + "'") !=
                     std::string::npos,
                 text.c_str());
        const auto moved = parseConfig(text, "/elsewhere/build.yaml", std::vector<std::string>{"nash-e"}, context);
        VERIFY_OK(moved);
        QCOMPARE(moved->onnxModel, config->onnxModel);
        QCOMPARE(moved->inputs[0].calDataDir, config->inputs[0].calDataDir);
    }
};

LATHE_TEST(EditConfigTest)
#include "edit_config_test.moc"
