#include "core/pipeline/compile_options.h"

#include "core/analysis/advice.h"
#include "core/base/files.h"
#include "core/formats/onnx_file.h"
#include "core/formats/program_file.h"
#include "core/graph/text_format.h"
#include "core/ops/inference.h"
#include "core/pipeline/pipeline.h"
#include "core/report/io_sheet.h"
#include "core/simulator/functional/functional.h"
#include "core/targets/program_target.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <nlohmann/json.hpp>

using namespace lathe;
namespace fs = std::filesystem;

namespace {

/// Convolutions of the accelerator with an operator of the host between them.
constexpr const char* kCut = R"(graph "cut" opset 13
input x: float[1, 3, 20, 20]
const w1: float[8, 3, 3, 3] = random(1, -1, 1)
const w2: float[16, 8, 3, 3] = random(2, -1, 1)
const w3: float[4, 16, 1, 1] = random(3, -1, 1)
const k: int64[1] = {4}
c1: a = Conv(x, w1) {pads: [1, 1, 1, 1]}
r1: r = Relu(a)
top: t, i = TopK(r, k) {axis: 3}
c2: b = Conv(t, w2) {pads: [1, 1, 1, 1]}
c3: y = Conv(b, w3)
output y
)";

/// Ends in a matrix whose rows are pictures; its bias has two axes.
constexpr const char* kClassifier = R"(graph "classifier" opset 13
input x: float[1, 3, 20, 20]
const w1: float[8, 3, 3, 3] = random(1, -1, 1)
const w2: float[8, 10] = random(2, -1, 1)
const b2: float[1, 10] = random(3, -1, 1)
c1: a = Conv(x, w1) {pads: [1, 1, 1, 1]}
p: p = GlobalAveragePool(a)
f: f = Flatten(p)
g: y = Gemm(f, w2, b2)
output y
)";

class Workshop {
public:
    explicit Workshop(const char* text = kCut) {
        Graph graph = parseGraph(text).value();
        JobContext context;
        (void)inferShapes(graph, context);
        (void)writeOnnx(graph, folder() / "m.onnx", context);
    }
    fs::path folder() const { return m_folder.path().toStdString(); }

    /// `vendor`: whole groups; `compiler`: keys of compiler_parameters.
    Result<BuildResult> build(const std::string& vendor, const std::string& compiler = {}, JobContext* context = nullptr,
                              const std::string& input = "  input_type_train: featuremap\n", StageCache* cache = nullptr) {
        const std::string yaml = "model_parameters:\n  onnx_model: m.onnx\n  march: nash-e\ninput_parameters:\n  input_name: x\n" + input +
                                 "calibration_parameters:\n  calibration_type: skip\ncompiler_parameters:\n  optimize_level: O1\n" +
                                 compiler + vendor;
        JobContext own({}, 2);
        JobContext& used = context ? *context : own;
        LATHE_TRY(const BuildConfig config, parseConfig(yaml, folder() / "b.yaml", {}, used));
        StageCache ownCache;
        PipelineOptions options;
        options.last = Stage::Simulate;
        return runBuild(config, cache ? *cache : ownCache, used, options);
    }

private:
    QTemporaryDir m_folder;
};

/// "node: reason" of every node on the host.
std::map<std::string, std::string> hostNodes(const BuildResult& build) {
    std::map<std::string, std::string> nodes;
    for (const Layer& layer : build.program->layers) {
        if (layer.engine != EngineClass::Host) continue;
        for (const NodeId id : layer.nodes)
            nodes[build.program->network.graph.node(id).name] = layer.hostReason;
    }
    return nodes;
}

const IoTensor& tensorOf(const std::vector<IoTensor>& sheet, const std::string& name) {
    for (const IoTensor& tensor : sheet)
        if (tensor.name == name) return tensor;
    throw std::runtime_error("no " + name);
}

} // namespace

