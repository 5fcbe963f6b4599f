#pragma once

#include "core/graph/tensor.h"

#include <random>
#include <string>
#include <vector>

namespace lathe::interop {

/// A network of Caffe as its two files, with one tensor per input.
struct CaffeCase {
    std::string prototxt, caffemodel;
    std::vector<Tensor> inputs;
    std::vector<std::string> inputNames; ///< as the network has them: "x0", "x1" … of the random ones
    std::string output = "last";         ///< its only one
    bool isDetections = false;           ///< rows that OpenCV puts into another order
};

/// Random networks of one kind: mostly one layer with random parameters, sizes and weights.
struct CaffeFamily {
    const char* name;
    CaffeCase (*make)(std::mt19937& random);
};
/// Every kind that OpenCV's importer knows.
const std::vector<CaffeFamily>& caffeFamilies();

} // namespace lathe::interop
