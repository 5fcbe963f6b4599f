#include "core/pipeline/precision_options.h"

#include "core/base/files.h"
#include "core/graph/text_format.h"
#include "core/ops/inference.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <cmath>

using namespace lathe;

namespace {

/// One key with one value, and what the plan makes of it: "conv1 int8, d int16, …" (nodes, values; w2: weights of conv2).
struct Case {
    const char* group;
    const char* key;
    const char* value;
    std::map<std::string, std::string> effect;
};

const std::vector<Case>& cases() {
    constexpr const char *kM = "model_parameters", *kK = "calibration_parameters", *kN = "kneron_parameters", *kT = "ti_parameters",
                         *kQ = "qualcomm_parameters";
    static const std::vector<Case> kCases{
        {kK,
         "per_channel",
         "False",
         {{"conv1", "int8"}, {"conv2", "int8"}, {"prob", "float"}, {"x", "int8"}, {"d", "int8"}}}, // nothing asked
        {kM, "node_info", "'conv2:int16'", {{"conv1", "int16"}, {"x", "int8"}, {"b", "int16"}, {"d", "int16"}}},
        {kM, "node_info", "'conv2:float16'", {{"conv1", "int8"}, {"conv2", "float16"}}},
        {kM, "node_info", "{conv2: {InputType: int16}}", {{"b", "int16"}, {"d", "int8"}}},
        {kM, "node_info", "{conv2: {InputType0: int16}}", {{"b", "int16"}, {"d", "int8"}}},
        {kM, "node_info", "{conv2: {OutputType: int16}}", {{"b", "int8"}, {"d", "int16"}}},
        {kM, "node_info", "{conv2: {InputType: int8, OutputType: int16}}", {{"b", "int8"}, {"d", "int16"}}},
        {kM, "node_info", "{conv2: {'ON': CPU}}", {{"conv1", "int8"}, {"conv2", "float"}}},
        {kM, "node_info", "{conv2: {'ON': BPU}}", {{"conv2", "int8"}}},
        {kM, "node_info", "{d: {'ON': CPU}}", {{"conv2", "float"}}},
        {kK, "optimization", "'set_model_output_int16'", {{"b", "int8"}, {"g", "int16"}}},
        {kK, "optimization", "'set_model_output_int8'", {{"g", "int8"}}},
        {kK, "optimization", "'set_Conv_input_int16'", {{"x", "int16"}, {"b", "int16"}, {"d", "int8"}}},
        {kK, "optimization", "'set_Conv_output_int16'", {{"x", "int8"}, {"b", "int16"}, {"d", "int16"}}},
        {kK, "optimization", "'set_Softmax_input_int8'", {{"prob", "int8"}, {"h", "int8"}, {"e", "int8"}}},
        {kK, "optimization", "'set_Softmax_output_int8'", {{"prob", "int8"}, {"h", "int8"}, {"e", "int8"}}},
        {kK, "optimization", "'set_Softmax_input_int16'", {{"prob", "int8"}, {"h", "int16"}, {"e", "int8"}}},
        {kK,
         "optimization",
         "'asymmetric; bias_correction; lstm_batch_last'",
         {{"conv1", "int8"}, {"d", "int8"}}}, // see config_effects_test
        {kK, "quant_config", R"({"model_config": {"all_node_type": "int16"}})", {{"x", "int16"}, {"conv1", "int16"}, {"g", "int16"}}},
        {kK, "quant_config", R"({"model_config": {"all_node_type": "float16"}})", {{"conv1", "float16"}, {"neg", "float16"}}},
        {kK, "quant_config", R"({"model_config": {"model_output_type": "int16"}})", {{"b", "int8"}, {"g", "int16"}}},
        {kK, "quant_config", R"({"op_config": {"Conv": {"qtype": "int16"}}})", {{"x", "int16"}, {"d", "int16"}}},
        {kK, "quant_config", R"({"node_config": {"conv2": {"type": "int16"}}})", {{"x", "int8"}, {"b", "int16"}, {"d", "int16"}}},
        {kK,
         "quant_config",
         R"({"model_config": {"all_node_type": "int16"}, /* finer */ "op_config": {"Conv": {"type": "int8"}}})",
         {{"x", "int8"}, {"g", "int16"}}},
        {kK,
         "quant_config",
         R"({"op_config": {"Conv": {"type": "float16"}}, "node_config": {"conv2": {"type": "int8"}}})",
         {{"conv1", "float16"}, {"conv2", "int8"}}},
        {kN, "datapath_bitwidth_mode", "int8", {{"x", "int8"}, {"d", "int8"}}},
        {kN, "datapath_bitwidth_mode", "int16", {{"x", "int16"}, {"d", "int16"}}},
        {kN, "datapath_bitwidth_mode", "mix balance", {{"x", "int8"}, {"b", "int16"}, {"d", "int16"}}},
        {kN, "datapath_bitwidth_mode", "mix light", {{"conv1", "int8"}, {"d", "int8"}}},
        {kN, "weight_bitwidth_mode", "int4", {{"w1", "int4"}, {"w2", "int4"}, {"d", "int8"}}},
        {kN, "weight_bitwidth_mode", "int8", {{"w2", "int8"}}},
        {kN, "weight_bitwidth_mode", "int16", {{"w2", "int16"}, {"d", "int8"}}},
        {kN, "model_in_bitwidth_mode", "int16", {{"x", "int16"}, {"d", "int8"}}},
        {kN, "model_out_bitwidth_mode", "int16", {{"x", "int8"}, {"g", "int16"}}},
        {kN, "cpu_node_bitwidth_mode", "int16", {{"h", "int16"}, {"x", "int8"}}},
        {kT, "tidl_tensor_bits", "8", {{"d", "int8"}}},
        {kT, "tidl_tensor_bits", "16", {{"x", "int16"}, {"d", "int16"}, {"w2", "int16"}}},
        {kT, "tidl_tensor_bits", "32", {{"conv1", "float"}, {"neg", "float"}}},
        {kT, "output_feature_16bit_names_list", "'conv2, h'", {{"x", "int8"}, {"d", "int16"}, {"h", "int16"}, {"w2", "int16"}}},
        {kT, "params_16bit_names_list", "conv2", {{"w1", "int8"}, {"w2", "int16"}, {"d", "int8"}}},
        {kQ, "convert-to-fp16", "True", {{"conv1", "float16"}, {"neg", "float16"}}},
        {kQ, "execute-nodes-in-fp16", "Conv", {{"conv1", "float16"}, {"neg", "int8"}}},
        {kQ, "keep-original-precision-for-nodes", "Add", {{"conv1", "int8"}, {"sum", "float"}}},
        {kQ, "quantization-precision", "Int16", {{"d", "int16"}}},
        {kQ, "quantization-precision-bias", "Int8", {{"bias of conv2", "100 of 127 steps"}}},
        {kQ, "quantization-precision-bias", "Int32", {{"bias of conv2", "between the steps"}}},
    };
    return kCases;
}

/// x → conv1 → b → conv2 → d → Neg → g (output); d + b → h → Softmax on the host → e (output)
Graph makeGraph() {
    Result<Graph> graph = parseGraph(
        "graph \"g\" opset 13\ninput x: float[1, 2, 4, 4]\n"
        "const w1: float[2, 2, 1, 1] = random(1, -1, 1)\nconst w2: float[2, 2, 1, 1] = random(2, -1, 1)\n"
        "conv1: b = Conv(x, w1)\nconv2: d = Conv(b, w2, k2)\nconst k2: float[2] = {254.0, 200.1}\nneg: g = Neg(d)\nsum: h = Add(d, b)\n"
        "prob: e = Softmax(h)\noutput g\noutput e");
    JobContext context;
    if (!graph) qFatal("%s", graph.error().text().c_str());
    if (const Status status = inferShapes(*graph, context); !status) qFatal("%s", status.error().text().c_str());
    return std::move(graph).value();
}

/// Values uniform in [0, 1], the input of conv2 badly fitted; each convolution has half of the work.
CalibrationTable makeTable(const Graph& graph) {
    CalibrationTable table;
    for (const ValueId id : graph.values()) {
        if (graph.value(id).constant) continue;
        TensorRange& range = table.tensors[graph.value(id).name];
        range.threshold = graph.value(id).name == "b" ? 16.0f : 1.0f;
        range.statistics.histogramLimit = 1;
        range.statistics.histogram.assign(2048, 1);
    }
    return table;
}

/// Where the second bias of conv2 lies between the steps of an 8-bit scale for both.
std::string biasOf(const QuantizedGraph& quantized) {
    const ValueId bias = quantized.graph.node(quantized.graph.findNode("conv2")).input(2);
    const double real =
        static_cast<double>(quantized.integers.at(bias).data<std::int32_t>()[1]) * double(quantized.paramsOf(bias)->scales[1]);
    return std::fabs(real / (254.0 / 127) - 100) < 1e-3 ? "100 of 127 steps" : "between the steps";
}

std::string typeOf(const QuantizedGraph& quantized, const std::string& name) {
    if (name == "bias of conv2") return biasOf(quantized);
    if (const NodeId node = quantized.graph.findNode(name); node.isValid()) return std::string(toName(quantized.precisionOf(node)));
    const QuantParams* params = quantized.paramsOf(quantized.graph.findValue(name));
    if (!params) return "float";
    return std::string(toName(params->bits == 4 ? DataType::Int4 : params->type));
}

/// The configuration with that key alone; quant_config is written to a file.
Result<BuildConfig> configOf(const Case& row, const std::filesystem::path& folder) {
    std::string value = row.value;
    if (std::string_view(row.key) == "quant_config") {
        (void)writeFileAtomically(folder / "q.json", value);
        value = "q.json";
    }
    (void)writeFileAtomically(folder / "m.onnx", "");
    std::map<std::string, std::string> groups{{"model_parameters", "  onnx_model: m.onnx\n  march: nash-e\n"},
                                              {"input_parameters", ""},
                                              {"calibration_parameters", "  calibration_type: skip\n"},
                                              {"compiler_parameters", ""}};
    groups[row.group] += "  " + std::string(row.key) + ": " + value + "\n";
    std::string yaml;
    for (const auto& [group, keys] : groups)
        yaml += group + ":\n" + keys;
    JobContext context;
    return parseConfig(yaml, folder / "b.yaml", {}, context);
}

} // namespace