/// What options of the configuration do to the program.
class CompileOptionsTest : public QObject {
    Q_OBJECT
private slots:
    void nothingIsOffloaded() {
        const auto build = m_workshop.build("ti_parameters:\n  enable_tidl_offload: False\n");
        VERIFY_OK(build);
        for (const Layer& layer : build->program->layers)
            QCOMPARE(layer.engine, EngineClass::Host);
        QVERIFY(hostNodes(*build).at("c1").find("enable_tidl_offload") != std::string::npos);
    }

    void deniedOperatorsStayOnTheHost() {
        const auto usual = m_workshop.build("");
        VERIFY_OK(usual);
        QCOMPARE(hostNodes(*usual).size(), std::size_t(1));
        const auto byType = m_workshop.build("ti_parameters:\n  'deny_list:layer_type': 'Conv'\n");
        VERIFY_OK(byType);
        QVERIFY(hostNodes(*byType).contains("c1") && hostNodes(*byType).contains("c3"));
        const auto byName = m_workshop.build("ti_parameters:\n  'deny_list:layer_name': 'y'\n");
        VERIFY_OK(byName);
        QVERIFY(!hostNodes(*byName).contains("c1") && hostNodes(*byName).contains("c3"));
        const auto unknown = m_workshop.build("ti_parameters:\n  'deny_list:layer_name': 'c33'\n");
        QVERIFY(!unknown);
        QVERIFY2(unknown.error().text().find("c3") != std::string::npos, unknown.error().text().c_str());
    }

    void allowedNodesAloneAreOffloaded() {
        const auto build = m_workshop.build("ti_parameters:\n  allow_list_layer_name: [c1]\n");
        VERIFY_OK(build);
        QVERIFY(!hostNodes(*build).contains("c1") && hostNodes(*build).contains("c2"));
        QVERIFY(!m_workshop.build("ti_parameters:\n  allow_list_layer_name: [c1]\n  deny_list_layer_type: [Relu]\n"));
    }

    void subgraphsAreLimited() {
        JobContext context({}, 2);
        const auto build = m_workshop.build("ti_parameters:\n  max_num_subgraphs: 1\n", {}, &context);
        VERIFY_OK(build);
        const auto hosts = hostNodes(*build);
        QVERIFY(hosts.contains("c1") && !hosts.contains("c2") && !hosts.contains("c3")); // 86,400 against 97,280 multiply-accumulates
        const auto said = context.diagnostics();
        QVERIFY(std::ranges::any_of(said, [](const Diagnostic& one) { return one.code == "COMPILE06"; }));
        const auto both = m_workshop.build("ti_parameters:\n  max_num_subgraphs: 2\n");
        VERIFY_OK(both);
        QCOMPARE(hostNodes(*both).size(), std::size_t(1));
    }

    void bandwidthIsThatOfTheOption() {
        const auto usual = m_workshop.build("");
        VERIFY_OK(usual);
        for (const char* key : {"dma_bandwidth", "weight_bandwidth"}) {
            const auto slow = m_workshop.build(std::string("kneron_parameters:\n  ") + key + ": 0.05\n");
            VERIFY_OK(slow);
            QVERIFY(slow->trace->latency > usual->trace->latency * 1.2);
            const auto target = targetOf(*slow->program);
            VERIFY_OK(target);
            QCOMPARE(target->ddrGBps.value, 0.05);
        }
    }

    void metadataAreKept() {
        const auto build = m_workshop.build(
            "houmo_parameters:\n  custom_msg: 'line of 2026, é'\n  llm_opt: True\nti_parameters:\n  compile_for_device: False\n");
        VERIFY_OK(build);
        const fs::path file = m_workshop.folder() / "p.lathe";
        VERIFY_OK(writeProgram(*build->program, file));
        const auto program = readProgram(file);
        VERIFY_OK(program);
        QCOMPARE(program->options.at("custom_msg"), std::string("line of 2026, é"));
        QCOMPARE(program->options.at("llm_opt"), std::string("True"));
        QCOMPARE(program->options.at("host"), std::string("x86_64"));
        const auto usual = m_workshop.build("");
        VERIFY_OK(usual);
        QCOMPARE(usual->program->options.at("host"), std::string("aarch64"));
    }

