#include "app/cli/model_arguments.h"
#include "app/cli/session.h"
#include "core/config/model_files.h"
#include "core/formats/program_file.h"
#include "core/ops/inference.h"
#include "core/passes/constants/extract_constant.h"
#include "core/pipeline/pipeline.h"
#include "core/quantization/node_names.h"
#include "core/quantization/quantize.h"
#include "core/targets/target.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <memory>

namespace lathe::cli {
namespace {

using Json = nlohmann::ordered_json;

struct UnsupportedNode {
    std::string name, op;
    std::string reason, rule; ///< Support's
};

struct InspectOptions : ModelArguments {
    std::string target, config, why;
    bool nodes = false, tensors = false;
};

Json describe(const Graph& graph, const std::vector<ValueId>& ids) {
    Json list = Json::array();
    for (const ValueId id : ids) {
        const Value& value = graph.value(id);
        Json shape = Json::array();
        if (value.shape)
            for (const Dim& dim : value.shape->dims)
                shape.push_back(dim.isKnown() ? Json(dim.value) : Json(dim.symbol.empty() ? "?" : dim.symbol));
        list.push_back(
            {{"name", value.name}, {"type", toText(value.type, std::nullopt, value.element)}, {"shape", value.shape ? shape : Json()}});
    }
    return list;
}

std::map<std::string, int> countOps(const Graph& graph) {
    std::map<std::string, int> ops;
    for (const NodeId id : graph.nodes()) {
        const Node& node = graph.node(id);
        ++ops[node.domain.empty() ? node.opType : node.domain + "::" + node.opType];
    }
    return ops;
}

/// Every value that is no weight, inputs first, then as the nodes make them; what edits and extractions name.
Json tensorsOf(const Graph& graph) {
    std::vector<ValueId> ids = graph.inputs();
    for (const NodeId id : graph.topologicalOrder())
        for (const ValueId output : graph.node(id).outputs)
            if (output.isValid()) ids.push_back(output);
    Json list = describe(graph, ids);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const NodeId producer = graph.value(ids[i]).producer;
        list[i]["node"] = producer.isValid() ? Json(graph.node(producer).name) : Json();
        list[i]["op"] = producer.isValid() ? Json(graph.node(producer).opType) : Json();
    }
    return list;
}

/// What Lathe, or the accelerator of `target`, cannot run. Constants are no work and stand nowhere.
std::vector<UnsupportedNode> unsupportedNodes(Graph graph, const Target* target, JobContext& context) {
    constexpr const char* kUnknown = "Lathe does not know this operator; it is kept and shown";
    (void)extractConstant(graph, context); // operands by Constant nodes are as good as initializers
    std::vector<UnsupportedNode> list;
    for (const NodeId id : graph.nodes()) {
        const Node& node = graph.node(id);
        if (node.domain.empty() && node.opType == "Constant") continue;
        if (!findOp(node))
            list.push_back({node.name, node.opType, kUnknown, kUnknown});
        else if (target)
            if (const Support support = supportOf(*target, graph, id); support.kind != Support::Kind::Accelerator)
                list.push_back({node.name, node.opType, support.reason, support.rule});
    }
    return list;
}

/// Where each node would run on `target` and by which rule, as the model stands, before any compile. Constants stand nowhere.
Json supportReport(Graph graph, const Target& target, JobContext& context) {
    (void)extractConstant(graph, context);
    constexpr std::array<std::string_view, 3> kKinds{"accelerator", "host", "refused"};
    std::array<int, kKinds.size()> counts{};
    Json nodes = Json::array();
    for (const NodeId id : graph.topologicalOrder()) {
        const Node& node = graph.node(id);
        if (node.domain.empty() && node.opType == "Constant") continue;
        const Support support = supportOf(target, graph, id);
        const auto kind = static_cast<std::size_t>(support.kind);
        ++counts[kind];
        nodes.push_back({{"node", node.name},
                         {"op", node.domain.empty() ? node.opType : node.domain + "::" + node.opType},
                         {"where", kKinds[kind]},
                         {"int16", support.int16},
                         {"float", support.floating},
                         {"reason", support.reason},
                         {"rule", support.rule}});
    }
    Json report{{"target", target.name}, {"validation", target.validation}};
    for (std::size_t kind = 0; kind < kKinds.size(); ++kind)
        report[std::string(kKinds[kind])] = counts[kind];
    report["nodes"] = std::move(nodes);
    return report;
}

void printSupport(const Session& session, const Json& report, bool withNodes) {
    session.print("  on " + report["target"].get<std::string>() + ": " + report["accelerator"].dump() + " node(s) on the accelerator, " +
                  report["host"].dump() + " on the host, " + report["refused"].dump() + " refused");
    for (const Json& node : report["nodes"]) {
        if (!withNodes) break;
        const auto reason = node["reason"].get<std::string>();
        session.print("    " + node["where"].get<std::string>() + "  " + node["op"].get<std::string>() + " " +
                      node["node"].get<std::string>() + (reason.empty() ? "" : ": " + reason));
    }
}

Json unsupportedJson(const std::vector<UnsupportedNode>& nodes) {
    Json list = Json::array();
    for (const UnsupportedNode& node : nodes)
        list.push_back({{"node", node.name}, {"op", node.op}, {"reason", node.reason}});
    return list;
}

/// One line for each operator and rule, with the first names; each node has a line of its own with --nodes.
void printUnsupported(const Session& session, const InspectOptions& options, const std::vector<UnsupportedNode>& nodes) {
    constexpr std::size_t kNamed = 3;
    std::map<std::pair<std::string, std::string>, std::vector<const UnsupportedNode*>> groups;
    for (const UnsupportedNode& node : nodes)
        groups[{node.op, node.rule}].push_back(&node);
    if (!nodes.empty())
        session.print("  not on the accelerator" + (options.target.empty() ? "" : " of " + options.target) +
                      ", as the model stands: " + std::to_string(nodes.size()) + (nodes.size() == 1 ? " node" : " nodes") +
                      (options.nodes ? "" : " (--nodes lists each)"));
    for (const auto& [key, members] : groups) {
        std::string names;
        for (std::size_t i = 0; i < members.size() && i < kNamed && !options.nodes; ++i)
            names += (i == 0 ? " (" : ", ") + members[i]->name;
        if (!names.empty()) names += members.size() > kNamed ? ", …)" : ")";
        session.print("    " + key.first + " " + std::to_string(members.size()) + ": " + key.second + names);
        for (const UnsupportedNode* node : members)
            if (options.nodes)
                session.print("      " + node->name + (node->reason == node->rule ? "" : node->reason.substr(node->rule.size())));
    }
}

/// Inputs whose shape the model leaves open.
Json openInputs(const Graph& graph) {
    Json list = Json::array();
    for (const ValueId id : graph.inputs())
        if (const auto& shape = graph.value(id).shape; shape && !shape->isStatic())
            list.push_back({{"name", graph.value(id).name}, {"shape", toText(*shape)}});
    return list;
}

/// Outputs and MACs are those of shapes that the model does not state.
void printOpenInputs(const Session& session, const Json& inputs) {
    if (inputs.empty()) return;
    std::string text, example;
    for (const Json& input : inputs) {
        const auto name = input["name"].get<std::string>(), shape = input["shape"].get<std::string>();
        text += (text.empty() ? "" : ", ") + name + " " + shape;
        if (example.empty()) example = name;
    }
    session.print("  open dimensions: " + text);
    session.print("    1 is taken for each, also in the outputs and MACs here; others: --set-shape " + example + ":D0,D1,…");
}

std::string tensorText(const Json& tensor) {
    std::string text = tensor["name"].get<std::string>() + "  " + tensor["type"].get<std::string>();
    const Json& shape = tensor["shape"];
    if (shape.is_null()) return text;
    text += " [";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i ? ", " : "") + (shape[i].is_string() ? shape[i].get<std::string>() : shape[i].dump());
    return text + "]";
}

