#pragma once

#include <span>
#include <string_view>

namespace lathe::accuracy {

/// Where samples lie in the zoo, and which of them calibrate and which judge.
enum class Data {
    ImageNet, ///< calibrated on images/imagenet_calib, judged on images/imagenet_eval (labels)
    Cifar,    ///< calibrated on images/imagenet_calib at the input's size, judged on images/cifar10 (labels)
    Mnist,    ///< calibrated on every sixth digit of images/mnist, judged on all of them (labels)
    Scenes,   ///< even pictures of images/scenes and every fourth of images/imagenet_calib calibrate, odd ones of images/scenes judge
    Tensors,  ///< inputs/MODEL: even ones calibrate, odd ones judge
};

/// One model with real weights. Pre-processing as its README has it.
struct ModelRow {
    std::string_view file; ///< under models/
    Data data;
    std::string_view order;     ///< rgb, bgr, gray; "" tensors
    std::string_view mean;      ///< numbers with spaces between; "" none
    std::string_view scale;     ///< multiplied after mean
    std::string_view transform; ///< image_transform
    std::string_view shape;     ///< of the first input where the model leaves it open
    int labelOffset = 0;
    std::string_view removed = {}; ///< a node at the end that gives no real numbers (ArgMax)
    double int16Goal = 60;         ///< dB: 60 on convolutional networks, 50 on others
};
std::span<const ModelRow> modelTable();

} // namespace lathe::accuracy
