#include "core/pipeline/pipeline.h"

#include "core/base/files.h"
#include "core/compiler/compile.h"
#include "core/formats/onnx_file.h"
#include "core/graph/text_format.h"
#include "core/ops/evaluator.h"
#include "core/pipeline/stages.h"
#include "core/simulator/functional/functional.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <QTemporaryDir>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

using namespace lathe;
namespace fs = std::filesystem;

namespace {

/// A key of calibration_parameters with a value, and what it changes against the same build without it; "" when it does.
struct Effect {
    const char* key;
    const char* value;
    std::string (*check)(const BuildResult& with, const BuildResult& without);
    const char* beside = ""; ///< other keys of both builds
};

float thresholdOf(const BuildResult& build, const std::string& value) {
    return build.calibration->tensors.at(value).threshold;
}

/// Some value of the network whose range does not come from its bounds.
std::string firstValue(const BuildResult& build) {
    const Graph& graph = *build.optimised;
    bool isBehindConv = false;
    for (const NodeId id : graph.topologicalOrder()) {
        isBehindConv = isBehindConv || graph.node(id).opType == "Conv";
        const std::string& name = graph.value(graph.node(id).output()).name;
        // What only an activation reads has no range of its own.
        if (isBehindConv && build.calibration->tensors.contains(name)) return name;
    }
    return {};
}

std::string unless(bool holds, const char* text) {
    return holds ? "" : text;
}

std::string lowerThreshold(const BuildResult& with, const BuildResult& without) {
    const std::string value = firstValue(with);
    return unless(thresholdOf(with, value) < thresholdOf(without, value), "the threshold is no lower");
}

std::string otherThreshold(const BuildResult& with, const BuildResult& without) {
    const std::string value = firstValue(with);
    return unless(thresholdOf(with, value) != thresholdOf(without, value), "the threshold is the same");
}

std::string hasZeroPoints(const BuildResult& with, const BuildResult& without) {
    const auto count = [](const BuildResult& build) {
        return std::ranges::count_if(build.quantized->values, [](const auto& entry) { return entry.second.zeroPoint() != 0; });
    };
    return unless(count(with) > 3 && count(without) == 0, "zero points are not where they should be");
}

std::string outputsAre(const BuildResult& build, DataType type) {
    for (const ValueId output : build.quantized->graph.outputs())
        if (const QuantParams* params = build.quantized->paramsOf(output); !params || params->type != type)
            return "the output is of another type";
    return {};
}

std::string operandsAre(const BuildResult& build, const char* op, bool isInput, DataType type) {
    for (const auto& [id, how] : build.quantized->nodes) {
        const Node& node = build.quantized->graph.node(id);
        const QuantParams* params = build.quantized->paramsOf(isInput ? node.input(0) : node.output());
        if (node.opType == op && (!params || params->type != type)) return node.name + " has another type";
    }
    return {};
}

const std::vector<Effect>& effects() {
    static const std::vector<Effect> kEffects{
        {"cal_data_dir", "other", otherThreshold},
        {"calibration_type", "kl", lowerThreshold},
        {"calibration_type", "mse", otherThreshold},
        {"calibration_type", "percentile", otherThreshold},
        {"calibration_type", "max",
         [](const BuildResult& with, const BuildResult&) {
             const TensorRange& range = with.calibration->tensors.at(firstValue(with));
             return unless(range.threshold == std::max(-range.statistics.min, range.statistics.max), "not the largest magnitude");
         }},
        {"calibration_type", "skip",
         [](const BuildResult& with, const BuildResult& without) {
             return unless(with.calibration->isRandom && !without.calibration->isRandom, "the data are not random");
         }},
        {"max_percentile", "0.9", lowerThreshold},
        {"optimization", "asymmetric", hasZeroPoints},
        {"optimization", "set_model_output_int8",
         [](const BuildResult& with, const BuildResult&) { return outputsAre(with, DataType::Int8); }},
        {"optimization", "set_model_output_int16",
         [](const BuildResult& with, const BuildResult&) { return outputsAre(with, DataType::Int16); }},
        {"optimization", "set_Conv_input_int16",
         [](const BuildResult& with, const BuildResult&) { return operandsAre(with, "Conv", true, DataType::Int16); }},
        {"optimization", "set_Conv_output_int16",
         [](const BuildResult& with, const BuildResult&) { return operandsAre(with, "Conv", false, DataType::Int16); }},
        {"image_transform", "short_side:48", otherThreshold},
        {"cal_data_count", "2",
         [](const BuildResult& with, const BuildResult& without) {
             return unless(with.calibration->samples == 2 && without.calibration->samples == 4, "it does not take as many");
         }},
        {"eval_data_count", "1",
         [](const BuildResult& with, const BuildResult& without) {
             return unless(with.comparison->samples == 1 && without.comparison->samples == 3, "it does not take as many");
         },
         "  eval_data_dir: other\n"},
        {"eval_data_dir", "other",
         [](const BuildResult& with, const BuildResult& without) {
             return unless(with.comparison->samples == 3 && without.comparison->samples == 4, "it does not compare on them");
         }},
        {"eval_label_file", "labels.csv",
         [](const BuildResult& with, const BuildResult& without) {
             return unless(with.comparison->hasLabels && !without.comparison->hasLabels, "the labels are not used");
         },
         "  eval_data_dir: calibration\n"},
        {"eval_label_offset", "1",
         [](const BuildResult& with, const BuildResult& without) {
             return unless(without.comparison->floatTop1 > 0.5 && with.comparison->floatTop1 < 0.5, "the labels are not moved");
         },
         "  eval_data_dir: calibration\n  eval_label_file: labels.csv\n"},
    };
    return kEffects;
}

/// Keys and values with a test of their own.
struct Elsewhere {
    const char* key;
    const char* value; ///< "": all
    const char* where;
};
constexpr Elsewhere kElsewhere[] = {
    {"calibration_type", "default", "calibration_search_test"},
    {"calibration_type", "mix", "calibration_search_test"},
    {"per_channel", "", "CalibrationStageTest::perChannelWidensSomeRanges"},
    {"calibration_table", "", "CalibrationStageTest::aTableTakesThePlaceOfSamples"},
    {"quant_config", "", "precision_options_test"},
    {"image_order", "", "ConfigEffectsTest::orderOfColours"},
    {"sample_seed", "", "ConfigEffectsTest::seedsTakeOtherSamples"},
    {"skip_bad_samples", "", "ConfigEffectsTest::badSamplesAreSkipped"},
    {"raw_type", "", "SampleFileTest::rawFilesHaveAStatedType, ConfigEffectsTest::rawTypeOfTheKey"},
    {"optimization", "bias_correction", "PipelineTest"},
    {"optimization", "lstm_batch_last", "ConfigEffectsTest::lstmBatchLast"},
    {"optimization", "set_Softmax_input_int8", "precision_options_test"},
    {"optimization", "set_Softmax_output_int8", "precision_options_test"},
};

/// The values of `optimization` that are no pattern; the patterns stand for themselves.
constexpr const char* kOptimizations[] = {
    "set_model_output_int8",  "set_model_output_int16",  "set_Conv_input_int16", "set_Conv_output_int16",
    "set_Softmax_input_int8", "set_Softmax_output_int8", "asymmetric",           "bias_correction",
    "lstm_batch_last"};

bool isCovered(std::string_view key, std::string_view value) {
    const auto isEffect = [&](const Effect& effect) { return effect.key == key && (value.empty() || effect.value == value); };
    const auto isElsewhere = [&](const Elsewhere& other) {
        return other.key == key && (std::string_view(other.value).empty() || other.value == value);
    };
    return std::ranges::any_of(effects(), isEffect) || std::ranges::any_of(kElsewhere, isElsewhere);
}

std::vector<std::string> valuesOf(const ParameterRow& row) {
    if (row.key == "optimization") return {std::begin(kOptimizations), std::end(kOptimizations)};
    std::vector<std::string> values;
    for (std::size_t from = 0; row.type == ParameterType::Choice && from <= row.range.size();) {
        const std::size_t to = std::min(row.range.find('|', from), row.range.size());
        values.emplace_back(row.range.substr(from, to - from));
        from = to + 1;
    }
    return values.empty() ? std::vector<std::string>{""} : values;
}

/// The embedded sample network with four pictures, three others and labels beside it.
class Workshop {
public:
    Workshop() {
        const fs::path samples = test::sourceFile("resources/samples");
        fs::copy(samples / "shapes.onnx", folder() / "m.onnx");
        std::string labels = "file,class_index\n";
        for (const int i : {0, 1, 2, 3})
            copyPicture(samples, i, "calibration", &labels);
        for (const int i : {24, 25, 26})
            copyPicture(samples, i, "other", nullptr);
        (void)writeFileAtomically(folder() / "labels.csv", labels);
    }
    fs::path folder() const { return m_folder.path().toStdString(); }

