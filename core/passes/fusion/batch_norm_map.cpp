#include "core/passes/fusion/batch_norm_map.h"

#include <cmath>

namespace lathe {

bool isInferenceNorm(const Rewriter& rewriter, const Node& node) {
    if (!rewriter.is(node, "BatchNormalization") || node.inputs.size() != 5) return false;
    for (std::size_t i = 1; i < node.outputs.size(); ++i)
        if (node.outputs[i].isValid() && rewriter.isRead(node.outputs[i])) return false;
    return node.intAttribute("training_mode", 0) == 0 && node.intAttribute("spatial", 1) == 1;
}

std::optional<ChannelAffine> batchNormMap(const Rewriter& rewriter, const Node& node, std::int64_t channels) {
    std::vector<std::vector<double>> parameters;
    for (std::size_t i = 1; i < 5; ++i) {
        const Tensor* content = rewriter.fixedContent(node.input(i));
        if (!content || content->type() != DataType::Float || content->rank() != 1 || content->dim(0) != channels) return std::nullopt;
        parameters.push_back(content->toDoubles());
    }
    const auto& [scale, offset, mean, variance] = std::tie(parameters[0], parameters[1], parameters[2], parameters[3]);
    const double epsilon = node.floatAttribute("epsilon", 1e-5f);
    ChannelAffine map;
    for (std::size_t c = 0; c < scale.size(); ++c) {
        map.scale.push_back(scale[c] / std::sqrt(variance[c] + epsilon));
        map.shift.push_back(offset[c] - mean[c] * map.scale[c]);
        if (!std::isfinite(map.scale[c]) || !std::isfinite(map.shift[c])) return std::nullopt;
    }
    return map;
}

} // namespace lathe
