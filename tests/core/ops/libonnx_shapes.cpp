#include "tests/core/ops/libonnx_shapes.h"

#include "core/base/files.h"
#include "core/formats/onnx_file.h"
#include "core/graph/text_format.h"

#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

#include <algorithm>
#include <fstream>

namespace lathe::test {
namespace {

namespace fs = std::filesystem;

struct Known {
    DataType type = DataType::Undefined;
    std::optional<Shape> shape;
};
using KnownByName = std::map<std::string, Known>;

std::string describe(const Known& known) {
    return std::string(toName(known.type)) + " " + (known.shape ? toText(*known.shape) : "of unknown rank");
}

// --- libonnx

Known knownOf(const ::onnx::TypeProto& type) {
    Known known;
    if (!type.has_tensor_type()) return known;
    known.type = static_cast<DataType>(type.tensor_type().elem_type());
    if (!type.tensor_type().has_shape()) return known;
    known.shape.emplace();
    for (const auto& dim : type.tensor_type().shape().dim())
        known.shape->dims.push_back(dim.has_dim_value() && dim.dim_value() >= 0 ? Dim(dim.dim_value()) : Dim());
    return known;
}

void overrideInput(::onnx::ValueInfoProto& input, const InferenceOptions& options) {
    if (!input.type().has_tensor_type()) return;
    auto* shape = input.mutable_type()->mutable_tensor_type()->mutable_shape();
    if (const auto found = options.inputShapes.find(input.name()); found != options.inputShapes.end()) {
        shape->clear_dim();
        for (const Dim& dim : found->second.dims) {
            auto* added = shape->add_dim();
            if (dim.isKnown()) added->set_dim_value(dim.value);
        }
    }
    for (auto& dim : *shape->mutable_dim())
        if (const auto found = options.symbolValues.find(dim.dim_param()); dim.has_dim_param() && found != options.symbolValues.end())
            dim.set_dim_value(found->second);
}

/// The model without what it says of values behind its inputs.
::onnx::ModelProto bareModel(const fs::path& file, const InferenceOptions& options) {
    ::onnx::ModelProto model;
    std::ifstream stream(file, std::ios::binary);
    model.ParseFromIstream(&stream);
    model.mutable_graph()->clear_value_info();
    for (auto& output : *model.mutable_graph()->mutable_output())
        output.clear_type();
    for (auto& input : *model.mutable_graph()->mutable_input())
        overrideInput(input, options);
    return model;
}

KnownByName inferTheirs(const fs::path& file, const InferenceOptions& options, std::string& error) {
    ::onnx::ModelProto model = bareModel(file, options);
    KnownByName known;
    try {
        ::onnx::shape_inference::InferShapes(model, ::onnx::OpSchemaRegistry::Instance(),
                                             ::onnx::ShapeInferenceOptions(/*check_type_val=*/true, /*strict_mode_val=*/0,
                                                                           /*data_prop_val=*/true));
    } catch (const std::exception& failed) {
        error = failed.what();
        return known;
    }
    for (const auto* list : {&model.graph().value_info(), &model.graph().output()})
        for (const auto& info : *list)
            known[info.name()] = knownOf(info.type());
    return known;
}

// --- Lathe

void forgetStoredShapes(Graph& graph) {
    for (const ValueId id : graph.values()) {
        if (graph.isConstant(id) || graph.isInput(id)) continue;
        graph.setType(id, DataType::Undefined);
        graph.setShape(id, std::nullopt);
    }
}

std::string unknownOperator(const Graph& graph) {
    for (const NodeId id : graph.nodes()) {
        const Node& node = graph.node(id);
        if (!findOp(node)) return node.opType;
        for (const GraphPtr& body : node.subgraphs())
            if (const std::string inside = unknownOperator(*body); !inside.empty()) return inside;
    }
    return {};
}

Result<KnownByName> inferOurs(const fs::path& file, const InferenceOptions& options, std::string& unknown) {
    JobContext context;
    LATHE_TRY(Graph graph, readOnnx(file, context));
    unknown = unknownOperator(graph);
    forgetStoredShapes(graph);
    LATHE_CHECK(inferShapes(graph, context, options));
    KnownByName known;
    for (const ValueId id : graph.values())
        if (!graph.isConstant(id) && !graph.isInput(id)) known[graph.value(id).name] = {graph.value(id).type, graph.value(id).shape};
    return known;
}

// --- both

void count(Knowledge& sum, const Known& known) {
    sum.types += known.type != DataType::Undefined;
    sum.ranks += known.shape.has_value();
    if (known.shape) sum.dims += std::ranges::count_if(known.shape->dims, &Dim::isKnown);
}

bool agree(const Known& a, const Known& b) {
    if (a.type != DataType::Undefined && b.type != DataType::Undefined && a.type != b.type) return false;
    if (!a.shape || !b.shape) return true;
    if (a.shape->rank() != b.shape->rank()) return false;
    for (std::size_t i = 0; i < a.shape->dims.size(); ++i)
        if (a.shape->dims[i].isKnown() && b.shape->dims[i].isKnown() && a.shape->dims[i] != b.shape->dims[i]) return false;
    return true;
}

/// `more` says something that `less`, which agrees, does not.
bool saysMore(const Known& more, const Known& less) {
    if (more.type != DataType::Undefined && less.type == DataType::Undefined) return true;
    if (!more.shape) return false;
    if (!less.shape) return true;
    for (std::size_t i = 0; i < more.shape->dims.size(); ++i)
        if (more.shape->dims[i].isKnown() && !less.shape->dims[i].isKnown()) return true;
    return false;
}

} // namespace

Result<ShapeComparison> compareWithLibonnx(const fs::path& model, const InferenceOptions& options) {
    ShapeComparison result;
    LATHE_TRY(const KnownByName ours, inferOurs(model, options, result.unknownOperator));
    const KnownByName theirs = inferTheirs(model, options, result.theirError);
    for (const auto& [name, mine] : ours) {
        const auto found = theirs.find(name);
        const Known other = found == theirs.end() ? Known{} : found->second;
        ++result.values;
        result.allStatic = result.allStatic && mine.shape && mine.shape->isStatic();
        count(result.ours, mine);
        count(result.theirs, other);
        const std::string line = name + ": " + describe(mine) + " here, " + describe(other) + " in libonnx";
        if (!agree(mine, other))
            result.differences.push_back(line);
        else if (saysMore(other, mine))
            result.lacking.push_back(line);
    }
    return result;
}

Result<ShapeComparison> compareWithLibonnx(std::string_view text, const fs::path& folder) {
    LATHE_TRY(const Graph graph, parseGraph(text));
    const fs::path file = folder / "model.onnx";
    LATHE_CHECK(writeOnnx(graph, file));
    return compareWithLibonnx(file);
}

Status describeInitializer(const fs::path& file, const std::string& name) {
    ::onnx::ModelProto model;
    if (std::ifstream stream(file, std::ios::binary); !model.ParseFromIstream(&stream)) return Error::input("no model", file.string());
    auto* input = model.mutable_graph()->add_input();
    input->set_name(name);
    input->mutable_type()->mutable_tensor_type()->set_elem_type(::onnx::TensorProto::FLOAT);
    input->mutable_type()->mutable_tensor_type()->mutable_shape();
    return writeFileAtomically(file, model.SerializeAsString());
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines)
        text += line + "\n";
    return text;
}

} // namespace lathe::test
