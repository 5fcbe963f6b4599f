#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <string>
#include <vector>

namespace lathe {

/// What stands between the bytes that arrive at run time and the trained model's input (hb_compile's input_type_train,
/// input_type_rt, norm_type, mean_value, scale_value, input_space_and_range).
struct Preprocessing {
    std::string inputName;
    std::string typeTrain = "featuremap";   ///< rgb, bgr, yuv444, yuv444_128, gray, featuremap
    std::string typeRuntime = "featuremap"; ///< rgb, bgr, yuv444, yuv444_128, nv12, gray, featuremap
    std::string layoutTrain = "NCHW";       ///< NCHW or NHWC
    std::string spaceAndRange = "regular";  ///< regular, bt601_video
    std::vector<double> mean;               ///< empty, one, or one per channel: subtracted from 0…255 values
    std::vector<double> scale;              ///< empty, one, or one per channel: multiplied after that
};

/// Inserts the conversion as float nodes (colour by a 1×1 Conv, NV12 chroma by nearest-neighbour Resize, mean and scale by
/// Sub/Mul or within the Conv), so that the graph's input becomes the runtime tensor. Image inputs become float tensors
/// that hold the uint8 values 0…255 in the runtime layout: [N,C,H,W] or [N,H,W,C] for rgb/bgr/yuv444/gray; [N, 3H/2, W]
/// for nv12. The new nodes are named "<input>_preprocess_…"; their origins are empty. A featuremap input stays as it is
/// but for mean and scale.
Status insertPreprocessing(Graph& graph, const std::vector<Preprocessing>& inputs, JobContext& context);

} // namespace lathe
