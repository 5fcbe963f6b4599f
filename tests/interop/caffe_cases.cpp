#include "tests/interop/caffe_cases.h"

#include "tests/interop/caffe_network_text.h"

namespace lathe::interop {
namespace {

using Random = std::mt19937&;

std::string field(const char* name, std::int64_t value) {
    return std::string(" ") + name + ": " + std::to_string(value);
}
std::string field(const char* name, double value) {
    std::ostringstream text;
    text << " " << name << ": " << value;
    return text.str();
}
std::string word(const char* name, const char* value) {
    return std::string(" ") + name + ": " + value;
}
std::string message(const char* name, const std::string& fields) {
    return std::string(name) + " {" + fields + " }";
}

Tensor image(Random random, std::int64_t least = 5, std::int64_t most = 14) {
    return randomTensor(random, {pick(random, 1, 2), pick(random, 1, 6), pick(random, least, most), pick(random, least, most)});
}

CaffeCase oneLayer(const std::string& type, std::vector<Tensor> inputs, const std::string& parameters, std::vector<Tensor> blobs = {}) {
    NetworkText net;
    std::vector<std::string> bottoms;
    for (Tensor& input : inputs) {
        bottoms.push_back("x" + std::to_string(bottoms.size()));
        net.input(std::move(input));
    }
    net.layer("last", type, bottoms, {"last"}, parameters, std::move(blobs));
    return net.finish();
}

// --- layers with weights

CaffeCase convolution(Random random, bool isDepthwise) {
    const std::int64_t group = isDepthwise ? pick(random, 1, 6) : pick(random, 1, 3);
    const std::int64_t in = isDepthwise ? group : group * pick(random, 1, 3), out = isDepthwise ? group : group * pick(random, 1, 3);
    const std::int64_t kernelH = pick(random, 1, 3), kernelW = pick(random, 1, 3), dilation = pick(random, 1, 2);
    const bool hasBias = coin(random);
    std::string fields = field("num_output", out) + field("group", group) + word("bias_term", hasBias ? "true" : "false");
    fields += field("kernel_h", kernelH) + field("kernel_w", kernelW) + field("stride_h", pick(random, 1, 3)) +
              field("stride_w", pick(random, 1, 3));
    fields += field("pad_h", pick(random, 0, 2)) + field("pad_w", pick(random, 0, 2)) + field("dilation", dilation);
    std::vector<Tensor> blobs{randomTensor(random, {out, in / group, kernelH, kernelW})};
    if (hasBias) blobs.push_back(randomTensor(random, {out}));
    return oneLayer("Convolution", {randomTensor(random, {pick(random, 1, 2), in, pick(random, 6, 12), pick(random, 6, 12)})},
                    message("convolution_param", fields), std::move(blobs));
}
CaffeCase makeConvolution(Random random) {
    return convolution(random, false);
}
CaffeCase makeDepthwise(Random random) {
    return convolution(random, true);
}

CaffeCase makeDeconvolution(Random random) {
    const std::int64_t group = pick(random, 1, 2), in = group * pick(random, 1, 3), out = group * pick(random, 1, 3);
    const std::int64_t kernel = pick(random, 2, 4), pad = pick(random, 0, 1);
    const bool hasBias = coin(random);
    std::vector<Tensor> blobs{randomTensor(random, {in, out / group, kernel, kernel})};
    if (hasBias) blobs.push_back(randomTensor(random, {out}));
    const std::string fields = field("num_output", out) + field("group", group) + field("kernel_size", kernel) + field("pad", pad) +
                               field("stride", pick(random, 1, 3)) + word("bias_term", hasBias ? "true" : "false");
    return oneLayer("Deconvolution", {randomTensor(random, {1, in, pick(random, 2, 6), pick(random, 2, 6)})},
                    message("convolution_param", fields), std::move(blobs));
}

/// Not transposed: OpenCV 4.6 takes no notice of `transpose`.
CaffeCase makeInnerProduct(Random random) {
    const Tensor x = image(random, 1, 4);
    const std::int64_t inner = x.elementCount() / x.dim(0), out = pick(random, 1, 9);
    const bool hasBias = coin(random);
    std::vector<Tensor> blobs{randomTensor(random, {out, inner})};
    if (hasBias) blobs.push_back(randomTensor(random, {out}));
    return oneLayer("InnerProduct", {x},
                    message("inner_product_param", field("num_output", out) + word("bias_term", hasBias ? "true" : "false")),
                    std::move(blobs));
}

CaffeCase makeBatchNorm(Random random) {
    const Tensor x = image(random);
    const std::int64_t channels = x.dim(1);
    return oneLayer(
        "BatchNorm", {x}, message("batch_norm_param", field("eps", oneOf(random, {1e-5, 1e-3}))),
        {randomTensor(random, {channels}), randomTensor(random, {channels}, 0.5f, 4.0f), randomTensor(random, {1}, 0.5f, 2.0f)});
}

CaffeCase makeScale(Random random) {
    const Tensor x = image(random);
    const bool hasBias = coin(random);
    std::vector<Tensor> blobs{randomTensor(random, {x.dim(1)})};
    if (hasBias) blobs.push_back(randomTensor(random, {x.dim(1)}));
    return oneLayer("Scale", {x}, message("scale_param", word("bias_term", hasBias ? "true" : "false")), std::move(blobs));
}

CaffeCase makePRelu(Random random) {
    const Tensor x = image(random);
    const bool isShared = coin(random);
    return oneLayer("PReLU", {x}, message("prelu_param", word("channel_shared", isShared ? "true" : "false")),
                    {randomTensor(random, {isShared ? 1 : x.dim(1)})});
}

/// Over everything with one scale only: OpenCV 4.6 has no scale per channel there.
CaffeCase makeNormalize(Random random) {
    const Tensor x = randomTensor(random, {1, pick(random, 1, 6), pick(random, 3, 6), pick(random, 3, 6)}, 0.1f, 1.0f);
    const bool isAcross = coin(random), isShared = isAcross || coin(random);
    return oneLayer(
        "Normalize", {x},
        message("norm_param", word("across_spatial", isAcross ? "true" : "false") + word("channel_shared", isShared ? "true" : "false")),
        {randomTensor(random, {isShared ? 1 : x.dim(1)}, 0.5f, 2.0f)});
}

// --- windows

CaffeCase makePooling(Random random) {
    const std::int64_t kernelH = pick(random, 1, 4), kernelW = pick(random, 1, 4);
    if (pick(random, 0, 5) == 0)
        return oneLayer("Pooling", {image(random)},
                        message("pooling_param", word("pool", coin(random) ? "MAX" : "AVE") + word("global_pooling", "true")));
    std::string fields = word("pool", coin(random) ? "MAX" : "AVE") + field("kernel_h", kernelH) + field("kernel_w", kernelW);
    fields += field("stride_h", pick(random, 1, kernelH)) + field("stride_w", pick(random, 1, kernelW));
    fields += field("pad_h", pick(random, 0, kernelH - 1)) + field("pad_w", pick(random, 0, kernelW - 1));
    return oneLayer("Pooling", {image(random)}, message("pooling_param", fields));
}

CaffeCase makeLrn(Random random) {
    const std::string fields = field("local_size", std::int64_t(2) * pick(random, 0, 3) + 1) +
                               field("alpha", oneOf(random, {1.0, 0.1, 1e-4})) + field("beta", oneOf(random, {0.75, 0.5})) +
                               word("norm_region", coin(random) ? "ACROSS_CHANNELS" : "WITHIN_CHANNEL");
    return oneLayer("LRN", {image(random)}, message("lrn_param", fields));
}

/// With the default eps: OpenCV 4.6 adds it to the variance, Caffe to the deviation.
CaffeCase makeMvn(Random random) {
    return oneLayer("MVN", {image(random)},
                    message("mvn_param", word("normalize_variance", coin(random) ? "true" : "false") +
                                             word("across_channels", coin(random) ? "true" : "false")));
}

// --- functions

/// Layers whose only parameter is their type.
template <const char* Type>
CaffeCase makePlain(Random random) {
    return oneLayer(Type, {image(random)}, "");
}
constexpr char kAbs[] = "AbsVal", kBnll[] = "BNLL", kSigmoid[] = "Sigmoid", kTanh[] = "TanH", kRelu6[] = "ReLU6", kDropout[] = "Dropout",
               kSwish[] = "Swish", kMish[] = "Mish";

CaffeCase makeRelu(Random random) {
    return oneLayer("ReLU", {image(random)}, coin(random) ? "" : message("relu_param", field("negative_slope", oneOf(random, {0.1, 0.5}))));
}
CaffeCase makeElu(Random random) {
    return oneLayer("ELU", {image(random)}, message("elu_param", field("alpha", oneOf(random, {1.0, 0.5}))));
}
CaffeCase makePower(Random random) {
    const std::string fields =
        field("power", oneOf(random, {1.0, 2.0, 0.5})) + field("scale", oneOf(random, {1.0, 0.5})) + field("shift", 1.5);
    return oneLayer("Power", {image(random)}, message("power_param", fields));
}
CaffeCase makeExp(Random random) {
    const std::string fields =
        field("base", oneOf(random, {-1.0, 2.0})) + field("scale", oneOf(random, {1.0, 0.5})) + field("shift", oneOf(random, {0.0, 1.0}));
    return oneLayer("Exp", {image(random)}, message("exp_param", fields));
}
/// Without parameters: OpenCV 4.6 takes no notice of them.
CaffeCase makeLog(Random random) {
    return oneLayer("Log", {randomTensor(random, {1, 2, 5, 6}, 0.1f, 4.0f)}, "");
}
CaffeCase makeSoftmax(Random random) {
    return oneLayer("Softmax", {image(random)}, message("softmax_param", field("axis", pick(random, 1, 3))));
}

CaffeCase makeEltwise(Random random) {
    const Tensor x = image(random);
    const auto count = static_cast<std::size_t>(pick(random, 2, 3));
    std::vector<Tensor> inputs;
    std::string coefficients;
    for (std::size_t i = 0; i < count; ++i) {
        inputs.push_back(randomTensor(random, x.dims()));
        coefficients += field("coeff", oneOf(random, {1.0, -1.0, 0.5}));
    }
    const char* operation = oneOf(random, {"SUM", "PROD", "MAX"});
    const bool isWeighted = operation[0] == 'S' && coin(random);
    return oneLayer("Eltwise", inputs, message("eltwise_param", word("operation", operation) + (isWeighted ? coefficients : "")));
}

// --- movement

CaffeCase makeConcat(Random random) {
    const Tensor x = image(random);
    const std::int64_t axis = pick(random, 1, 3);
    std::vector<Tensor> inputs;
    for (std::int64_t i = pick(random, 2, 3); i > 0; --i) {
        std::vector<std::int64_t> dims = x.dims();
        dims[static_cast<std::size_t>(axis)] = pick(random, 1, 5);
        inputs.push_back(randomTensor(random, dims));
    }
    return oneLayer("Concat", inputs, message("concat_param", field("axis", axis)));
}

/// The parts come together again, the other way round.
CaffeCase makeSlice(Random random) {
    const Tensor x = randomTensor(random, {1, 6, 4, 5});
    const bool isEven = coin(random);
    NetworkText net;
    net.input(x);
    net.layer("parts", "Slice", {"x0"}, {"a", "b"},
              message("slice_param", field("axis", std::int64_t(1)) + (isEven ? "" : field("slice_point", pick(random, 1, 5)))));
    net.layer("last", "Concat", {"b", "a"}, {"last"}, "");
    return net.finish();
}

CaffeCase makeSplit(Random random) {
    NetworkText net;
    net.input(image(random));
    net.layer("copies", "Split", {"x0"}, {"a", "b"}, "");
    net.layer("relu", "ReLU", {"a"}, {"a"}, "");
    net.layer("last", "Eltwise", {"a", "b"}, {"last"}, "");
    return net.finish();
}

CaffeCase makeRoiPooling(Random random) {
    const Tensor x = randomTensor(random, {1, 3, 12, 12});
    Tensor regions = Tensor::makeZeros(DataType::Float, {4, 5});
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t side = 0; side < 4; ++side)
            regions.mutableData<float>()[i * 5 + 1 + side] = static_cast<float>(side < 2 ? pick(random, 0, 10) : pick(random, 10, 23));
    return oneLayer("ROIPooling", {x, regions},
                    message("roi_pooling_param",
                            field("pooled_h", pick(random, 1, 4)) + field("pooled_w", pick(random, 1, 4)) + field("spatial_scale", 0.5)));
}

CaffeCase makeFlatten(Random random) {
    return oneLayer("Flatten", {image(random)}, message("flatten_param", field("axis", pick(random, 1, 2))));
}

CaffeCase makeReshape(Random random) {
    const Tensor x = randomTensor(random, {1, 4, 6, 5});
    const char* shape =
        oneOf(random, {"dim: 0 dim: -1", "dim: 0 dim: 2 dim: -1", "dim: 0 dim: 0 dim: 5 dim: 6", "dim: 1 dim: 12 dim: 2 dim: -1"});
    return oneLayer("Reshape", {x}, message("reshape_param", message(" shape", std::string(" ") + shape)));
}

CaffeCase makePermute(Random random) {
    std::vector<std::int64_t> order{0, 1, 2, 3};
    for (std::size_t i = 3; i > 0; --i)
        std::swap(order[i], order[random() % (i + 1)]);
    std::string fields;
    for (const std::int64_t axis : order)
        fields += field("order", axis);
    return oneLayer("Permute", {image(random)}, message("permute_param", fields));
}

CaffeCase makeCrop(Random random) {
    const Tensor x = image(random, 8, 12), like = randomTensor(random, {x.dim(0), x.dim(1), pick(random, 2, 6), pick(random, 2, 6)});
    const std::string offsets =
        coin(random) ? field("offset", pick(random, 0, 2)) : field("offset", pick(random, 0, 2)) + field("offset", pick(random, 0, 2));
    return oneLayer("Crop", {x, like}, message("crop_param", field("axis", std::int64_t(2)) + offsets));
}

// --- detection

std::string priorFields(Random random) {
    const bool hasMost = coin(random);
    std::string fields = field("min_size", std::int64_t(8)) + (hasMost ? field("max_size", std::int64_t(16)) : "");
    for (std::int64_t i = pick(random, 0, 2); i > 0; --i)
        fields += field("aspect_ratio", std::int64_t(i + 1));
    fields += word("flip", coin(random) ? "true" : "false") + word("clip", coin(random) ? "true" : "false");
    if (coin(random)) return fields + field("variance", 0.1);
    return fields + field("variance", 0.1) + field("variance", 0.1) + field("variance", 0.2) + field("variance", 0.2);
}

CaffeCase makePriorBox(Random random) {
    NetworkText net;
    net.input(randomTensor(random, {1, 2, pick(random, 1, 5), pick(random, 1, 5)}));
    net.input(randomTensor(random, {1, 3, pick(random, 20, 40), pick(random, 20, 40)}));
    net.layer("last", "PriorBox", {"x0", "x1"}, {"last"}, message("prior_box_param", priorFields(random)));
    return net.finish();
}

CaffeCase makeDetectionOutput(Random random) {
    const std::int64_t classes = pick(random, 2, 4), boxes = pick(random, 6, 20);
    const bool isShared = coin(random);
    Tensor priors = randomTensor(random, {1, 2, boxes * 4}, 0.0f, 0.5f);
    for (std::int64_t i = 0; i < boxes; ++i)
        for (std::int64_t side = 0; side < 2; ++side)
            priors.mutableData<float>()[static_cast<std::size_t>(4 * i + 2 + side)] +=
                priors.data<float>()[static_cast<std::size_t>(4 * i + side)] + 0.05f;
    const Tensor offsets = randomTensor(random, {1, boxes * 4 * (isShared ? 1 : classes)});
    const Tensor scores = randomTensor(random, {1, boxes * classes}, 0.0f, 1.0f);
    std::string fields =
        field("num_classes", classes) + word("share_location", isShared ? "true" : "false") + field("background_label_id", std::int64_t(0));
    fields += " nms_param {" + field("nms_threshold", oneOf(random, {0.3, 0.5})) + field("top_k", pick(random, 5, 30)) + " }";
    fields += word("code_type", coin(random) ? "CORNER" : "CENTER_SIZE") + field("keep_top_k", pick(random, 3, 30)) +
              field("confidence_threshold", 0.3);
    CaffeCase made = oneLayer("DetectionOutput", {offsets, scores, priors}, message("detection_output_param", fields));
    made.isDetections = true;
    return made;
}

// --- whole networks

/// A residual block in the way of ResNet, in place where Caffe's models are.
CaffeCase makeBlock(Random random) {
    const std::int64_t channels = pick(random, 2, 6), size = pick(random, 8, 17);
    NetworkText net;
    net.input(randomTensor(random, {1, 3, size, size}));
    const auto convolve = [&](const std::string& name, const std::string& from, std::int64_t in, std::int64_t stride) {
        net.layer(name, "Convolution", {from}, {name},
                  message("convolution_param", field("num_output", channels) + field("kernel_size", std::int64_t(3)) +
                                                   field("pad", std::int64_t(1)) + field("stride", stride) + word("bias_term", "false")),
                  {randomTensor(random, {channels, in, 3, 3})});
        net.layer("bn_" + name, "BatchNorm", {name}, {name}, "",
                  {randomTensor(random, {channels}), randomTensor(random, {channels}, 0.5f, 2.0f), randomTensor(random, {1}, 0.9f, 1.0f)});
        net.layer("scale_" + name, "Scale", {name}, {name}, message("scale_param", word("bias_term", "true")),
                  {randomTensor(random, {channels}), randomTensor(random, {channels})});
        net.layer("relu_" + name, "ReLU", {name}, {name}, "");
    };
    convolve("c1", "x0", 3, pick(random, 1, 2));
    convolve("c2", "c1", channels, 1);
    net.layer("sum", "Eltwise", {"c1", "c2"}, {"sum"}, "");
    net.layer("pool", "Pooling", {"sum"}, {"pool"},
              message("pooling_param", field("kernel_size", std::int64_t(3)) + field("stride", std::int64_t(2))));
    net.layer("drop", "Dropout", {"pool"}, {"pool"}, "");
    net.layer("global", "Pooling", {"pool"}, {"global"}, message("pooling_param", word("pool", "AVE") + word("global_pooling", "true")));
    net.layer("fc", "InnerProduct", {"global"}, {"fc"}, message("inner_product_param", field("num_output", std::int64_t(5))),
              {randomTensor(random, {5, channels}), randomTensor(random, {5})});
    net.layer("last", "Softmax", {"fc"}, {"last"}, "");
    return net.finish();
}

} // namespace