    Result<BuildResult> build(const std::string& keys, Stage last = Stage::Compare) {
        std::string calibration;
        for (const char* fallback : {"cal_data_dir: calibration", "calibration_type: max"})
            if (const std::string key = std::string(fallback).substr(0, std::string_view(fallback).find(':') + 1);
                keys.find("  " + key) == std::string::npos)
                calibration += "  " + std::string(fallback) + "\n";
        const std::string yaml = "model_parameters:\n  onnx_model: m.onnx\n  march: nash-e\ninput_parameters:\n  input_type_train: rgb\n"
                                 "  input_type_rt: rgb\n  input_layout_train: NCHW\n  mean_value: '127.5'\n  scale_value: '0.015625'\n"
                                 "  norm_type: data_mean_and_scale\ncalibration_parameters:\n" +
                                 calibration + keys + "compiler_parameters:\n  optimize_level: O0\n";
        JobContext context({}, 2);
        LATHE_TRY(const BuildConfig config, parseConfig(yaml, folder() / "b.yaml", {}, context));
        PipelineOptions options;
        options.last = last;
        return runBuild(config, m_cache, context, options);
    }

private:
    void copyPicture(const fs::path& samples, int index, const char* into, std::string* labels) {
        fs::create_directories(folder() / into);
        const std::string stem = QString("%1_").arg(index, 3, 10, QChar('0')).toStdString();
        for (const auto& entry : fs::directory_iterator(samples / "calibration")) {
            const std::string name = entry.path().filename().string();
            if (!name.starts_with(stem)) continue;
            fs::copy(entry.path(), folder() / into / name);
            if (labels) *labels += name + "," + std::to_string(index % 10) + "\n";
        }
    }

