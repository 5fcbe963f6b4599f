#include "core/formats/caffe/layer_table.h"

#include <algorithm>

namespace lathe::caffe {

std::span<const LayerRow> layerTable() {
    static const std::vector<LayerRow> rows = [] {
        std::vector<LayerRow> joined;
        for (const auto family : {inputLayers, trainingLayers, convolutionLayers, poolingLayers, activationLayers, functionLayers,
                                  combinationLayers, normalizationLayers, movementLayers, resizeLayers, reductionLayers, detectionLayers}) {
            const std::vector<LayerRow> some = family();
            joined.insert(joined.end(), some.begin(), some.end());
        }
        std::ranges::sort(joined, {}, &LayerRow::type);
        return joined;
    }();
    return rows;
}

const LayerRow* findLayer(std::string_view type) {
    const auto rows = layerTable();
    const auto found = std::ranges::lower_bound(rows, type, {}, &LayerRow::type);
    return found == rows.end() || found->type != type ? nullptr : &*found;
}

} // namespace lathe::caffe
