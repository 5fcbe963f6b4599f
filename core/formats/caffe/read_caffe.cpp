#include "core/base/files.h"
#include "core/formats/caffe/kept_layer.h"
#include "core/formats/caffe/layer_table.h"
#include "core/formats/caffe/text_parser.h"
#include "core/formats/caffe/upgrade.h"
#include "core/formats/caffe/wire_message.h"
#include "core/formats/caffe_file.h"

#include <algorithm>

namespace lathe {
namespace caffe {
namespace {

namespace fs = std::filesystem;

/// What is missing of a bottom for this row; empty when all is there.
std::string missingOf(const LayerBuilder& builder, Need need) {
    if (need == Need::Nothing) return {};
    for (std::size_t i = 0; i < builder.bottoms().size(); ++i) {
        const Shape* shape = builder.shape(builder.bottom(i));
        const std::string name = "'" + builder.layer().bottoms[i] + "'";
        if (!shape) return "the shape of " + name + " is not known";
        if (need == Need::Channels && (shape->rank() < 2 || !shape->dims[1].isKnown())) return "the channels of " + name + " are not known";
        if (need == Need::Shape && !shape->isStatic()) return "the shape of " + name + " is only " + toText(*shape);
    }
    return {};
}

std::string countText(std::size_t least, std::size_t most) {
    if (most == kAnyNumber) return std::to_string(least) + " or more";
    return least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
}

Status buildLayer(NetworkBuilder& network, const Layer& layer) {
    const LayerRow* row = findLayer(layer.type);
    LayerBuilder builder(network, layer);
    LATHE_CHECK(builder.readBottoms());
    if (!row) return keepLayer(builder, "Lathe does not know this type");
    const std::size_t bottoms = builder.bottoms().size();
    if (bottoms < row->leastBottoms || bottoms > row->mostBottoms)
        return builder.error("has " + std::to_string(bottoms) + " bottoms, expected " + countText(row->leastBottoms, row->mostBottoms));
    if (const std::string missing = missingOf(builder, row->need); !missing.empty()) return keepLayer(builder, missing);
    return row->build(builder);
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 3); ++i)
        text += (i ? ", '" : "'") + names[i] + "'";
    return text + (names.size() > 3 ? ", … (" + std::to_string(names.size()) + " in all)" : "");
}

void reportWeights(const Source& source, const NetworkBuilder& network) {
    if (network.withoutWeights.empty()) return;
    if (network.weights().isEmpty())
        source.report(Severity::Warning, "CAFFE_NO_WEIGHTS",
                      "there are no weights: all are zero, so that shapes and speed are right and results mean nothing", {}, {},
                      "put the .caffemodel beside the .prototxt under the same name, or name it with --weights");
    else
        source.report(Severity::Warning, "CAFFE_WEIGHTS_MISSING",
                      "'" + network.weights().file().filename().string() + "' has no weights for " + listed(network.withoutWeights) +
                          ", which keep their first values",
                      {}, network.withoutWeights.front(), "the weights may be of another network");
}

Result<Graph> buildGraph(const Source& source, const Network& described, const Weights& weights, const CaffeReadOptions& options) {
    NetworkBuilder network(source, described, weights, options.inputShapes);
    for (const DeclaredInput& input : described.inputs)
        LATHE_CHECK(network.addInput(input.name, input.dims, input.place, {}));
    std::vector<std::string> dropped;
    for (const Layer& layer : described.layers) {
        LATHE_CHECK(source.context().checkStop());
        const LayerRow* row = findLayer(layer.type);
        if (row && row->fate == Fate::Dropped)
            dropped.push_back(layer.name);
        else
            LATHE_CHECK(buildLayer(network, layer));
    }
    LATHE_TRY(Graph graph, network.finish());
    if (!dropped.empty()) source.report(Severity::Info, "CAFFE_LAYERS_LEFT_OUT", "layers for training are left out: " + listed(dropped));
    reportWeights(source, network);
    return graph;
}

/// Weights in the file itself count where no other file is given.
Result<Graph> read(const Source& source, std::shared_ptr<Document> document, std::optional<Weights> given,
                   const CaffeReadOptions& options) {
    LATHE_TRY(const Network network, readNetwork(source, *document));
    const Weights weights = given ? std::move(*given) : Weights(source, document);
    return buildGraph(source, network, weights, options);
}

Result<std::shared_ptr<Document>> parsed(const Source& source, std::string_view text, std::shared_ptr<const void> owner) {
    LATHE_TRY(Document document, parseText(source, text));
    document.owner = std::move(owner);
    return std::make_shared<Document>(std::move(document));
}

constexpr std::size_t kMostText = std::size_t(1) << 28;

Result<std::shared_ptr<Document>> readPrototxt(const Source& source) {
    LATHE_TRY(const MappedFile file, MappedFile::open(source.file()));
    const auto bytes = file.bytes();
    if (bytes.empty()) return source.error("is empty");
    if (bytes.size() > kMostText) return source.error("has " + std::to_string(bytes.size()) + " bytes: it is no description of a network");
    return parsed(source, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, file.owner());
}

/// The weights that are named, or that lie beside the description.
fs::path weightsOf(const fs::path& file, const CaffeReadOptions& options) {
    if (!options.weights.empty()) return options.weights;
    fs::path beside = file;
    beside.replace_extension(".caffemodel");
    std::error_code ignored;
    return fs::exists(fs::symlink_status(beside, ignored)) ? beside : fs::path();
}

} // namespace
} // namespace caffe

Result<Graph> readCaffe(const std::filesystem::path& file, const CaffeReadOptions& options, JobContext& context) {
    const caffe::Source source(file, context);
    if (file.extension() == ".caffemodel") {
        LATHE_TRY(auto document, caffe::readCaffemodel(source));
        return caffe::read(source, std::move(document), std::nullopt, options);
    }
    LATHE_TRY(auto document, caffe::readPrototxt(source));
    const std::filesystem::path beside = caffe::weightsOf(file, options);
    if (beside.empty()) return caffe::read(source, std::move(document), std::nullopt, options);
    const caffe::Source weights(beside, context);
    LATHE_TRY(auto blobs, caffe::readCaffemodel(weights));
    return caffe::read(source, std::move(document), caffe::Weights(weights, std::move(blobs)), options);
}

Result<Graph> readCaffe(std::string_view prototxt, std::string_view weights, const CaffeReadOptions& options, JobContext& context) {
    const caffe::Source source("model.prototxt", context);
    LATHE_TRY(auto document, caffe::parsed(source, prototxt, nullptr));
    if (weights.empty()) return caffe::read(source, std::move(document), std::nullopt, options);
    const caffe::Source weightsSource("model.caffemodel", context);
    const auto bytes = std::as_bytes(std::span(weights));
    LATHE_TRY(caffe::Document read, caffe::readWireNetwork(weightsSource, bytes));
    auto blobs = std::make_shared<caffe::Document>(std::move(read));
    LATHE_CHECK(caffe::upgradeNetwork(weightsSource, *blobs));
    return caffe::read(source, std::move(document), caffe::Weights(weightsSource, std::move(blobs)), options);
}

} // namespace lathe