/// Each key and value that speaks of precision, and what it does to the plan.
class PrecisionOptionsTest : public QObject {
    Q_OBJECT
private slots:
    void keyHasItsEffect_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < cases().size(); ++i)
            QTest::addRow("%s=%s", cases()[i].key, cases()[i].value) << int(i);
    }
    void keyHasItsEffect() {
        QFETCH(int, index);
        const Case& row = cases()[static_cast<std::size_t>(index)];
        QTemporaryDir folder;
        const auto config = configOf(row, folder.path().toStdString());
        VERIFY_OK(config);
        QuantizationOptions options;
        addPrecisionRules(*config, options);
        options.support = [](const Graph& graph, NodeId id) {
            return QuantizationOptions::NodeSupport{graph.node(id).opType != "Softmax", true, {}};
        };
        if (std::string_view(row.value).find("Softmax") != std::string_view::npos) options.support = {};
        const Graph graph = makeGraph();
        JobContext context;
        const auto quantized = quantize(graph, makeTable(graph), options, context);
        VERIFY_OK(quantized);
        for (const auto& [name, type] : row.effect)
            QVERIFY2(typeOf(*quantized, name) == type, (name + " is " + typeOf(*quantized, name) + ", not " + type).c_str());
    }

    /// Nobody adds a key of precision without a case.
    void everyVendorKeyWithEffectHasACase() {
        for (const ParameterRow& row : vendorParameterTable()) {
            if (!row.effect.empty() || row.key == "flops_ratio") continue; // flops_ratio: mixed_precision_test
            if (findOptionEffect(row.group, row.key)->test != "precision_options_test") continue;
            for (const std::string& value : row.type == ParameterType::Choice ? valuesOf(row) : std::vector<std::string>{""})
                QVERIFY2(std::ranges::any_of(cases(),
                                             [&](const Case& one) {
                                                 return plainVendorKey(one.key) == row.key && (value.empty() || one.value == value);
                                             }) ||
                             value == row.fallback || isSaidByOthers(row, value),
                         (std::string(row.key) + "=" + value).c_str());
        }
    }

private:
    static std::vector<std::string> valuesOf(const ParameterRow& row) {
        std::vector<std::string> values;
        for (std::size_t from = 0; from <= row.range.size();) {
            const std::size_t to = std::min(row.range.find('|', from), row.range.size());
            values.emplace_back(row.range.substr(from, to - from));
            from = to + 1;
        }
        return values;
    }
    /// int8 at a border changes nothing here; the mix of weights is that of mixed_precision_test.
    static bool isSaidByOthers(const ParameterRow& row, const std::string& value) {
        return (value == "int8" && row.key != "datapath_bitwidth_mode") || (row.key == "weight_bitwidth_mode" && value.starts_with("mix"));
    }
};

LATHE_TEST(PrecisionOptionsTest)
#include "precision_options_test.moc"
