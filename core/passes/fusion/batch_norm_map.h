#pragma once

#include "core/passes/fusion/channel_affine.h"

namespace lathe {

/// A BatchNormalization that uses its stored statistics, per channel, and whose other outputs nobody reads.
bool isInferenceNorm(const Rewriter& rewriter, const Node& node);

/// The map that such a node computes; nothing unless its parameters are `channels` fixed floats each and the map is finite.
std::optional<ChannelAffine> batchNormMap(const Rewriter& rewriter, const Node& node, std::int64_t channels);

} // namespace lathe