    void metadataSpeakForNoOtherOption() {
        const auto build = m_workshop.build("houmo_parameters:\n  schedule_level: O9\n  layer_out_dump: True\n");
        VERIFY_OK(build);
        QCOMPARE(build->program->options.at("schedule_level").front(), 'O');
        QVERIFY(build->program->options.at("schedule_level") != "O9" && !build->program->options.contains("layer_out_dump"));
        QCOMPARE(build->program->options.at("houmo_parameters.schedule_level"), std::string("O9"));
    }

    void deepSearchIsNotSlower() {
        const auto usual = m_workshop.build("kneron_parameters:\n  compiler_tiling: default\n");
        const auto deep = m_workshop.build("kneron_parameters:\n  compiler_tiling: deep_search\n");
        VERIFY_OK(usual);
        VERIFY_OK(deep);
        QCOMPARE(deep->program->options.at("compiler_tiling"), std::string("deep_search"));
        QVERIFY(deep->trace->latency < usual->trace->latency); // O1, where tiles are not searched
    }

    /// What only the compiler reads leaves quantization, and a search of methods before it, in the cache.
    void onlyPrecisionQuantizesAnew() {
        StageCache cache;
        const auto isCached = [&](const std::string& vendor, Stage stage) {
            const auto build = m_workshop.build(vendor, {}, nullptr, "  input_type_train: featuremap\n", &cache);
            if (!build) throw std::runtime_error(build.error().text());
            return std::ranges::find(build->stages, stage, &StageOutcome::stage)->fromCache;
        };
        QVERIFY(!isCached("", Stage::Quantise));
        for (const char* vendor : {"houmo_parameters:\n  custom_msg: a\n", "kneron_parameters:\n  dma_bandwidth: 3\n"}) {
            QVERIFY(isCached(vendor, Stage::Quantise));
            QVERIFY(isCached(vendor, Stage::Compile)); // the second time
        }
        QVERIFY(!isCached("houmo_parameters:\n  custom_msg: b\n", Stage::Compile));
        QVERIFY(!isCached("kneron_parameters:\n  datapath_bitwidth_mode: int16\n", Stage::Quantise));
    }

    void adviceNamesLayers() {
        const auto count = [&](const char* threshold) {
            JobContext context({}, 2);
            const auto build = m_workshop.build("", std::string("  advice: ") + threshold + "\n", &context);
            if (!build) return -1L;
            const auto said = context.diagnostics();
            return static_cast<long>(std::ranges::count_if(said, [](const Diagnostic& one) { return one.code == "ADVICE01"; }));
        };
        QCOMPARE(count("0"), 0L);
        QCOMPARE(count("1000000"), 0L);
        const auto build = m_workshop.build("");
        VERIFY_OK(build);
        const auto target = targetOf(*build->program);
        const auto advice = alignmentAdvice(*build->program, *target, *build->trace, 0);
        QCOMPARE(advice.size(), std::size_t(3)); // the convolutions
        for (const LayerAdvice& one : advice)
            QVERIFY(one.lostSeconds() > 0 && toText(one).find("channels fill") != std::string::npos);
    }

    void jobsChangeNoByte() {
        std::string first;
        for (const char* jobs : {"1", "2", "4"}) {
            JobContext context({}, 4);
            const auto build = m_workshop.build("", std::string("  jobs: ") + jobs + "\n", &context);
            VERIFY_OK(build);
            QCOMPARE(context.threads(), 4); // as it was given
            const fs::path file = m_workshop.folder() / "jobs.lathe";
            VERIFY_OK(writeProgram(*build->program, file));
            const std::string bytes = readTextFile(file, 1 << 26).value();
            if (first.empty()) first = bytes;
            QVERIFY(bytes == first);
        }
    }