const std::vector<CaffeFamily>& caffeFamilies() {
    static const std::vector<CaffeFamily> families{{"Convolution", makeConvolution},
                                                   {"Convolution, depthwise", makeDepthwise},
                                                   {"Deconvolution", makeDeconvolution},
                                                   {"InnerProduct", makeInnerProduct},
                                                   {"BatchNorm", makeBatchNorm},
                                                   {"Scale", makeScale},
                                                   {"PReLU", makePRelu},
                                                   {"Normalize", makeNormalize},
                                                   {"Pooling", makePooling},
                                                   {"LRN", makeLrn},
                                                   {"MVN", makeMvn},
                                                   {"AbsVal", makePlain<kAbs>},
                                                   {"BNLL", makePlain<kBnll>},
                                                   {"Sigmoid", makePlain<kSigmoid>},
                                                   {"TanH", makePlain<kTanh>},
                                                   {"ReLU6", makePlain<kRelu6>},
                                                   {"Dropout", makePlain<kDropout>},
                                                   {"ReLU", makeRelu},
                                                   {"ELU", makeElu},
                                                   {"Power", makePower},
                                                   {"Exp", makeExp},
                                                   {"Log", makeLog},
                                                   {"Swish", makePlain<kSwish>},
                                                   {"Mish", makePlain<kMish>},
                                                   {"Softmax", makeSoftmax},
                                                   {"Eltwise", makeEltwise},
                                                   {"Concat", makeConcat},
                                                   {"Slice", makeSlice},
                                                   {"Split", makeSplit},
                                                   {"ROIPooling", makeRoiPooling},
                                                   {"Flatten", makeFlatten},
                                                   {"Reshape", makeReshape},
                                                   {"Permute", makePermute},
                                                   {"Crop", makeCrop},
                                                   {"PriorBox", makePriorBox},
                                                   {"DetectionOutput", makeDetectionOutput},
                                                   {"a residual block", makeBlock}};
    return families;
}

} // namespace lathe::interop
