#pragma once

#include "core/formats/caffe/layer_builder.h"

namespace lathe::caffe {

/// What must be known of the first bottom for a layer to be translated; else it is kept as it is.
enum class Need { Nothing, Rank, Channels, Shape };

/// What becomes of a layer.
enum class Fate {
    Input,     ///< graph inputs
    Operators, ///< ONNX operators
    Dropped,   ///< for training alone: left out
};

/// One type of layer.
struct LayerRow {
    std::string_view type;
    Fate fate = Fate::Operators;
    Status (*build)(LayerBuilder&) = nullptr; ///< null when dropped
    std::size_t leastBottoms = 0, mostBottoms = 0;
    Need need = Need::Nothing;
    std::string_view operators; ///< what it becomes, for docs and tests
};

inline constexpr std::size_t kAnyNumber = static_cast<std::size_t>(-1);

/// All rows, sorted by type.
std::span<const LayerRow> layerTable();
/// Null for a type that Lathe does not know (it is kept and shown, not refused).
const LayerRow* findLayer(std::string_view type);

// The rows of each family, one .cpp each.
std::vector<LayerRow> inputLayers();         ///< Input, Data …
std::vector<LayerRow> trainingLayers();      ///< losses, Accuracy …
std::vector<LayerRow> convolutionLayers();   ///< Convolution, Deconvolution, InnerProduct, Embed
std::vector<LayerRow> poolingLayers();       ///< Pooling, ROIPooling
std::vector<LayerRow> activationLayers();    ///< ReLU … Softmax
std::vector<LayerRow> functionLayers();      ///< Power, Exp, Log …
std::vector<LayerRow> combinationLayers();   ///< Eltwise, Scale, Bias
std::vector<LayerRow> normalizationLayers(); ///< BatchNorm, LRN, MVN, Normalize
std::vector<LayerRow> movementLayers();      ///< Concat, Slice, Reshape …
std::vector<LayerRow> resizeLayers();        ///< Crop, Interp, Upsample
std::vector<LayerRow> reductionLayers();     ///< Reduction, ArgMax
std::vector<LayerRow> detectionLayers();     ///< PriorBox, DetectionOutput

} // namespace lathe::caffe