    void rowsArePadded() {
        const auto padded = m_workshop.build("");
        const auto dense = m_workshop.build("houmo_parameters:\n  io_layout: stdv1\n");
        VERIFY_OK(padded);
        VERIFY_OK(dense);
        const auto target = targetOf(*padded->program);
        const auto rows = ioSheet(*padded->program, *target), tight = ioSheet(*dense->program, *target);
        QCOMPARE(tensorOf(tight, "x").strides, (std::vector<std::int64_t>{1200, 400, 20, 1}));
        QCOMPARE(tensorOf(rows, "x").strides, (std::vector<std::int64_t>{1920, 640, 32, 1})); // rows of 20 bytes in 32
        QCOMPARE(tensorOf(rows, "x").sizeBytes, std::int64_t(1920));
        QCOMPARE(tensorOf(tight, "x").type, DataType::Int8);
        QVERIFY(tensorOf(tight, "x").scale > 0);
        const auto json = nlohmann::json::parse(ioSheetJson(*dense->program, *target));
        QCOMPARE(json["inputs"][0]["strides_bytes"], (std::vector<std::int64_t>{1200, 400, 20, 1}));
        QCOMPARE(json["outputs"].size(), std::size_t(1));
        const std::string header = ioSheetHeader(*dense->program, *target);
        QVERIFY2(header.find("#define LATHE_MODEL_INPUT0_STRIDES {1200, 400, 20, 1}") != std::string::npos, header.c_str());
    }

    void nv12HasTwoPlanes() {
        const std::string input = "  input_type_train: rgb\n  input_type_rt: nv12\n  input_layout_train: NCHW\n";
        const auto build = m_workshop.build("", {}, nullptr, input);
        VERIFY_OK(build);
        const auto target = targetOf(*build->program);
        const auto sheet = ioSheet(*build->program, *target);
        QCOMPARE(tensorOf(sheet, "x_y").shape, (std::vector<std::int64_t>{1, 20, 20, 1}));
        QCOMPARE(tensorOf(sheet, "x_uv").shape, (std::vector<std::int64_t>{1, 10, 10, 2}));
        QCOMPARE(tensorOf(sheet, "x_uv").strides, (std::vector<std::int64_t>{320, 32, 2, 1}));
        QCOMPARE(tensorOf(sheet, "x_y").type, DataType::Uint8);
    }

    void sourcesStandInTheSheet() {
        const std::string nv12 = "  input_type_train: rgb\n  input_type_rt: nv12\n  input_layout_train: NCHW\n";
        const auto sourceOf = [&](const std::string& input, const std::string& compiler, const char* tensor) {
            const auto build = m_workshop.build("", compiler, nullptr, input);
            if (!build) return build.error().text();
            return tensorOf(ioSheet(*build->program, *targetOf(*build->program)), tensor).source;
        };
        QCOMPARE(sourceOf(nv12, "", "x_y"), std::string("pyramid"));
        QCOMPARE(sourceOf(nv12, "  input_source: {x: resizer}\n", "x_y"), std::string("resizer"));
        QCOMPARE(sourceOf("  input_type_train: featuremap\n", "", "x"), std::string("ddr"));
    }

    void batchesShareWeights() {
        const std::string input = "  input_type_train: featuremap\n";
        const auto one = m_workshop.build("", {}, nullptr, input), four = m_workshop.build("", {}, nullptr, input + "  input_batch: 4\n");
        VERIFY_OK(one);
        VERIFY_OK(four);
        const auto bytesOf = [](const BuildResult& build, Engine engine) {
            std::int64_t bytes = 0;
            for (const Instruction& instruction : build.program->instructions)
                bytes += instruction.engine == engine ? instruction.ddrBytes : 0;
            return bytes;
        };
        QCOMPARE(bytesOf(*four, Engine::Weights), bytesOf(*one, Engine::Weights));
        QCOMPARE(bytesOf(*four, Engine::Store), 4 * bytesOf(*one, Engine::Store));
        QCOMPARE(four->evaluation->pictures, std::int64_t(4));
        QVERIFY(four->evaluation->latency > one->evaluation->latency);
        QVERIFY(four->evaluation->fps > one->evaluation->fps);
        // The network is that of one picture, so that it is simulated and compared as before.
        const ValueId x = four->program->network.graph.inputs().front();
        QCOMPARE(*four->program->network.graph.value(x).shape->known(), (std::vector<std::int64_t>{1, 3, 20, 20}));
    }

