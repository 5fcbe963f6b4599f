#include "tests/widgets/fixtures.h"
#include "widgets/common/strings.h"

#include "core/base/files.h"

#include <QTest>

namespace lathe::test {
namespace {

ValueId addFloat(Graph& graph, const char* name) {
    Value value;
    value.name = name;
    value.type = DataType::Float;
    value.shape = Shape::of(std::vector<std::int64_t>{1, 4, 8, 8});
    return graph.addValue(std::move(value));
}

void addNode(Graph& graph, const char* op, const char* name, std::vector<ValueId> inputs, ValueId output) {
    Node node;
    node.opType = op;
    node.name = name;
    node.inputs = std::move(inputs);
    node.outputs = {output};
    node.origins = {name};
    graph.addNode(std::move(node));
}

Target fakeTarget(const char* name) {
    Target target;
    target.name = name;
    target.clockMHz.value = 1000;
    target.macsPerCycle.value = 1024;
    target.ddrGBps.value = 10;
    target.ddrEfficiency.value = 0.8;
    return target;
}

} // namespace

Graph smallGraph() {
    Graph graph;
    graph.name = "small";
    const ValueId x = addFloat(graph, "x"), a = addFloat(graph, "a"), b = addFloat(graph, "b"), y = addFloat(graph, "y");
    const ValueId w = graph.addConstant("w", Tensor::makeZeros(DataType::Float, {4, 4, 1, 1}));
    graph.setInputs({x});
    addNode(graph, "Conv", "conv1", {x, w}, a);
    addNode(graph, "Relu", "relu1", {a}, b);
    addNode(graph, "Add", "add1", {a, b}, y);
    graph.setOutputs({y});
    return graph;
}

BuildResult smallResult() {
    BuildResult result;
    const Graph graph = smallGraph();
    result.original = result.optimised = std::make_shared<const Graph>(graph);
    Program program;
    program.name = "small";
    program.network.graph = graph;
    for (const NodeId id : graph.nodes())
        program.network.nodes[id] = {Precision::Int8, "default of the device", false};
    Layer first, second;
    first.name = "conv1";
    second.name = "add1";
    first.origins = {"conv1", "relu1"};
    second.origins = {"add1"};
    program.layers = {first, second};
    program.buffers = {{"a", {}, 0, 256, 0, 1}, {"y", {}, 256, 128, 1, 1}};
    const auto instruction = [](Engine engine, std::int32_t layer, std::int64_t bytes, std::int64_t macs) {
        Instruction made;
        made.engine = engine;
        made.layer = layer;
        made.ddrBytes = bytes;
        made.macs = macs;
        return made;
    };
    program.instructions = {instruction(Engine::Load, 0, 1000, 0), instruction(Engine::Mac, 0, 0, 500),
                            instruction(Engine::Vector, 1, 0, 0)};
    Trace trace;
    trace.latency = 10e-6;
    trace.events = {{0, 0, 2e-6}, {1, 2e-6, 8e-6, Wait::Dependency, 2e-6, 0}, {2, 8e-6, 10e-6, Wait::Dependency, 0, 1}};
    trace.ddr = {{0, 2e-6, 5e8}};
    Evaluation evaluation;
    evaluation.model = "small";
    evaluation.target = "one";
    evaluation.latency = 10e-6;
    evaluation.layers.resize(2);
    evaluation.layers[0].name = "conv1";
    evaluation.layers[0].sourceNodes = {"conv1", "relu1"};
    evaluation.layers[0].latency = 8e-6;
    evaluation.layers[0].macs = 500;
    evaluation.layers[0].ddrReadBytes = 1000;
    evaluation.layers[1].name = "add1";
    evaluation.layers[1].sourceNodes = {"add1"};
    evaluation.layers[1].latency = 2e-6;
    Comparison comparison;
    comparison.samples = 1;
    comparison.layers = {{"a", "conv1", {"conv1"}, 0.999, 30, 1e-3, 0.1, {}}, {"y", "add1", {"add1"}, 0.98, 20, 1e-2, 0.2, {}}};
    comparison.outputs = {comparison.layers.back()};
    comparison.perSample = {{"a.png", 1, 1, 1, 0, 0, 0.98}};
    CalibrationTable calibration;
    calibration.samples = 1;
    calibration.tensors["a"].threshold = 1;
    calibration.tensors["a"].statistics.histogramLimit = 2;
    calibration.tensors["a"].statistics.histogram.assign(2048, 1);
    result.quantized = std::make_shared<const QuantizedGraph>(program.network);
    result.program = std::make_shared<const Program>(std::move(program));
    result.trace = std::make_shared<const Trace>(std::move(trace));
    result.evaluation = std::make_shared<const Evaluation>(std::move(evaluation));
    result.comparison = std::make_shared<const Comparison>(std::move(comparison));
    result.calibration = std::make_shared<const CalibrationTable>(std::move(calibration));
    for (const Stage stage : kStages)
        result.stages.push_back({stage, false, 0.1});
    return result;
}

Backend fakeBackend() {
    Backend backend;
    backend.readModel = [](const ModelFiles& files, const ModelReadOptions&, JobContext&) -> Result<Graph> {
        if (files.model.filename() == "missing.onnx") return Error::input("no such file", files.model.string());
        return smallGraph();
    };
    backend.parseConfig = [](std::string_view yaml, const std::filesystem::path&, JobContext&) -> Result<BuildConfig> {
        if (yaml.find("broken") != std::string_view::npos) {
            Error error = Error::usage("1 problem");
            error.details.push_back({Severity::Error, "HZ01", "broken", {}, {"config.yaml", 1, 1}, {}});
            return error;
        }
        BuildConfig config;
        config.onnxModel = "model.onnx";
        std::istringstream lines{std::string(yaml)};
        for (std::string key, value; lines >> key >> value;) {
            if (key == "march:")
                config.march = value;
            else if (key == "calibration:")
                config.calibrationType = value;
            else if (key == "samples:")
                config.inputs.emplace_back().calDataDir = value;
            else
                config.nodeInfo[key.substr(0, key.size() - 1)].outputType = config.nodeInfo[key.substr(0, key.size() - 1)].inputType =
                    value;
        }
        return config;
    };
    backend.toYaml = [](const BuildConfig& config) {
        std::string text = "march: " + config.march + "\ncalibration: " + config.calibrationType + "\n";
        for (const InputConfig& input : config.inputs)
            if (!input.calDataDir.empty()) text += "samples: " + input.calDataDir + "\n";
        for (const auto& [name, info] : config.nodeInfo)
            text += name + ": " + info.outputType + "\n";
        return text;
    };
    backend.targets = []() -> Result<std::vector<Target>> { return std::vector<Target>{fakeTarget("one"), fakeTarget("two")}; };
    backend.estimateLatency = [](const Graph&, const Target& target) { return target.name == "one" ? 1e-3 : 2e-3; };
    backend.support = [](const Target&, const Graph&, NodeId) { return Support{Support::Kind::Accelerator, {}, true, false}; };
    backend.build = [](const BuildConfig&, JobContext& context, const PipelineOptions& options) -> Result<BuildResult> {
        BuildResult result = smallResult();
        for (const StageOutcome& outcome : result.stages) {
            LATHE_CHECK(context.checkStop());
            options.onStage(outcome.stage, nullptr);
            options.onStage(outcome.stage, &outcome);
        }
        return result;
    };
    backend.writeArtefacts = [](const BuildResult& result, JobContext&) -> Status {
        LATHE_CHECK(makeFolder(result.config.workingDir));
        return writeFileAtomically(result.config.workingDir + "/small.lathe", "program");
    };
    return backend;
}

void Workbench::open() {
    document.openFile(QStringLiteral("/models/model.onnx"));
    QTRY_VERIFY(!document.isEmpty() && jobs.jobs().empty());
}

void Workbench::build() {
    document.build();
    QTRY_VERIFY(!document.isBuilding());
}

} // namespace lathe::test
