#include "tests/core/config/config_support.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <set>

using namespace lathe;
using namespace lathe::test;
namespace fs = std::filesystem;

namespace {

std::string groupsOnly() {
    return "model_parameters:\ninput_parameters:\ncalibration_parameters:\ncompiler_parameters:\n";
}

} // namespace

class ConfigFileTest : public QObject {
    Q_OBJECT
private slots:
    void everyProblemIsReportedAtItsPlace() {
        ConfigSandbox sandbox;
        JobContext context;
        const auto config = sandbox.parse("model_parameters:\n"
                                          "  onnx_model: 'model.onnx'\n"
                                          "  march: 'nash-e'\n"
                                          "  working_dirr: 'out'\n"
                                          "input_parameters:\n"
                                          "  input_type_train: 'featuremap'\n"
                                          "calibration_parameters:\n"
                                          "  cal_data_dir: 'samples'\n"
                                          "  per_channel:   'yes'\n"
                                          "compiler_parameters:\n"
                                          "  optimize_level: O3\n",
                                          context);
        QVERIFY(!config);
        const Error& error = config.error();
        QCOMPARE(error.kind, ErrorKind::Usage);
        QCOMPARE(error.details.size(), std::size_t(3));
        const auto check = [&](std::size_t i, const char* code, int line, int column, const char* remedy) {
            const Diagnostic& found = error.details[i];
            QCOMPARE(found.code, std::string(code));
            QCOMPARE(found.place.line, line);
            QCOMPARE(found.place.column, column);
            QCOMPARE(found.place.file, sandbox.file().string());
            QVERIFY2(found.remedy.find(remedy) != std::string::npos, found.remedy.c_str());
        };
        check(0, "CFG_UNKNOWN_KEY", 4, 3, "did you mean 'working_dir'?");
        check(1, "HZ35", 9, 18, "true or false");
        check(2, "HZ27", 11, 19, "O0, O1 or O2");
        const std::string text = error.text();
        QVERIFY2(text.find(sandbox.file().string() + ":11:19: error HZ27") != std::string::npos, text.c_str());
    }