    void batchesThatADeviceDoesNotTakeAreRefused() {
        const std::string yaml =
            "model_parameters:\n  onnx_model: m.onnx\n  march: kl720\ninput_parameters:\n  input_name: x\n  input_batch: 2\n"
            "calibration_parameters:\n  calibration_type: skip\ncompiler_parameters:\n  optimize_level: O0\n";
        JobContext context;
        const auto config = parseConfig(yaml, m_workshop.folder() / "b.yaml", {}, context);
        VERIFY_OK(config);
        StageCache cache;
        const auto build = runBuild(*config, cache, context, {});
        QVERIFY(!build);
        QCOMPARE(build.error().kind, ErrorKind::Unsupported);
        QVERIFY2(build.error().text().find("does not take 2 pictures in one run: ") != std::string::npos, build.error().text().c_str());
    }

    void batchesStandInTheSheet() {
        const std::string input = "  input_type_train: featuremap\n  input_batch: 3\n";
        const auto together = m_workshop.build("", {}, nullptr, input);
        const auto apart = m_workshop.build("", {}, nullptr, input + "  separate_batch: True\n");
        VERIFY_OK(together);
        VERIFY_OK(apart);
        const auto target = targetOf(*together->program);
        const auto whole = ioSheet(*together->program, *target), parts = ioSheet(*apart->program, *target);
        QCOMPARE(tensorOf(whole, "x").shape, (std::vector<std::int64_t>{3, 3, 20, 20}));
        QCOMPARE(tensorOf(whole, "y").shape.front(), std::int64_t(3));
        QCOMPARE(whole.size(), std::size_t(2));
        QCOMPARE(parts.size(), std::size_t(4));
        QCOMPARE(tensorOf(parts, "x_2").shape, (std::vector<std::int64_t>{1, 3, 20, 20}));
        QCOMPARE(tensorOf(parts, "x_2").source, std::string("ddr"));
        QCOMPARE(tensorOf(parts, "y").shape.front(), std::int64_t(3));
    }

    /// What is written can be read and computes the same, matrices of pictures included.
    void programsOfBatchesAreWhole() {
        Workshop classifier(kClassifier);
        std::vector<Tensor> expected;
        for (const char* batch : {"1", "4"}) {
            const auto build =
                classifier.build("", {}, nullptr, std::string("  input_type_train: featuremap\n  input_batch: ") + batch + "\n");
            VERIFY_OK(build);
            const fs::path file = classifier.folder() / "batch.lathe";
            VERIFY_OK(writeProgram(*build->program, file));
            const auto program = readProgram(file);
            VERIFY_OK(program);
            JobContext context;
            const auto simulator = FunctionalSimulator::create(*program, context, {IntegerPath::Auto, true});
            VERIFY_OK(simulator);
            Tensor input = Tensor::makeZeros(DataType::Float, {1, 3, 20, 20});
            std::ranges::fill(input.mutableData<float>(), 0.5F);
            const auto outputs = simulator->run(std::vector{input}, context);
            VERIFY_OK(outputs);
            if (expected.empty()) expected = *outputs;
            QVERIFY(areIdentical(outputs->front(), expected.front()));
        }
    }

    /// A number of cores that the device lacks ends the build before anything is computed.
    void coresAreThoseOfTheDevice() {
        const auto build = m_workshop.build("", "  core_num: 2\n");
        QVERIFY(!build);
        QVERIFY2(build.error().text().find("cannot run on 2 cores") != std::string::npos, build.error().text().c_str());
    }

private:
    Workshop m_workshop;
};

LATHE_TEST(CompileOptionsTest)
#include "compile_options_test.moc"