void printTensors(const Session& session, const Json& tensors) {
    for (const Json& tensor : tensors)
        session.print(
            "    " + tensorText(tensor) +
            (tensor["node"].is_null() ? "  input" : "  " + tensor["op"].get<std::string>() + " " + tensor["node"].get<std::string>()));
}

void printSummary(const Session& session, const Json& root) {
    session.print(root["model"].get<std::string>() + ": opset " + root["opset"].dump() + ", " + root["nodes"].dump() + " nodes, " +
                  countText(root["params"].get<double>()) + " parameters, " + countText(root["macs"].get<double>()) + " MACs");
    for (const Json& input : root["inputs"])
        session.print("  input   " + tensorText(input));
    for (const Json& output : root["outputs"])
        session.print("  output  " + tensorText(output));
    std::string ops;
    for (const auto& [name, count] : root["ops"].items())
        ops += (ops.empty() ? "" : ", ") + name + " " + count.dump();
    session.print("  operators: " + ops);
    printOpenInputs(session, root["open_inputs"]);
}

Status inspectProgram(const InspectOptions& options, Session& session) {
    LATHE_TRY(const Program program, readProgram(options.model));
    std::map<std::string, int> engines;
    for (const Instruction& instruction : program.instructions)
        ++engines[std::string(toName(instruction.engine))];
    Json root{{"schema", "lathe.program/1"},
              {"program", options.model},
              {"name", program.name},
              {"target", program.target},
              {"producer", program.producer},
              {"layers", program.layers.size()},
              {"tiles", program.tiles.size()},
              {"instructions", engines},
              {"buffers", program.buffers.size()},
              {"on_chip_bytes", program.onChipBytes},
              {"inputs", describe(program.network.graph, program.network.graph.inputs())},
              {"outputs", describe(program.network.graph, program.network.graph.outputs())}};
    session.printJson(root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    session.print(program.name + " for " + program.target + " (" + program.producer + "): " + std::to_string(program.layers.size()) +
                  " layers, " + std::to_string(program.tiles.size()) + " tiles, " + std::to_string(program.instructions.size()) +
                  " instructions, " + bytesText(static_cast<double>(program.onChipBytes)) + " of on-chip memory");
    return {};
}

/// The model as that configuration quantizes it: all stages up to there, calibration included.
Result<std::shared_ptr<const QuantizedGraph>> quantizedModel(const InspectOptions& options, JobContext& context) {
    if (options.config.empty()) return Error::usage("--why needs --config", "the precision of a node follows from a configuration");
    LATHE_TRY(const auto names, targetNames());
    LATHE_TRY(BuildConfig config, readConfig(options.config, names, context));
    setModelFiles(config, absoluteFiles(options.files()));
    StageCache cache;
    PipelineOptions until;
    until.last = Stage::Quantise;
    LATHE_TRY(const BuildResult result, runBuild(config, cache, context, until));
    return result.quantized;
}

/// Every rule that reaches the node, and what came of them.
Status explain(const InspectOptions& options, Session& session, JobContext& context) {
    LATHE_TRY(const auto quantized, quantizedModel(options, context));
    LATHE_TRY(const std::vector<NodeId> nodes, NodeNames(quantized->graph).find(options.why));
    Json list = Json::array();
    for (const NodeId id : nodes) {
        const Node& node = quantized->graph.node(id);
        const std::vector<std::string> sentences = explainPrecision(*quantized, id);
        list.push_back({{"node", node.name}, {"op", node.opType}, {"precision", toName(quantized->precisionOf(id))}, {"why", sentences}});
        session.print(node.name + " (" + node.opType + "):");
        for (const std::string& sentence : sentences)
            session.print("  " + sentence);
    }
    session.printJson(Json{{"schema", "lathe.precision/1"}, {"model", options.model}, {"nodes", list}}.dump(
                          2, ' ', false, Json::error_handler_t::replace) +
                      "\n");
    return {};
}

Status inspect(const InspectOptions& options, Session& session, JobContext& context) {
    if (!options.why.empty()) return explain(options, session, context);
    if (std::filesystem::path(options.model).extension() == ".lathe") return inspectProgram(options, session);
    LATHE_TRY(Graph graph, readModel(options.files(), context));
    LATHE_CHECK(setShapes(graph, options.shapes, context));
    std::optional<Target> target;
    if (!options.target.empty()) {
        LATHE_TRY(target, findTarget(options.target));
    }
    const Json inputs = describe(graph, graph.inputs()), open = openInputs(graph);
    InferenceOptions shapes;
    shapes.unknownDim = 1; // work is stated for one sample where the batch is open
    if (auto inferred = inferShapes(graph, context, shapes); !inferred) {
        Error error = std::move(inferred).error();
        if (!open.empty() && error.remedy.empty())
            error.remedy = "1 was taken for each open dimension of the inputs; choose others: --set-shape " +
                           open[0]["name"].get<std::string>() + ":D0,D1,…";
        return error;
    }
    const auto unsupported = unsupportedNodes(graph, target ? &*target : nullptr, context);
    Json root{{"schema", "lathe.inspection/1"},
              {"model", options.model},
              {"opset", graph.opset()},
              {"nodes", graph.nodeCount()},
              {"ops", countOps(graph)},
              {"inputs", inputs},
              {"outputs", describe(graph, graph.outputs())},
              {"params", parameterCount(graph)},
              {"macs", totalWork(graph).macs},
              {"open_inputs", open},
              {"unsupported", unsupportedJson(unsupported)}};
    if (target) root["support"] = supportReport(graph, *target, context);
    if (options.tensors) root["tensors"] = tensorsOf(graph);
    session.printJson(root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    printSummary(session, root);
    if (options.tensors) printTensors(session, root["tensors"]);
    if (target) printSupport(session, root["support"], options.nodes);
    printUnsupported(session, options, unsupported);
    return {};
}

} // namespace

std::vector<Command> makeInspect(CLI::App& parent) {
    auto options = std::make_shared<InspectOptions>();
    CLI::App* app = parent.add_subcommand("inspect", "Inputs, outputs, opset, nodes by type, parameters, MACs, unsupported operators");
    app->add_option("MODEL", options->model, "Model (.onnx, .prototxt or .prototxt,.caffemodel) or .lathe program")->required();
    addWeightsOption(*app, *options);
    addShapeOption(*app, *options);
    app->add_option("--target", options->target, "Also say where each node would run on this device, and by which rule");
    app->add_flag("--nodes", options->nodes, "Name each node: where it would run with --target, and those that are not supported");
    app->add_flag("--tensors", options->tensors, "List every tensor between the nodes: name, type, shape and the node that makes it");
    app->add_option("--why", options->why, "Say why this node has its precision under --config (calibrates the model)");
    app->add_option("--config", options->config, "The configuration of --why");
    app->footer("Example: lathe inspect mobilenet.onnx --target nash-e");
    return {{app, [options](Session& session, JobContext& context) { return inspect(*options, session, context); }}};
}

} // namespace lathe::cli