    QTemporaryDir m_folder;
    StageCache m_cache;
};

} // namespace

/// Each key and value of calibration_parameters, and what it does to a build.
class ConfigEffectsTest : public QObject {
    Q_OBJECT
private slots:
    void keyHasItsEffect_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < effects().size(); ++i)
            QTest::addRow("%s=%s", effects()[i].key, effects()[i].value) << int(i);
    }
    void keyHasItsEffect() {
        QFETCH(int, index);
        const Effect& effect = effects()[static_cast<std::size_t>(index)];
        const auto with = m_workshop.build(std::string(effect.beside) + "  " + effect.key + ": " + effect.value + "\n");
        const auto without = m_workshop.build(effect.beside);
        VERIFY_OK(with);
        VERIFY_OK(without);
        const std::string problem = effect.check(*with, *without);
        QVERIFY2(problem.empty(), problem.c_str());
    }

    /// Nobody adds a key or a value without a case.
    void everyKeyHasACase() {
        for (const ParameterRow& row : parameterTable()) {
            if (row.group != "calibration_parameters" || !row.effect.empty()) continue;
            for (const std::string& value : valuesOf(row))
                QVERIFY2(isCovered(row.key, value), (std::string(row.key) + "=" + value).c_str());
        }
    }

    void orderOfColours() {
        InputSpec input;
        input.name = "x";
        input.shape = {1, 3, 32, 32};
        input.imageOrder = "rgb";
        const fs::path picture = *fs::directory_iterator(m_workshop.folder() / "calibration");
        const auto rgb = readSampleFile(picture, input);
        input.imageOrder = "bgr";
        const auto bgr = readSampleFile(picture, input);
        VERIFY_OK(rgb);
        VERIFY_OK(bgr);
        const std::size_t plane = 32 * 32;
        QVERIFY(std::ranges::equal(rgb->data<float>().first(plane), bgr->data<float>().last(plane)));
        QVERIFY(!areIdentical(*rgb, *bgr));
    }

    void seedsTakeOtherSamples() {
        std::set<std::vector<std::string>> taken;
        for (int seed = 0; seed < 6; ++seed) {
            const auto build = m_workshop.build("  cal_data_count: 2\n  sample_seed: " + std::to_string(seed) + "\n");
            VERIFY_OK(build);
            std::vector<std::string> files;
            for (const SampleResult& sample : build->comparison->perSample)
                files.push_back(sample.file);
            QCOMPARE(files.size(), std::size_t(2));
            taken.insert(files);
        }
        QVERIFY(taken.size() > 1);
    }

    void badSamplesAreSkipped() {
        const fs::path spoilt = m_workshop.folder() / "spoilt";
        fs::copy(m_workshop.folder() / "calibration", spoilt);
        VERIFY_OK(writeFileAtomically(spoilt / "zzz.png", "no picture"));
        const auto strict = m_workshop.build("  cal_data_dir: spoilt\n");
        QVERIFY(!strict);
        QCOMPARE(strict.error().place.file, (spoilt / "zzz.png").string());
        const auto lenient = m_workshop.build("  cal_data_dir: spoilt\n  skip_bad_samples: True\n");
        VERIFY_OK(lenient);
        QCOMPARE(lenient->calibration->samples, std::int64_t(4));
    }

    void rawTypeOfTheKey() {
        const fs::path raw = m_workshop.folder() / "raw";
        fs::create_directory(raw);
        VERIFY_OK(writeFileAtomically(raw / "a.bin", std::string(3 * 32 * 32 * 4, '\0'))); // zeros as float32, too many as bytes
        QVERIFY(!m_workshop.build("  cal_data_dir: raw\n"));
        VERIFY_OK(m_workshop.build("  cal_data_dir: raw\n  raw_type: float32\n"));
    }

    /// The LSTM leaves the host: convolutions of the accelerator whose width is the batch, with the same results, in less time.
    void lstmBatchLast_data() {
        QTest::addColumn<QString>("direction");
        QTest::addColumn<bool>("hasStates");
        QTest::newRow("forward") << "forward" << false;
        QTest::newRow("forward with states") << "forward" << true;
        QTest::newRow("reverse") << "reverse" << false;
        QTest::newRow("both") << "bidirectional" << false;
    }
    void lstmBatchLast() {
        QFETCH(QString, direction);
        QFETCH(bool, hasStates);
        const std::string d = direction == "bidirectional" ? "2" : "1";
        std::string text = "graph opset 14\ninput x: float[3, 8, 4]\n";
        if (hasStates) text += "input h: float[1, 8, 5]\ninput c: float[1, 8, 5]\n";
        text += "const w: float[" + d + ", 20, 4] = random(1, -0.5, 0.5)\nconst r: float[" + d +
                ", 20, 5] = random(2, -0.5, 0.5)\nconst b: float[" + d + ", 40] = random(3, -0.5, 0.5)\nn: y, hn, cn = LSTM(x, w, r, b" +
                (hasStates ? ", _, h, c" : "") + ") {hidden_size: 5, direction: \"" + direction.toStdString() + "\"}\noutput y\n";
        if (d == "1") text += "output hn\noutput cn\n"; // the states of two directions lie along the first axis, which stays on the host
        const auto parsed = parseGraph(text);
        VERIFY_OK(parsed);
        BuildConfig config;
        config.march = "nash-e";
        for (const ValueId input : parsed->inputs()) {
            config.inputs.emplace_back();
            config.inputs.back().name = parsed->value(input).name;
        }
        JobContext context;
        const auto host = optimiseModel(config, *parsed, context);
        VERIFY_OK(host);
        config.optimization = {"lstm_batch_last"};
        const auto accelerator = optimiseModel(config, *parsed, context);
        VERIFY_OK(accelerator);
        const auto countOf = [](const Graph& graph, std::string_view op) {
            return std::ranges::count_if(graph.nodes(), [&](NodeId id) { return graph.node(id).opType == op; });
        };
        QCOMPARE(countOf(*host->graph, "LSTM"), 1);
        QCOMPARE(countOf(*accelerator->graph, "LSTM"), 0);
        bool hasBatchAsWidth = false;
        for (const NodeId id : accelerator->graph->nodes())
            if (const auto& node = accelerator->graph->node(id); node.opType == "Conv")
                hasBatchAsWidth |= accelerator->graph->value(node.output()).shape->known()->back() == 8;
        QVERIFY(hasBatchAsWidth);

        std::vector<Tensor> inputs;
        std::uint32_t seed = 5;
        for (const ValueId input : parsed->inputs()) {
            inputs.push_back(Tensor::makeZeros(DataType::Float, *parsed->value(input).shape->known()));
            for (float& x : inputs.back().mutableData<float>())
                x = static_cast<float>((seed = seed * 1664525u + 1013904223u) >> 8) / 8388608.0f - 1;
        }
        const auto expected = evaluateGraph(*host->graph, inputs, context), actual = evaluateGraph(*accelerator->graph, inputs, context);
        VERIFY_OK(expected);
        VERIFY_OK(actual);
        for (std::size_t i = 0; i < expected->size(); ++i)
            for (std::size_t e = 0; e < static_cast<std::size_t>((*expected)[i].elementCount()); ++e)
                QVERIFY(std::fabs((*expected)[i].data<float>()[e] - (*actual)[i].data<float>()[e]) < 1e-5f);

        const auto target = findTarget("nash-e");
        VERIFY_OK(target);
        std::string hostReasons;
        const auto layersOf = [&](const Graph& graph) -> Result<std::array<std::int64_t, 2>> {
            hostReasons.clear();
            const auto source = [&](std::int64_t) -> Result<std::vector<Tensor>> { return inputs; };
            LATHE_TRY(CalibrationTable table, collectStatistics(graph, 1, source, context));
            chooseThresholds(table, {});
            LATHE_TRY(const QuantizedGraph quantized, quantize(graph, table, quantizationOptionsOf(config, *target, context), context));
            LATHE_TRY(const Program program, compile(quantized, *target, {}, context));
            std::array<std::int64_t, 2> counts{};
            for (const Layer& layer : program.layers) {
                ++counts[layer.engine == EngineClass::Host];
                if (layer.engine == EngineClass::Host) hostReasons += layer.name + ": " + layer.hostReason + "\n";
            }
            return counts;
        };
        const auto without = layersOf(*host->graph), with = layersOf(*accelerator->graph);
        VERIFY_OK(without);
        VERIFY_OK(with);
        QVERIFY((*without)[1] == 1); // the LSTM
        QVERIFY2((*with)[0] > 5 && (*with)[1] == 0, hostReasons.c_str());
    }

private:
    Workshop m_workshop;
};

LATHE_TEST(ConfigEffectsTest)
#include "config_effects_test.moc"
