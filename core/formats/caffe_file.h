#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <filesystem>
#include <map>

namespace lathe {

struct CaffeReadOptions {
    /// The .caffemodel; empty: the file of the same stem beside the .prototxt, where there is one.
    std::filesystem::path weights = {};
    /// Shapes in place of those in the file, by input ("": the first): Caffe's layers are translated for these (a fully convolutional
    /// network takes any picture, a Crop or an Interp does not look the same for every one).
    std::map<std::string, std::vector<std::int64_t>> inputShapes = {};
};

/// Reads a Caffe network, V0 to the present, as a graph of ONNX operators of opset 13: docs/caffe.md has the layers. `file` is a
/// .prototxt, or a .caffemodel that holds the description, too. Layers of phase TEST, without those for training; shapes are
/// set. A top that is written in place gives each of its values a name, the last one the blob's. Nodes are named after their
/// layers and have them as origins. Layers of unknown type are kept as "caffe::<Type>". Without weights those are zero. An Input
/// error with line and column, or with the layer, for wrong text, damaged files, unknown bottoms, two writers of one blob, blobs
/// whose size contradicts the layer. Diagnostics: CAFFE_NO_WEIGHTS, CAFFE_WEIGHTS_MISSING, CAFFE_LAYER_KEPT, CAFFE_LAYER_RENAMED,
/// CAFFE_LAYERS_LEFT_OUT, CAFFE_DATA_INPUT, CAFFE_POOL_MASK, CAFFE_BATCH_STATISTICS.
Result<Graph> readCaffe(const std::filesystem::path& file, const CaffeReadOptions& options, JobContext& context);
/// The same from texts and bytes in memory, for tests; `weights` may be empty.
Result<Graph> readCaffe(std::string_view prototxt, std::string_view weights, const CaffeReadOptions& options, JobContext& context);

} // namespace lathe
