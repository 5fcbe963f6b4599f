#include "core/base/files.h"
#include "core/formats/onnx/schema.h"
#include "core/formats/onnx/write_graph.h"
#include "core/formats/onnx_file.h"

namespace lathe {
namespace onnx {
namespace {

/// Protobuf readers refuse messages of 2 GiB and more; names, shapes and the rest get the difference.
constexpr std::int64_t kMostInline = std::int64_t(1900) << 20;
constexpr std::int64_t kMostMessage = (std::int64_t(1) << 31) - 1;

std::int64_t constantBytes(const Graph& graph) {
    std::int64_t size = 0;
    for (const ValueId id : graph.values())
        if (const Tensor* constant = graph.constantOf(id)) size += constant->sizeBytes();
    for (const NodeId id : graph.nodes())
        for (const GraphPtr& body : graph.node(id).subgraphs())
            size += constantBytes(*body);
    return size;
}

WireWriter writeModel(const Graph& graph, ExternalWeights& external) {
    WireWriter model;
    model.integer(model_field::IrVersion, graph.irVersion);
    model.optionalText(model_field::ProducerName, graph.producerName);
    model.optionalText(model_field::ProducerVersion, graph.producerVersion);
    model.message(model_field::Graph, writeGraph(graph, graph.irVersion, external));
    for (const auto& [domain, version] : graph.opsets) {
        WireWriter import;
        import.text(opset_field::Domain, domain);
        import.integer(opset_field::Version, version);
        model.message(model_field::OpsetImport, std::move(import));
    }
    for (const auto& [key, value] : graph.metadata) {
        WireWriter entry;
        entry.text(entry_field::Key, key);
        entry.text(entry_field::Value, value);
        model.message(model_field::Metadata, std::move(entry));
    }
    return model;
}

Status writeWeights(const ExternalWeights& external, const std::filesystem::path& file) {
    return writeFileAtomically(file, [&](std::ostream& out) {
        std::int64_t at = 0;
        for (const ExternalWeights::Piece& piece : external.pieces) {
            out << std::string(static_cast<std::size_t>(piece.offset - at), '\0');
            out.write(reinterpret_cast<const char*>(piece.bytes.data()), static_cast<std::streamsize>(piece.bytes.size()));
            at = piece.offset + static_cast<std::int64_t>(piece.bytes.size());
        }
    });
}

} // namespace
} // namespace onnx

Status writeOnnx(const Graph& graph, const std::filesystem::path& file, const OnnxWriteOptions& options) {
    if (static_cast<std::int64_t>(graph.topologicalOrder().size()) != graph.nodeCount())
        return Error::internal("the graph '" + graph.name + "' has a cycle and cannot be written as ONNX");
    onnx::ExternalWeights external;
    const std::filesystem::path weights = file.string() + ".data";
    if (options.externalWeights || onnx::constantBytes(graph) > onnx::kMostInline) external.location = weights.filename().string();
    const onnx::WireWriter model = onnx::writeModel(graph, external);
    if (model.size() > onnx::kMostMessage)
        return Error::unsupported("the model takes " + std::to_string(model.size()) +
                                  " bytes without its weights; an ONNX file holds at most 2 GiB");
    if (!external.pieces.empty()) LATHE_CHECK(onnx::writeWeights(external, weights));
    return writeFileAtomically(file, [&](std::ostream& out) { model.writeTo(out); });
}

} // namespace lathe
