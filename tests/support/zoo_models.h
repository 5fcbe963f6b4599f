#pragma once

#include "core/formats/model_file.h"
#include "core/quantization/given_quantization.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lathe::test {

/// A model of the zoo and a folder with one stored sample of its inputs; none: seeded numbers serve.
struct ZooModel {
    std::string name; ///< "mnist-8", "caffe_lenet_mnist"
    ModelFiles files;
    std::filesystem::path sample;
};

/// Every model under models/onnx and models/caffe, sorted by name. Caffe descriptions without weights are left out.
std::vector<ZooModel> zooModels(const std::filesystem::path& zoo);

/// A model as a build sees it before calibration: parameters of quantized models taken out, shapes of the sample, optimised.
struct PreparedModel {
    Graph graph;
    GivenQuantization given;
    std::vector<Tensor> inputs; ///< in the order of the graph's
};
Result<PreparedModel> prepareModel(const ZooModel& model, JobContext& context);

} // namespace lathe::test