    void structureProblems_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("line");
        QTest::newRow("syntax") << "model_parameters:\n  march: [1, 2\n"
                                << "CFG_SYNTAX" << 3;
        QTest::newRow("tab") << "model_parameters:\n\tmarch: 1\n"
                             << "CFG_SYNTAX" << 2;
        QTest::newRow("unknown group") << QString::fromStdString(groupsOnly()) + "compiler_parameter:\n  jobs: 3\n"
                                       << "CFG_UNKNOWN_GROUP" << 5;
        QTest::newRow("group twice") << QString::fromStdString(groupsOnly()) + "model_parameters:\n"
                                     << "CFG_DUPLICATE" << 5;
        QTest::newRow("key twice") << QString::fromStdString(groupsOnly()) + "  jobs: 3\n  jobs: 4\n"
                                   << "CFG_DUPLICATE" << 6;
        QTest::newRow("wrong group") << QString::fromStdString(groupsOnly()) + "  march: nash-e\n"
                                     << "CFG_UNKNOWN_KEY" << 5;
        QTest::newRow("group of text") << "model_parameters: hello\n"
                                       << "CFG_TYPE" << 1;
        QTest::newRow("list for text") << QString::fromStdString(groupsOnly()) + "  optimize_level: [O1]\n"
                                       << "CFG_TYPE" << 5;
        QTest::newRow("text for number") << QString::fromStdString(groupsOnly()) + "  jobs: many\n"
                                         << "CFG_TYPE" << 5;
        QTest::newRow("dictionary in list") << QString::fromStdString(groupsOnly()) + "  core_num: {a: 1}\n"
                                            << "CFG_TYPE" << 5;
        QTest::newRow("no groups") << "hello"
                                   << "HZ01" << 1;
        QTest::newRow("list") << "- a\n"
                              << "HZ01" << 1;
    }
    void structureProblems() {
        QFETCH(QString, yaml);
        QFETCH(QString, code);
        QFETCH(int, line);
        ConfigSandbox sandbox;
        JobContext context;
        const auto config = sandbox.parse(yaml.toStdString(), context);
        QVERIFY(!config);
        const auto& details = config.error().details;
        const auto found = std::find_if(details.begin(), details.end(), [&](const Diagnostic& d) { return d.code == code.toStdString(); });
        QVERIFY2(found != details.end(), config.error().text().c_str());
        QCOMPARE(found->place.line, line);
    }

    void hostileTextsEndInErrors_data() {
        QTest::addColumn<QByteArray>("yaml");
        QByteArray bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 12; ++i) {
            const QByteArray last = "*a" + QByteArray::number(i - 1);
            bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" + (last + ", ").repeated(9) + last + "]\n";
        }
        QTest::newRow("alias bomb") << bomb;
        QTest::newRow("deep list") << QByteArray(20000, '[');
        QTest::newRow("deep blocks") << QByteArray("- ").repeated(5000);
        QTest::newRow("alias of itself") << QByteArray("a: &a [*a]\n");
        QTest::newRow("large") << QByteArray(5 << 20, '#');
        QTest::newRow("bytes") << QByteArray("\xff\xfe\x00\x01\x80{[", 7);
        QTest::newRow("complex key") << QByteArray("? [a, b]\n: c\n");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("comma behind a list") << QByteArray("[],"); // yaml-cpp sees documents without end
        QTest::newRow("texts multiplied") << "a: &a " + QByteArray(1 << 20, 'x') + "\nb: [" + QByteArray("*a, ").repeated(1000) + "]\n";
        QTest::newRow("anchors in anchors") << QByteArray("[&a ").repeated(60) + QByteArray(1 << 20, 'x') + QByteArray(60, ']');
        QTest::newRow("second document") << QByteArray("model_parameters: {march: nash-e}\n---\nmodel_parameters: {march: nash-m}\n");
    }
    void hostileTextsEndInErrors() {
        QFETCH(QByteArray, yaml);
        ConfigSandbox sandbox;
        JobContext context;
        const auto config = sandbox.parse(yaml.toStdString(), context);
        QVERIFY(!config);
        QCOMPARE(config.error().kind, ErrorKind::Usage);
        QVERIFY(!config.error().details.empty());
    }

    void valuesArriveTyped() {
        ConfigSandbox sandbox;
        sandbox.set("model_parameters", "march", "'NASH-M'");
        sandbox.set("model_parameters", "node_info", "'a:b:int16; c:int8'");
        sandbox.set("model_parameters", "output_nodes", "['x;y', z]");
        sandbox.set("input_parameters", "input_name", "'data'");
        sandbox.set("input_parameters", "input_shape", "'1x3x32x64'");
        sandbox.set("input_parameters", "norm_type", "'data_mean_and_scale'");
        sandbox.set("input_parameters", "mean_value", "'1.5, 2 3'");
        sandbox.set("input_parameters", "scale_value", "0.017");
        sandbox.set("compiler_parameters", "input_source", "{\"data\": \"pyramid\"}");
        JobContext context;
        const auto config = sandbox.parse(context);
        VERIFY_OK(config);
        QCOMPARE(config->march, std::string("nash-m"));
        QCOMPARE(config->onnxModel, (sandbox.folder() / "model.onnx").string());
        QCOMPARE(config->workingDir, (sandbox.folder() / "model_output").string());
        QCOMPARE(config->nodeInfo.at("a:b").outputType, std::string("int16"));
        QCOMPARE(config->nodeInfo.at("c").inputType, std::string("int8"));
        QCOMPARE(config->outputNodes, (std::vector<std::string>{"x;y", "z"}));
        const InputConfig& input = config->inputs.front();
        QCOMPARE(*input.shape, (std::vector<std::int64_t>{1, 3, 32, 64}));
        QCOMPARE(input.mean, (std::vector<double>{1.5, 2, 3}));
        QCOMPARE(input.scale, std::vector<double>{0.017});
        QCOMPARE(input.source, std::string("pyramid"));
        QCOMPARE(input.calDataDir, (sandbox.folder() / "samples").string());
    }

    void whatHasNoEffectYetIsSaid() {
        ConfigSandbox sandbox;
        sandbox.set("compiler_parameters", "core_num", "2");
        sandbox.set("compiler_parameters", "jobs", "16");
        sandbox.set("calibration_parameters", "calibration_type", "mix"); // which has one
        sandbox.groups["houmo_parameters"] = {{"ncore", "2"}, {"enable_profile", "True"}, {"list", "[1, {a: b}]"}};
        JobContext context;
        const auto config = sandbox.parse(context);
        VERIFY_OK(config);
        const std::string text = toText(context.diagnostics());
        for (const char* part : {"info CFG_LATER: enable_profile", "houmo_parameters are kept, but have no effect: 'list'"})
            QVERIFY2(text.find(part) != std::string::npos, text.c_str());
        for (const char* part : {"core_num", "jobs", "mix"})
            QVERIFY2(text.find(part) == std::string::npos, text.c_str());
        QCOMPARE(config->vendorGroups.at("houmo_parameters").at("list"), std::string("[1, {a: b}]"));
    }

    void vendorsKeysAreReadInTheirSpelling() {
        ConfigSandbox sandbox;
        sandbox.groups["houmo_parameters"] = {{"opt_level", "2"}, {"j", "3"}};
        sandbox.groups["ti_parameters"] = {{"advanced_options:num_cores", "4"}, {"advanced_options:params_16bit_names_list", "'a, b'"}};
        sandbox.groups["qualcomm_parameters"] = {{"-execute-nodes-in-fp16", "[Conv, Add]"}};
        JobContext context;
        const auto config = sandbox.parse(context);
        VERIFY_OK(config);
        QCOMPARE(config->optimizeLevel, std::string("O2"));
        QCOMPARE(config->jobs, 3);
        QCOMPARE(config->coreNum, 4);
        QCOMPARE(vendorValue(*config, "ti_parameters", "params_16bit_names_list"), std::string("a; b"));
        QCOMPARE(vendorValue(*config, "qualcomm_parameters", "execute_nodes_in_fp16"), std::string("Conv; Add"));
        QCOMPARE(vendorValue(*config, "kneron_parameters", "flops_ratio"), std::string());
    }

    void docsAreThoseOfTheTables() {
        const std::string path = test::sourceFile("docs/configuration.md").string();
        if (qEnvironmentVariableIsSet("LATHE_WRITE_GOLDEN")) VERIFY_OK(writeFileAtomically(path, configurationMarkdown()));
        const auto text = readTextFile(path, 1 << 20);
        VERIFY_OK(text);
        QVERIFY2(*text == configurationMarkdown(),
                 "docs/configuration.md is not what the tables say: run config_test with LATHE_WRITE_GOLDEN=1");
    }

    void optionsAreThoseOfTheTables() {
        const std::string path = test::sourceFile("docs/options.md").string();
        if (qEnvironmentVariableIsSet("LATHE_WRITE_GOLDEN")) VERIFY_OK(writeFileAtomically(path, optionsMarkdown()));
        const auto text = readTextFile(path, 1 << 20);
        VERIFY_OK(text);
        QVERIFY2(*text == optionsMarkdown(), "docs/options.md is not what the tables say: run config_test with LATHE_WRITE_GOLDEN=1");
    }

    /// Each option has a mechanism with a test that exists, or says that it has none.
    void everyOptionHasAMechanismOrSaysNone() {
        std::string tests;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(test::sourceFile("tests/core")))
            if (entry.path().extension() == ".cpp") tests += entry.path().filename().string() + readTextFile(entry.path(), 1 << 20).value();
        const auto exists = [&](std::string_view name) {
            const auto colons = name.find("::");
            if (colons == std::string_view::npos) return tests.find(name) != std::string::npos;
            const std::string klass = "class " + std::string(name.substr(0, colons)) + " ";
            return tests.find(klass) != std::string::npos &&
                   tests.find("void " + std::string(name.substr(colons + 2)) + "()") != std::string::npos;
        };
        const auto check = [&](const ParameterRow& row) {
            const OptionEffectRow* effect = findOptionEffect(row.group, row.key);
            const std::string name = std::string(row.group) + "." + std::string(row.key);
            QVERIFY2((effect != nullptr) != !row.effect.empty(), name.c_str());
            if (effect) QVERIFY2(exists(effect->test), (name + ": " + std::string(effect->test)).c_str());
        };
        for (const ParameterRow& row : vendorParameterTable())
            check(row);
        for (const ParameterRow& row : parameterTable())
            if (row.group == "compiler_parameters") check(row);
        for (const OptionEffectRow& row : optionEffectTable())
            QVERIFY2(findParameter(row.group, row.key), std::string(row.key).c_str());
    }

    void normalisedTextReadsBackEqual_data() {
        QTest::addColumn<int>("kind");
        for (int kind = 0; kind < 5; ++kind)
            QTest::addRow("%d", kind) << kind;
    }
    void normalisedTextReadsBackEqual() {
        QFETCH(int, kind);
        ConfigSandbox sandbox;
        JobContext context;
        auto& groups = sandbox.groups;
        if (kind == 1) {
            VERIFY_OK(writeFileAtomically(sandbox.folder() / "labels.csv", "file,class_index\n"));
            groups["input_parameters"] = {{"input_name", "'a; b'"},
                                          {"input_type_train", "'rgb; featuremap'"},
                                          {"input_type_rt", "'nv12; featuremap'"},
                                          {"input_layout_train", "'NHWC; NCHW'"},
                                          {"mean_value", "'0.1 1e-3 123456789.25; None'"},
                                          {"norm_type", "'data_mean; no_preprocess'"},
                                          {"input_shape", "'1x8x8x3; 1x7'"},
                                          {"input_space_and_range", "'bt601_video; regular'"}};
            groups["calibration_parameters"] = {{"cal_data_dir", "'samples; samples'"},
                                                {"calibration_type", "max"},
                                                {"max_percentile", "0.99995"},
                                                {"per_channel", "True"},
                                                {"optimization", "'asymmetric; set_Conv_input_int16'"},
                                                {"image_transform", "'letterbox:114'"},
                                                {"image_order", "bgr"},
                                                {"eval_data_dir", "'samples; samples'"},
                                                {"eval_label_file", "labels.csv"},
                                                {"eval_label_offset", "1"}};
        }
        if (kind == 2) {
            groups["model_parameters"]["node_info"] =
                "{\"it's\": {ON: CPU, InputType0: int16, InputType12: int8, OutputType: float16}, 'a: b, {c}': {InputType: int16}}";
            groups["model_parameters"]["output_nodes"] = "['semi;colon', ' blank ', \"line\\nbreak\", 'ünï']";
            groups["model_parameters"]["remove_node_name"] = "'x; y'";
            groups["model_parameters"]["output_model_file_prefix"] = "'yes'";
            groups["compiler_parameters"] = {{"compile_mode", "balance"},
                                             {"balance_factor", "0"},
                                             {"core_num", "4"},
                                             {"max_time_per_fc", "4294967295"},
                                             {"jobs", "3"},
                                             {"advice", "7"},
                                             {"optimize_level", "O1"},
                                             {"input_source", "{data: resizer}"}};
        }
        if (kind == 3) {
            VERIFY_OK(writeFileAtomically(sandbox.folder() / "q.json",
                                          R"({"op_config": {"Conv": {"type": "int16"}}, "model_config": {"all_node_type": "float16"}})"));
            groups["calibration_parameters"]["quant_config"] = "q.json";
            groups["ti_parameters"] = {{"a key", "'a: \"value\"'"}, {"empty", "''"}};
            groups["kneron_parameters"] = {{"weight_bitwidth_mode", "'mix light'"}, {"flops_ratio", "0.25"}};
            groups["qualcomm_parameters"] = {{"-mxfp6-matmul", "True"}, {"execute-nodes-in-fp16", "'Conv, Add'"}};
        }
        if (kind == 4) groups["calibration_parameters"] = {};
        const auto config = sandbox.parse(context);
        VERIFY_OK(config);
        const std::string yaml = toYaml(*config);
        JobContext quiet;
        const auto again = parseConfig(yaml, "/somewhere/else/build.yaml", {}, quiet);
        VERIFY_OK(again);
        QVERIFY2(*again == *config, yaml.c_str());
        QCOMPARE(toYaml(*again), yaml);
    }

    void quantConfigIsReadStrictly_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("problem");
        QTest::newRow("comments, both spellings")
            << QByteArray(
                   "{ // first\n \"model_config\": {\"model_output_type\": \"int16\"},\n \"node_config\": {\"a\": {\"qtype\": \"float16\"}, \"b\": {\"type\": \"int8\"}}}")
            << "";
        QTest::newRow("syntax") << QByteArray("{\n\"model_config\": {},\n,}") << "line 3";
        QTest::newRow("level") << QByteArray("{\"op_confg\": {}}") << "did you mean 'op_config'";
        QTest::newRow("type") << QByteArray("{\"op_config\": {\"Conv\": {\"type\": \"int4\"}}}") << "op_config.Conv";
        QTest::newRow("model type") << QByteArray("{\"model_config\": {\"all_node_type\": \"int8\"}}") << "it is int16 or float16";
        QTest::newRow("no text") << QByteArray("{\"op_config\": {\"Conv\": {\"type\": [1]}}}") << "[1]";
        QTest::newRow("list") << QByteArray("[]") << "no dictionary";
        QTest::newRow("deep") << QByteArray(100000, '[') << "nested too deeply";
        QTest::newRow("bytes") << QByteArray("{\"op_config\": {\"\xff\": {\"type\": \"int8\"}}}") << "no JSON";
    }
    void quantConfigIsReadStrictly() {
        QFETCH(QByteArray, json);
        QFETCH(QString, problem);
        ConfigSandbox sandbox;
        VERIFY_OK(writeFileAtomically(sandbox.folder() / "q.json", json.toStdString()));
        sandbox.set("calibration_parameters", "quant_config", "q.json");
        JobContext context;
        const auto config = sandbox.parse(context);
        if (problem.isEmpty()) {
            VERIFY_OK(config);
            QCOMPARE(config->quantConfig.modelOutputType, std::string("int16"));
            QCOMPARE(config->quantConfig.nodeTypes, (std::map<std::string, std::string>{{"a", "float16"}, {"b", "int8"}}));
            return;
        }
        QVERIFY(!config);
        QCOMPARE(config.error().details.front().code, std::string("HZ26"));
        QVERIFY2(config.error().text().find(problem.toStdString()) != std::string::npos, config.error().text().c_str());
    }

    void templateIsValidAndShowsEveryKey() {
        ConfigSandbox sandbox;
        VERIFY_OK(makeFolder(sandbox.folder() / "calibration_data"));
        VERIFY_OK(writeFileAtomically(sandbox.folder() / "calibration_data/0.npy", ""));
        const std::string yaml = configTemplate("nash-e");
        for (const ParameterRow& row : parameterTable())
            QVERIFY2(yaml.find(std::string(row.key) + ":") != std::string::npos, std::string(row.key).c_str());
        JobContext context;
        VERIFY_OK(sandbox.parse(yaml, context));
        // With every comment of the form '# key: value' opened, the keys and ranges are still right.
        std::string opened;
        for (std::size_t from = 0; from < yaml.size();) {
            const std::size_t to = yaml.find('\n', from);
            std::string line = yaml.substr(from, to - from);
            for (const ParameterRow& row : parameterTable())
                if (line.starts_with("  # " + std::string(row.key) + ": ") && !row.fallback.empty()) line.erase(2, 2);
            opened += line + "\n";
            from = to + 1;
        }
        QVERIFY(opened != yaml);
        VERIFY_OK(sandbox.parse(opened, context));
    }

    void tableIsConsistent() {
        std::set<std::string_view> keys;
        for (const ParameterRow& row : parameterTable()) {
            QVERIFY2(keys.insert(row.key).second, std::string(row.key).c_str());
            QCOMPARE(findParameter(row.group, row.key), &row);
            QVERIFY(row.summary.ends_with('.'));
        }
        const BuildConfig defaults;
        QVERIFY(toYaml(defaults).find("jobs: 16") != std::string::npos);
    }

    void aMissingFileIsAUsageError() {
        JobContext context;
        const auto config = readConfig("/nowhere/build.yaml", {}, context);
        QVERIFY(!config);
        QCOMPARE(config.error().kind, ErrorKind::Usage);
        QVERIFY(config.error().text().find("/nowhere/build.yaml") != std::string::npos);
    }
};

LATHE_TEST(ConfigFileTest)
#include "config_file_test.moc"
