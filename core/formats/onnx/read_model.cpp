#include "core/formats/onnx/read_graph.h"
#include "core/formats/onnx/read_tensor.h"
#include "core/formats/onnx/schema.h"
#include "core/formats/onnx_file.h"

namespace lathe {
namespace onnx {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::int64_t kOldestOpset = 7, kNewestOpset = 21;

/// A ModelProto taken apart.
struct Parts {
    std::int64_t irVersion = 3;
    std::string producerName, producerVersion, docString;
    std::optional<Bytes> graph;
    std::vector<Bytes> opsets, metadata, functions;
};

Result<Parts> takeApart(const Source& source) {
    Parts parts;
    LATHE_CHECK(walk(source, source.bytes(), "the model", [&](WireReader& reader) {
        switch (reader.field()) {
        case model_field::IrVersion:
            parts.irVersion = reader.integer();
            break;
        case model_field::ProducerName:
            parts.producerName = reader.text();
            break;
        case model_field::ProducerVersion:
            parts.producerVersion = reader.text();
            break;
        case model_field::DocString:
            parts.docString = reader.text();
            break;
        case model_field::Graph:
            parts.graph = reader.bytes();
            break;
        case model_field::OpsetImport:
            parts.opsets.push_back(reader.bytes());
            break;
        case model_field::Metadata:
            parts.metadata.push_back(reader.bytes());
            break;
        case model_field::Functions:
            parts.functions.push_back(reader.bytes());
            break;
        default:
            break;
        }
    }));
    if (!parts.graph) return source.error("holds no graph: it is no ONNX model");
    return parts;
}

struct OpsetImport {
    std::string domain;
    std::int64_t version = 0;
};

Result<OpsetImport> readOpset(const Source& source, Bytes message) {
    OpsetImport import;
    LATHE_CHECK(walk(source, message, "an opset import", [&](WireReader& reader) {
        if (reader.field() == opset_field::Domain) import.domain = normalizedDomain(reader.text());
        if (reader.field() == opset_field::Version) import.version = reader.integer();
    }));
    return import;
}

Status readOpsets(Source& source, const std::vector<Bytes>& messages, Graph& graph) {
    for (const Bytes message : messages) {
        LATHE_TRY(const OpsetImport import, readOpset(source, message));
        const auto [entry, isNew] = graph.opsets.emplace(import.domain, import.version);
        if (isNew) continue;
        source.warn(Severity::Info, "ONNX_OPSET_TWICE",
                    "imports the operator set '" + import.domain + "' more than once; the newest version counts");
        entry->second = std::max(entry->second, import.version);
    }
    if (graph.opset() < kOldestOpset || graph.opset() > kNewestOpset)
        source.warn(Severity::Warning, "ONNX_OPSET",
                    "has opset " + std::to_string(graph.opset()) + "; Lathe knows the operators of " + std::to_string(kOldestOpset) +
                        " to " + std::to_string(kNewestOpset) + ", so that some may be read wrongly");
    return {};
}

Status readMetadata(const Source& source, const std::vector<Bytes>& messages, Graph& graph) {
    for (const Bytes message : messages) {
        std::string key, value;
        LATHE_CHECK(walk(source, message, "a metadata entry", [&](WireReader& reader) {
            if (reader.field() == entry_field::Key) key = reader.text();
            if (reader.field() == entry_field::Value) value = reader.text();
        }));
        graph.metadata.insert_or_assign(std::move(key), std::move(value));
    }
    return {};
}

Status readFunctions(Source& source, const std::vector<Bytes>& messages) {
    for (const Bytes message : messages) {
        LATHE_TRY(Function function, readFunction(source, message));
        std::string key = functionKey(function.domain, function.name, function.overload);
        source.functions.insert_or_assign(std::move(key), std::move(function));
    }
    return {};
}

/// The body of a function is of its own operator sets; the graph has but one version of each.
Status joinOpsets(Source& source, Graph& graph) {
    for (const auto& [key, function] : source.functions) {
        for (const Bytes message : function.opsets) {
            LATHE_TRY(const OpsetImport import, readOpset(source, message));
            const auto [entry, isNew] = graph.opsets.emplace(import.domain, import.version);
            if (isNew || entry->second == import.version) continue;
            source.warn(Severity::Warning, "ONNX_FUNCTION_OPSET",
                        "the function '" + function.domain + "::" + std::string(function.name) + "' is of version " +
                            std::to_string(import.version) + " of the operator set '" + import.domain +
                            "'; its nodes are read as of the model's version " + std::to_string(entry->second));
        }
    }
    return {};
}

/// The functions stay what they are: bytes of the file.
void keepFunctions(const Source& source, const std::vector<Bytes>& messages, Graph& graph) {
    for (const Bytes message : messages)
        graph.functions.emplace_back(DataType::Uint8, std::vector{static_cast<std::int64_t>(message.size())}, message, source.owner());
}

} // namespace
} // namespace onnx

Result<Graph> readOnnx(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, const std::filesystem::path& file,
                       JobContext& context, const OnnxReadOptions& options) {
    onnx::Source source(bytes, std::move(owner), file, context);
    if (bytes.empty()) return source.error("is empty");
    LATHE_TRY(onnx::Parts parts, onnx::takeApart(source));
    if (options.inlineFunctions) LATHE_CHECK(onnx::readFunctions(source, parts.functions));
    LATHE_TRY(Graph graph, onnx::readGraph(source, *parts.graph, nullptr, 0, "the model"));
    LATHE_CHECK(onnx::readOpsets(source, parts.opsets, graph));
    LATHE_CHECK(onnx::joinOpsets(source, graph));
    if (!options.inlineFunctions) onnx::keepFunctions(source, parts.functions, graph);
    LATHE_CHECK(onnx::readMetadata(source, parts.metadata, graph));
    graph.irVersion = parts.irVersion;
    graph.producerName = std::move(parts.producerName);
    graph.producerVersion = std::move(parts.producerVersion);
    if (graph.docString.empty()) graph.docString = std::move(parts.docString);
    return graph;
}

Result<Graph> readOnnx(const std::filesystem::path& file, JobContext& context, const OnnxReadOptions& options) {
    LATHE_TRY(const MappedFile mapped, MappedFile::open(file));
    return readOnnx(mapped.bytes(), mapped.owner(), file, context, options);
}

Result<Tensor> readOnnxTensor(const std::filesystem::path& file, JobContext& context) {
    LATHE_TRY(const MappedFile mapped, MappedFile::open(file));
    onnx::Source source(mapped.bytes(), mapped.owner(), file, context);
    LATHE_TRY(onnx::NamedTensor read, onnx::readTensor(source, source.bytes(), "the tensor"));
    return std::move(read.tensor);
}

Result<Tensor> readOnnxValue(const std::filesystem::path& file, DataType type, JobContext& context) {
    if (!isContainer(type)) return readOnnxTensor(file, context);
    LATHE_TRY(const MappedFile mapped, MappedFile::open(file));
    onnx::Source source(mapped.bytes(), mapped.owner(), file, context);
    return onnx::readContainer(source, source.bytes(), type);
}

} // namespace lathe
