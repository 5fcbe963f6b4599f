#include "tests/bench/accuracy/model_table.h"

namespace lathe::accuracy {
namespace {

constexpr std::string_view kTensorFlow = "128 128 128", k128th = "0.0078125", kMean = "123.675 116.28 103.53",
                           kScale = "0.01712475383 0.01750700280 0.01742919390", k255th = "0.00392156863";
constexpr double kOther = 50;

constexpr ModelRow kRows[] = {
    {"onnx/mobilenet_v2_1.0_224.onnx", Data::ImageNet, "rgb", kTensorFlow, k128th, "short_side:256", "", 1},
    {"onnx/mobilenet_v1_0.25_128.onnx", Data::ImageNet, "rgb", kTensorFlow, k128th, "short_side:146", "", 1},
    {"onnx/mobilenet_v1_0.5_160.onnx", Data::ImageNet, "rgb", kTensorFlow, k128th, "short_side:184", "", 1},
    {"onnx/squeezenet_v1.0_dc.onnx", Data::ImageNet, "bgr", "104 117 123", "1", "short_side:256", ""},
    {"onnx/shufflenet-v2-12-int8.onnx", Data::ImageNet, "rgb", kMean, kScale, "short_side:256", ""},
    {"onnx/mobilenet_v2_1.0_224_qdq.onnx", Data::ImageNet, "rgb", kTensorFlow, k128th, "short_side:256", "", 1},
    {"onnx/resnet20_cifar10.onnx", Data::Cifar, "rgb", kMean, kScale, "stretch", "1x3x32x32"},
    {"onnx/mlperf_tiny_resnet8.onnx", Data::Cifar, "rgb", "", "", "stretch", ""},
    {"onnx/mnist-8.onnx", Data::Mnist, "gray", "", "", "stretch", ""},
    {"caffe/lenet_mnist.caffemodel", Data::Mnist, "gray", "", "0.00390625", "stretch", ""},
    {"onnx/yolox_nano.onnx", Data::Scenes, "bgr", "", "", "letterbox:114", ""},
    {"onnx/yunet_n_320_320.onnx", Data::Scenes, "bgr", "", "", "letterbox:0", ""},
    {"onnx/version-RFB-320.onnx", Data::Scenes, "rgb", "127 127 127", k128th, "stretch", ""},
    {"onnx/version-RFB-320_simplified.onnx", Data::Scenes, "rgb", "127 127 127", k128th, "stretch", ""},
    {"onnx/text_detection_ch_ppocrv3_2023may.onnx", Data::Scenes, "bgr", "122.68 116.67 104.01", kScale, "letterbox:0", "1x3x320x320"},
    {"onnx/deeplabv3_mnv2_dm05_pascal.onnx", Data::Scenes, "rgb", kTensorFlow, k128th, "letterbox:0", "", 0, "ArgMax"},
    {"onnx/super_resolution_10.onnx", Data::Scenes, "gray", "", k255th, "stretch", "1x1x224x224"},
    {"caffe/mtcnn_det1.caffemodel", Data::Scenes, "rgb", "127.5 127.5 127.5", k128th, "stretch", "1x3x96x128"},
    {"caffe/mtcnn_det2.caffemodel", Data::Scenes, "rgb", "127.5 127.5 127.5", k128th, "stretch", ""},
    {"caffe/mtcnn_det3.caffemodel", Data::Scenes, "rgb", "127.5 127.5 127.5", k128th, "stretch", ""},
    {"caffe/wechat_sr.caffemodel", Data::Scenes, "gray", "", k255th, "stretch", ""},
    {"caffe/waifu2x_photo_scale2x.caffemodel", Data::Scenes, "rgb", "", k255th, "stretch", ""},
    {"onnx/vitTracker.onnx", Data::Tensors, "", "", "", "", "", 0, "", kOther},
    {"onnx/silero_vad_16k_op15.onnx", Data::Tensors, "", "", "", "", "1x576", 0, "", kOther},
    {"onnx/dtln_model_1.onnx", Data::Tensors, "", "", "", "", "", 0, "", kOther},
    {"onnx/gtcrn_simple.onnx", Data::Tensors, "", "", "", "", "", 0, "", kOther},
    {"onnx/basic_pitch_nmp.onnx", Data::Tensors, "", "", "", "", "1x43844x1", 0, "", kOther},
    {"onnx/magika_standard_v3_3.onnx", Data::Tensors, "", "", "", "", "1x2048", 0, "", kOther},
};

} // namespace

std::span<const ModelRow> modelTable() {
    return kRows;
}

} // namespace lathe::accuracy
