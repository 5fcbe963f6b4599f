#pragma once

#include <string>
#include <vector>

namespace lathe::test {

/// Network descriptions of every generation.
inline constexpr const char* kPrototxtSeeds[] = {
    R"(name: "small"
input: "data"
input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 8
layer {
  name: "conv1" type: "Convolution" bottom: "data" top: "conv1"
  param { lr_mult: 1 } param { lr_mult: 2.5e-1 }
  convolution_param { num_output: 4 kernel_size: 3 pad: 1 stride: 1 group: 1 weight_filler { type: "msra" } bias_term: true }
}
layer { name: "bn" type: "BatchNorm" bottom: "conv1" top: "bn" batch_norm_param { use_global_stats: true eps: 1e-5 } }
layer { name: "scale" type: "Scale" bottom: "bn" top: "bn" scale_param { bias_term: true } }
layer { name: "relu" type: "ReLU" bottom: "bn" top: "bn" relu_param { negative_slope: 0.1 } }
layer { name: "pool" type: "Pooling" bottom: "bn" top: "pool" pooling_param { pool: MAX kernel_size: 3 stride: 2 } }
layer { name: "drop" type: "Dropout" bottom: "pool" top: "pool" include { phase: TRAIN } }
layer { name: "ip" type: "InnerProduct" bottom: "pool" top: "ip" inner_product_param { num_output: 5 axis: 1 } }
layer { name: "prob" type: "Softmax" bottom: "ip" top: "prob" }
)",
    R"(# the oldest form
name: 'v1'
input: "data" input_shape { dim: 1 dim: 2 dim: 4 dim: 4 }
layers { name: "c" type: DECONVOLUTION bottom: "data" top: "c" blobs_lr: 1 convolution_param { num_output: 2 kernel_h: 2 kernel_w: 3 } }
layers { name: "s" type: SLICE bottom: "c" top: "a" top: "b" slice_param { slice_dim: 1 slice_point: 1 } }
layers { name: "e" type: ELTWISE bottom: "a" bottom: "b" top: "e" eltwise_param { operation: SUM coeff: 1 coeff: -0.5 } }
layers { name: "l" type: LRN bottom: "e" top: "l" lrn_param { local_size: 5 alpha: 0.0001 beta: .75 norm_region: WITHIN_CHANNEL } }
layers { name: "x" type: CONCAT bottom: "l" bottom: "a" top: "x" concat_param { concat_dim: 1 } }
)",
    R"(layer { name: "data" type: "Input" top: "data" input_param { shape: { dim: 1 dim: 3 dim: 6 dim: 6 } } }
layer { name: "p" type: "Permute" bottom: "data" top: "p" permute_param { order: 0 order: 2 order: 3 order: 1 } }
layer { name: "f" type: "Flatten" bottom: "p" top: "f" flatten_param { axis: 1 } }
layer { name: "r" type: "Reshape" bottom: "f" top: "r" reshape_param { shape { dim: 0 dim: -1 dim: 9 } } }
layer { name: "b" type: "PriorBox" bottom: "p" bottom: "data" top: "b" prior_box_param { min_size: 30 aspect_ratio: 2 flip: true
  clip: false variance: 0.1 variance: 0.2 } }
layer { name: "m" type: "Power" bottom: "r" top: "m" power_param { power: 2 scale: 3 shift: -1 } }
)",
};

namespace detail {

inline std::string varint(unsigned long long value) {
    std::string bytes;
    for (; value > 127; value >>= 7)
        bytes += static_cast<char>(value | 128);
    return bytes + static_cast<char>(value);
}

/// A field of length-delimited wire type.
inline std::string field(int number, const std::string& content) {
    return varint(static_cast<unsigned long long>(number) << 3 | 2) + varint(content.size()) + content;
}

inline std::string number(int field, unsigned long long value) {
    return varint(static_cast<unsigned long long>(field) << 3) + varint(value);
}

} // namespace detail

/// Weights of a convolution and its bias, in the new form of a blob and in the old one.
inline std::vector<std::string> caffemodelSeeds() {
    using namespace detail;
    const std::string data(4 * 4 * 3 * 9, '\x3d'), bias(4 * 4, '\x3c');
    const std::string shape = number(1, 4) + number(1, 3) + number(1, 3) + number(1, 3);
    const std::string weights = field(7, shape) + field(5, data), biases = field(7, number(1, 4)) + field(5, bias);
    const std::string old = number(1, 4) + number(2, 3) + number(3, 3) + number(4, 3) + field(5, data);
    const std::string layer = field(1, "conv1") + field(2, "Convolution") + field(3, "data") + field(4, "conv1") + field(7, weights) +
                              field(7, biases) + field(106, number(1, 4) + number(4, 3));
    const std::string oldLayer = field(2, "data") + field(3, "c") + field(4, "c") + number(5, 4) + field(6, old);
    return {field(1, "net") + field(100, layer), field(1, "net") + field(2, oldLayer)};
}

} // namespace lathe::test
