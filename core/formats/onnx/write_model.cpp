#include "core/base/file_region.h"
#include "core/base/output_file.h"
#include "core/formats/onnx/schema.h"
#include "core/formats/onnx/write_graph.h"
#include "core/formats/onnx_file.h"

#include <set>

#include <sys/stat.h>

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
    for (const Tensor& function : graph.functions)
        model.view(model_field::Functions, function.storedBytes(), function.owner());
    return model;
}

Status writeWeights(const ExternalWeights& external, OutputFile& out) {
    for (const ExternalWeights::Piece& piece : external.pieces) {
        LATHE_CHECK(out.fillTo(piece.offset));
        LATHE_CHECK(out.append(piece.tensor.storedBytes(), piece.tensor.owner()));
    }
    return {};
}

Error tooLarge(const std::filesystem::path& file, const std::string& what, std::string remedy) {
    Error error = Error::unsupported(what + "; protobuf, and with it a single ONNX file, holds at most 2 GiB", {}, std::move(remedy));
    error.place.file = file.string();
    return error;
}

/// Both files are whole on the disk before the first of them takes its place.
Status writeFiles(const WireWriter& model, const ExternalWeights& external, const std::filesystem::path& file,
                  const std::filesystem::path& weights, JobContext& context) {
    std::optional<OutputFile> weightsOut;
    if (!external.pieces.empty()) {
        LATHE_TRY(OutputFile out, OutputFile::create(weights, context, external.size));
        weightsOut.emplace(std::move(out));
        LATHE_CHECK(writeWeights(external, *weightsOut));
        LATHE_CHECK(weightsOut->flush());
    }
    LATHE_TRY(OutputFile out, OutputFile::create(file, context, weightsOut ? 0 : model.size()));
    LATHE_CHECK(model.writeTo(out));
    LATHE_CHECK(out.flush());
    if (weightsOut) LATHE_CHECK(weightsOut->publish());
    return out.publish();
}

} // namespace

/// Whether the elements lie in `file`, under whatever name it was opened.
bool isMappedFrom(const Tensor& tensor, const std::filesystem::path& file) {
    const auto region = findFileRegion(tensor.storedBytes(), tensor.owner());
    struct stat target {
    }, mapped{};
    if (!region || ::stat(file.c_str(), &target) != 0 || ::fstat(region->descriptor, &mapped) != 0) return false;
    return target.st_dev == mapped.st_dev && target.st_ino == mapped.st_ino;
}

} // namespace onnx

Result<WeightStorage> storageFor(const Graph& graph, const std::filesystem::path& file, WeightStorage asked) {
    const std::int64_t weightBytes = onnx::constantBytes(graph);
    const bool fits = weightBytes <= onnx::kMostInline;
    if (asked == WeightStorage::Embedded && !fits)
        return onnx::tooLarge(file, "the weights take " + std::to_string(weightBytes) + " bytes",
                              "keep them in a file of their own (--external-weights)");
    if (asked == WeightStorage::Automatic) return fits ? WeightStorage::Embedded : WeightStorage::External;
    return asked;
}

std::vector<std::filesystem::path> weightFilesOf(const Graph& graph) {
    std::set<std::filesystem::path> files;
    for (const ValueId id : graph.values()) {
        const Tensor* tensor = graph.constantOf(id);
        const auto region = tensor ? findFileRegion(tensor->storedBytes(), tensor->owner()) : std::nullopt;
        std::error_code failed;
        if (!region) continue;
        std::filesystem::path file = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(region->descriptor), failed);
        if (!failed) files.insert(std::move(file));
    }
    return {files.begin(), files.end()};
}

Status checkOverwrites(const Graph& graph, const std::filesystem::path& source, const std::filesystem::path& file, WeightStorage storage) {
    const std::string extension = file.extension().string();
    if (extension == ".prototxt" || extension == ".caffemodel")
        return Error::usage("the output would be ONNX, and " + file.string() + " is named as a Caffe file", "name it .onnx");
    std::error_code ignored;
    if (std::filesystem::equivalent(source, file, ignored)) return {};
    std::vector<std::filesystem::path> targets{file};
    if (storage == WeightStorage::External) targets.emplace_back(file.string() + ".data");
    for (const std::filesystem::path& target : targets)
        for (const ValueId id : graph.values()) {
            const Tensor* tensor = graph.constantOf(id);
            if (!tensor || !onnx::isMappedFrom(*tensor, target)) continue;
            return Error::usage("writing " + target.string() + " would overwrite weights of " + source.string(),
                                "choose another name for the output");
        }
    return {};
}

Status writeOnnx(const Graph& graph, const std::filesystem::path& file, JobContext& context, const OnnxWriteOptions& options) {
    if (static_cast<std::int64_t>(graph.topologicalOrder().size()) != graph.nodeCount())
        return Error::internal("the graph '" + graph.name + "' has a cycle and cannot be written as ONNX");
    LATHE_TRY(const WeightStorage storage, storageFor(graph, file, options.weights));
    const std::filesystem::path weights = file.string() + ".data";
    onnx::ExternalWeights external;
    if (storage == WeightStorage::External) external.location = weights.filename().string();
    const onnx::WireWriter model = onnx::writeModel(graph, external);
    if (model.size() > onnx::kMostMessage)
        return onnx::tooLarge(file, "the model takes " + std::to_string(model.size()) + " bytes without its external weights", {});
    return onnx::writeFiles(model, external, file, weights, context);
}

Status writeOnnx(const Graph& graph, const std::filesystem::path& file, const OnnxWriteOptions& options) {
    JobContext context;
    return writeOnnx(graph, file, context, options);
}

} // namespace lathe
