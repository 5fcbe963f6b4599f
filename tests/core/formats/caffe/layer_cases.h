#pragma once

#include "tests/core/formats/caffe/caffe_support.h"

namespace lathe::test {

/// One layer with numbers worked out by hand from Caffe's definition. Its bottoms are x, y, z, its tops t0, t1 …
struct LayerCase {
    std::string name, type, parameters;
    std::vector<Tensor> bottoms;
    std::vector<Tensor> blobs;
    std::vector<Tensor> tops;
    std::string operators; ///< what it becomes, in order
};

const std::vector<LayerCase>& layerCases();

} // namespace lathe::test
