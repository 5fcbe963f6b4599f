#pragma once

#include "core/graph/graph.h"

namespace lathe::test {

// The networks that vendors publish latencies of, rebuilt layer by layer from their papers and public definitions.

Graph mobileNetV1(std::int64_t size);
Graph mobileNetV2(std::int64_t size);
Graph resNet50(std::int64_t size);
/// width and depth multipliers of EfficientNet-lite: 0: 1, 1; 2: 1.1, 1.2; 4: 1.4, 1.8.
Graph efficientNetLite(std::int64_t size, double width, double depth);
Graph tinyYoloV3(std::int64_t size);
Graph yoloV3(std::int64_t size);

/// n: 0.25, 0.33, 1024; s: 0.5, 0.33, 1024; m: 0.75, 0.67, 768.
struct YoloV8Scale {
    double width, depth;
    std::int64_t mostChannels;
};
/// The six maps that the box decoding on the host starts from.
Graph yoloV8Detect(std::int64_t size, const YoloV8Scale& scale);
Graph yoloV8Classify(std::int64_t size, const YoloV8Scale& scale);

} // namespace lathe::test
