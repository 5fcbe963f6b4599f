#include "core/formats/caffe/schema.h"

#include <algorithm>

namespace lathe::caffe {
namespace {

constexpr auto kInt = FieldKind::Integer;
constexpr auto kReal = FieldKind::Real;
constexpr auto kFlag = FieldKind::Flag;
constexpr auto kText = FieldKind::Text;
constexpr auto kWord = FieldKind::Word;
constexpr auto kMessage = FieldKind::Message;
constexpr auto kBlob = FieldKind::Blob;

// --- shared parts

constexpr WordRow kPhases[] = {{0, "TRAIN"}, {1, "TEST"}};
constexpr WordRow kPools[] = {{0, "MAX"}, {1, "AVE"}, {2, "STOCHASTIC"}};

constexpr FieldRow kShapeFields[] = {{1, "dim", kInt}};
constexpr MessageRow kShape{"BlobShape", kShapeFields};
constexpr FieldRow kBlobFields[] = {{1, "num", kInt},   {2, "channels", kInt},           {3, "height", kInt},      {4, "width", kInt},
                                    {5, "data", kReal}, {7, "shape", kMessage, &kShape}, {8, "double_data", kReal}};
constexpr MessageRow kBlobRow{"BlobProto", kBlobFields};
constexpr FieldRow kFillerFields[] = {{1, "type", kText}, {2, "value", kReal}};
constexpr MessageRow kFiller{"FillerParameter", kFillerFields};
constexpr FieldRow kStateFields[] = {{1, "phase", kWord, nullptr, kPhases}, {2, "level", kInt}, {3, "stage", kText}};
constexpr MessageRow kState{"NetState", kStateFields};
constexpr FieldRow kRuleFields[] = {
    {1, "phase", kWord, nullptr, kPhases}, {2, "min_level", kInt}, {3, "max_level", kInt}, {4, "stage", kText}, {5, "not_stage", kText}};
constexpr MessageRow kRule{"NetStateRule", kRuleFields};
constexpr FieldRow kParamFields[] = {{1, "name", kText}};
constexpr MessageRow kParam{"ParamSpec", kParamFields};

// --- one message per family of layers

constexpr FieldRow kTransformFields[] = {{3, "crop_size", kInt},   {11, "crop_h", kInt},      {12, "crop_w", kInt},
                                         {5, "mean_value", kReal}, {6, "force_color", kFlag}, {7, "force_gray", kFlag}};
constexpr MessageRow kTransform{"TransformationParameter", kTransformFields};
constexpr FieldRow kArgMaxFields[] = {{1, "out_max_val", kFlag}, {2, "top_k", kInt}, {3, "axis", kInt}};
constexpr MessageRow kArgMax{"ArgMaxParameter", kArgMaxFields};
constexpr FieldRow kBatchNormFields[] = {{1, "use_global_stats", kFlag}, {3, "eps", kReal}};
constexpr MessageRow kBatchNorm{"BatchNormParameter", kBatchNormFields};
constexpr FieldRow kBiasFields[] = {{1, "axis", kInt}, {2, "num_axes", kInt}, {3, "filler", kMessage, &kFiller}};
constexpr MessageRow kBias{"BiasParameter", kBiasFields};
constexpr FieldRow kClipFields[] = {{1, "min", kReal}, {2, "max", kReal}};
constexpr MessageRow kClip{"ClipParameter", kClipFields};
constexpr FieldRow kConcatFields[] = {{1, "concat_dim", kInt}, {2, "axis", kInt}};
constexpr MessageRow kConcat{"ConcatParameter", kConcatFields};
constexpr FieldRow kConvolutionFields[] = {
    {1, "num_output", kInt}, {2, "bias_term", kFlag}, {3, "pad", kInt},       {4, "kernel_size", kInt}, {5, "group", kInt},
    {6, "stride", kInt},     {9, "pad_h", kInt},      {10, "pad_w", kInt},    {11, "kernel_h", kInt},   {12, "kernel_w", kInt},
    {13, "stride_h", kInt},  {14, "stride_w", kInt},  {18, "dilation", kInt}, {16, "axis", kInt}};
constexpr MessageRow kConvolution{"ConvolutionParameter", kConvolutionFields};
constexpr FieldRow kCropFields[] = {{1, "axis", kInt}, {2, "offset", kInt}};
constexpr MessageRow kCrop{"CropParameter", kCropFields};
constexpr FieldRow kDataFields[] = {{4, "batch_size", kInt}, {5, "crop_size", kInt}};
constexpr MessageRow kData{"DataParameter", kDataFields};
constexpr FieldRow kSuppressionFields[] = {{1, "nms_threshold", kReal}, {2, "top_k", kInt}, {3, "eta", kReal}};
constexpr MessageRow kSuppression{"NonMaximumSuppressionParameter", kSuppressionFields};
constexpr WordRow kCodeTypes[] = {{1, "CORNER"}, {2, "CENTER_SIZE"}, {3, "CORNER_SIZE"}};
constexpr FieldRow kDetectionFields[] = {{1, "num_classes", kInt},
                                         {2, "share_location", kFlag},
                                         {3, "background_label_id", kInt},
                                         {4, "nms_param", kMessage, &kSuppression},
                                         {6, "code_type", kWord, nullptr, kCodeTypes},
                                         {7, "keep_top_k", kInt},
                                         {8, "variance_encoded_in_target", kFlag},
                                         {9, "confidence_threshold", kReal}};
constexpr MessageRow kDetection{"DetectionOutputParameter", kDetectionFields};
constexpr FieldRow kDropoutFields[] = {{1, "dropout_ratio", kReal}};
constexpr MessageRow kDropout{"DropoutParameter", kDropoutFields};
constexpr FieldRow kDummyFields[] = {
    {6, "shape", kMessage, &kShape}, {2, "num", kInt}, {3, "channels", kInt}, {4, "height", kInt}, {5, "width", kInt}};
constexpr MessageRow kDummy{"DummyDataParameter", kDummyFields};
constexpr WordRow kEltwiseOps[] = {{0, "PROD"}, {1, "SUM"}, {2, "MAX"}};
constexpr FieldRow kEltwiseFields[] = {{1, "operation", kWord, nullptr, kEltwiseOps}, {2, "coeff", kReal}};
constexpr MessageRow kEltwise{"EltwiseParameter", kEltwiseFields};
constexpr FieldRow kEluFields[] = {{1, "alpha", kReal}};
constexpr MessageRow kElu{"ELUParameter", kEluFields};
constexpr FieldRow kEmbedFields[] = {{1, "num_output", kInt}, {2, "input_dim", kInt}, {3, "bias_term", kFlag}};
constexpr MessageRow kEmbed{"EmbedParameter", kEmbedFields};
constexpr FieldRow kExpFields[] = {{1, "base", kReal}, {2, "scale", kReal}, {3, "shift", kReal}};
constexpr MessageRow kExp{"ExpParameter", kExpFields}; // and LogParameter
constexpr FieldRow kFlattenFields[] = {{1, "axis", kInt}, {2, "end_axis", kInt}};
constexpr MessageRow kFlatten{"FlattenParameter", kFlattenFields};
constexpr FieldRow kImageDataFields[] = {
    {4, "batch_size", kInt}, {5, "crop_size", kInt}, {9, "new_height", kInt}, {10, "new_width", kInt}, {11, "is_color", kFlag}};
constexpr MessageRow kImageData{"ImageDataParameter", kImageDataFields};
constexpr FieldRow kInnerProductFields[] = {{1, "num_output", kInt}, {2, "bias_term", kFlag}, {5, "axis", kInt}, {6, "transpose", kFlag}};
constexpr MessageRow kInnerProduct{"InnerProductParameter", kInnerProductFields};
constexpr FieldRow kInputFields[] = {{1, "shape", kMessage, &kShape}};
constexpr MessageRow kInput{"InputParameter", kInputFields};
constexpr FieldRow kInterpFields[] = {{0, "height", kInt},        {0, "width", kInt},   {0, "zoom_factor", kInt},
                                      {0, "shrink_factor", kInt}, {0, "pad_beg", kInt}, {0, "pad_end", kInt}};
constexpr MessageRow kInterp{"InterpParameter", kInterpFields};
constexpr WordRow kRegions[] = {{0, "ACROSS_CHANNELS"}, {1, "WITHIN_CHANNEL"}};
constexpr FieldRow kLrnFields[] = {
    {1, "local_size", kInt}, {2, "alpha", kReal}, {3, "beta", kReal}, {4, "norm_region", kWord, nullptr, kRegions}, {5, "k", kReal}};
constexpr MessageRow kLrn{"LRNParameter", kLrnFields};
constexpr FieldRow kMemoryFields[] = {{1, "batch_size", kInt}, {2, "channels", kInt}, {3, "height", kInt}, {4, "width", kInt}};
constexpr MessageRow kMemory{"MemoryDataParameter", kMemoryFields};
constexpr FieldRow kMvnFields[] = {{1, "normalize_variance", kFlag}, {2, "across_channels", kFlag}, {3, "eps", kReal}};
constexpr MessageRow kMvn{"MVNParameter", kMvnFields};
constexpr FieldRow kNormalizeFields[] = {
    {1, "across_spatial", kFlag}, {2, "scale_filler", kMessage, &kFiller}, {3, "channel_shared", kFlag}, {4, "eps", kReal}};
constexpr MessageRow kNormalize{"NormalizeParameter", kNormalizeFields};
constexpr FieldRow kPermuteFields[] = {{1, "order", kInt}};
constexpr MessageRow kPermute{"PermuteParameter", kPermuteFields};
constexpr WordRow kRoundModes[] = {{0, "CEIL"}, {1, "FLOOR"}};
constexpr FieldRow kPoolingFields[] = {{1, "pool", kWord, nullptr, kPools},
                                       {2, "kernel_size", kInt},
                                       {3, "stride", kInt},
                                       {4, "pad", kInt},
                                       {5, "kernel_h", kInt},
                                       {6, "kernel_w", kInt},
                                       {7, "stride_h", kInt},
                                       {8, "stride_w", kInt},
                                       {9, "pad_h", kInt},
                                       {10, "pad_w", kInt},
                                       {12, "global_pooling", kFlag},
                                       {13, "round_mode", kWord, nullptr, kRoundModes},
                                       {0, "ceil_mode", kFlag}};
constexpr MessageRow kPooling{"PoolingParameter", kPoolingFields};
constexpr FieldRow kPowerFields[] = {{1, "power", kReal}, {2, "scale", kReal}, {3, "shift", kReal}};
constexpr MessageRow kPower{"PowerParameter", kPowerFields};
constexpr FieldRow kPreluFields[] = {{1, "filler", kMessage, &kFiller}, {2, "channel_shared", kFlag}};
constexpr MessageRow kPrelu{"PReLUParameter", kPreluFields};
constexpr FieldRow kPriorFields[] = {{1, "min_size", kReal}, {2, "max_size", kReal}, {3, "aspect_ratio", kReal}, {4, "flip", kFlag},
                                     {5, "clip", kFlag},     {6, "variance", kReal}, {7, "img_size", kInt},      {8, "img_h", kInt},
                                     {9, "img_w", kInt},     {10, "step", kReal},    {11, "step_h", kReal},      {12, "step_w", kReal},
                                     {13, "offset", kReal}};
constexpr MessageRow kPrior{"PriorBoxParameter", kPriorFields};
constexpr WordRow kReductions[] = {{1, "SUM"}, {2, "ASUM"}, {3, "SUMSQ"}, {4, "MEAN"}};
constexpr FieldRow kReductionFields[] = {{1, "operation", kWord, nullptr, kReductions}, {2, "axis", kInt}, {3, "coeff", kReal}};
constexpr MessageRow kReduction{"ReductionParameter", kReductionFields};
constexpr FieldRow kReluFields[] = {{1, "negative_slope", kReal}};
constexpr MessageRow kRelu{"ReLUParameter", kReluFields};
constexpr FieldRow kReshapeFields[] = {{1, "shape", kMessage, &kShape}, {2, "axis", kInt}, {3, "num_axes", kInt}};
constexpr MessageRow kReshape{"ReshapeParameter", kReshapeFields};
constexpr FieldRow kRoiFields[] = {{1, "pooled_h", kInt}, {2, "pooled_w", kInt}, {3, "spatial_scale", kReal}};
constexpr MessageRow kRoi{"ROIPoolingParameter", kRoiFields};
constexpr FieldRow kScaleFields[] = {{1, "axis", kInt},
                                     {2, "num_axes", kInt},
                                     {3, "filler", kMessage, &kFiller},
                                     {4, "bias_term", kFlag},
                                     {5, "bias_filler", kMessage, &kFiller}};
constexpr MessageRow kScale{"ScaleParameter", kScaleFields};
constexpr FieldRow kShuffleFields[] = {{1, "group", kInt}};
constexpr MessageRow kShuffle{"ShuffleChannelParameter", kShuffleFields};
constexpr FieldRow kSliceFields[] = {{1, "slice_dim", kInt}, {2, "slice_point", kInt}, {3, "axis", kInt}};
constexpr MessageRow kSlice{"SliceParameter", kSliceFields};
constexpr FieldRow kSoftmaxFields[] = {{2, "axis", kInt}};
constexpr MessageRow kSoftmax{"SoftmaxParameter", kSoftmaxFields};
constexpr FieldRow kSwishFields[] = {{1, "beta", kReal}};
constexpr MessageRow kSwish{"SwishParameter", kSwishFields};
constexpr FieldRow kThresholdFields[] = {{1, "threshold", kReal}};
constexpr MessageRow kThreshold{"ThresholdParameter", kThresholdFields};
constexpr FieldRow kTileFields[] = {{1, "axis", kInt}, {2, "tiles", kInt}};
constexpr MessageRow kTile{"TileParameter", kTileFields};
constexpr FieldRow kUpsampleFields[] = {{0, "scale", kInt},      {0, "scale_h", kInt},    {0, "scale_w", kInt},   {0, "upsample_h", kInt},
                                        {0, "upsample_w", kInt}, {0, "pad_out_h", kFlag}, {0, "pad_out_w", kFlag}};
constexpr MessageRow kUpsample{"UpsampleParameter", kUpsampleFields};

// --- the layers of three generations and the network

constexpr FieldRow kLayerFields[] = {{1, "name", kText},
                                     {2, "type", kText},
                                     {3, "bottom", kText},
                                     {4, "top", kText},
                                     {6, "param", kMessage, &kParam},
                                     {7, "blobs", kBlob},
                                     {8, "include", kMessage, &kRule},
                                     {9, "exclude", kMessage, &kRule},
                                     {10, "phase", kWord, nullptr, kPhases},
                                     {100, "transform_param", kMessage, &kTransform},
                                     {103, "argmax_param", kMessage, &kArgMax},
                                     {104, "concat_param", kMessage, &kConcat},
                                     {106, "convolution_param", kMessage, &kConvolution},
                                     {107, "data_param", kMessage, &kData},
                                     {108, "dropout_param", kMessage, &kDropout},
                                     {109, "dummy_data_param", kMessage, &kDummy},
                                     {110, "eltwise_param", kMessage, &kEltwise},
                                     {111, "exp_param", kMessage, &kExp},
                                     {115, "image_data_param", kMessage, &kImageData},
                                     {117, "inner_product_param", kMessage, &kInnerProduct},
                                     {118, "lrn_param", kMessage, &kLrn},
                                     {119, "memory_data_param", kMessage, &kMemory},
                                     {120, "mvn_param", kMessage, &kMvn},
                                     {121, "pooling_param", kMessage, &kPooling},
                                     {122, "power_param", kMessage, &kPower},
                                     {123, "relu_param", kMessage, &kRelu},
                                     {125, "softmax_param", kMessage, &kSoftmax},
                                     {126, "slice_param", kMessage, &kSlice},
                                     {128, "threshold_param", kMessage, &kThreshold},
                                     {131, "prelu_param", kMessage, &kPrelu},
                                     {133, "reshape_param", kMessage, &kReshape},
                                     {134, "log_param", kMessage, &kExp},
                                     {135, "flatten_param", kMessage, &kFlatten},
                                     {136, "reduction_param", kMessage, &kReduction},
                                     {137, "embed_param", kMessage, &kEmbed},
                                     {138, "tile_param", kMessage, &kTile},
                                     {139, "batch_norm_param", kMessage, &kBatchNorm},
                                     {140, "elu_param", kMessage, &kElu},
                                     {141, "bias_param", kMessage, &kBias},
                                     {142, "scale_param", kMessage, &kScale},
                                     {143, "input_param", kMessage, &kInput},
                                     {144, "crop_param", kMessage, &kCrop},
                                     {202, "permute_param", kMessage, &kPermute},
                                     {203, "prior_box_param", kMessage, &kPrior},
                                     {204, "detection_output_param", kMessage, &kDetection},
                                     {206, "norm_param", kMessage, &kNormalize},
                                     {0, "clip_param", kMessage, &kClip},
                                     {0, "interp_param", kMessage, &kInterp},
                                     {0, "roi_pooling_param", kMessage, &kRoi},
                                     {0, "shuffle_channel_param", kMessage, &kShuffle},
                                     {0, "swish_param", kMessage, &kSwish},
                                     {0, "upsample_param", kMessage, &kUpsample}};
constexpr MessageRow kLayer{"LayerParameter", kLayerFields};

constexpr FieldRow kV0Fields[] = {{1, "name", kText},
                                  {2, "type", kText},
                                  {3, "num_output", kInt},
                                  {4, "biasterm", kFlag},
                                  {7, "pad", kInt},
                                  {8, "kernelsize", kInt},
                                  {9, "group", kInt},
                                  {10, "stride", kInt},
                                  {11, "pool", kWord, nullptr, kPools},
                                  {12, "dropout_ratio", kReal},
                                  {13, "local_size", kInt},
                                  {14, "alpha", kReal},
                                  {15, "beta", kReal},
                                  {19, "batchsize", kInt},
                                  {20, "cropsize", kInt},
                                  {22, "k", kReal},
                                  {50, "blobs", kBlob},
                                  {60, "new_num", kInt},
                                  {61, "new_channels", kInt},
                                  {62, "new_height", kInt},
                                  {63, "new_width", kInt},
                                  {65, "concat_dim", kInt}};
constexpr MessageRow kV0Layer{"V0LayerParameter", kV0Fields};

constexpr WordRow kV1Types[] = {{0, "NONE"},
                                {1, "ACCURACY"},
                                {2, "BNLL"},
                                {3, "CONCAT"},
                                {4, "CONVOLUTION"},
                                {5, "DATA"},
                                {6, "DROPOUT"},
                                {7, "EUCLIDEAN_LOSS"},
                                {8, "FLATTEN"},
                                {9, "HDF5_DATA"},
                                {10, "HDF5_OUTPUT"},
                                {11, "IM2COL"},
                                {12, "IMAGE_DATA"},
                                {13, "INFOGAIN_LOSS"},
                                {14, "INNER_PRODUCT"},
                                {15, "LRN"},
                                {16, "MULTINOMIAL_LOGISTIC_LOSS"},
                                {17, "POOLING"},
                                {18, "RELU"},
                                {19, "SIGMOID"},
                                {20, "SOFTMAX"},
                                {21, "SOFTMAX_LOSS"},
                                {22, "SPLIT"},
                                {23, "TANH"},
                                {24, "WINDOW_DATA"},
                                {25, "ELTWISE"},
                                {26, "POWER"},
                                {27, "SIGMOID_CROSS_ENTROPY_LOSS"},
                                {28, "HINGE_LOSS"},
                                {29, "MEMORY_DATA"},
                                {30, "ARGMAX"},
                                {31, "THRESHOLD"},
                                {32, "DUMMY_DATA"},
                                {33, "SLICE"},
                                {34, "MVN"},
                                {35, "ABSVAL"},
                                {36, "SILENCE"},
                                {37, "CONTRASTIVE_LOSS"},
                                {38, "EXP"},
                                {39, "DECONVOLUTION"}};
constexpr FieldRow kV1Fields[] = {{1, "layer", kMessage, &kV0Layer},
                                  {2, "bottom", kText},
                                  {3, "top", kText},
                                  {4, "name", kText},
                                  {5, "type", kWord, nullptr, kV1Types},
                                  {6, "blobs", kBlob},
                                  {9, "concat_param", kMessage, &kConcat},
                                  {10, "convolution_param", kMessage, &kConvolution},
                                  {11, "data_param", kMessage, &kData},
                                  {12, "dropout_param", kMessage, &kDropout},
                                  {15, "image_data_param", kMessage, &kImageData},
                                  {17, "inner_product_param", kMessage, &kInnerProduct},
                                  {18, "lrn_param", kMessage, &kLrn},
                                  {19, "pooling_param", kMessage, &kPooling},
                                  {21, "power_param", kMessage, &kPower},
                                  {22, "memory_data_param", kMessage, &kMemory},
                                  {23, "argmax_param", kMessage, &kArgMax},
                                  {24, "eltwise_param", kMessage, &kEltwise},
                                  {25, "threshold_param", kMessage, &kThreshold},
                                  {26, "dummy_data_param", kMessage, &kDummy},
                                  {30, "relu_param", kMessage, &kRelu},
                                  {31, "slice_param", kMessage, &kSlice},
                                  {32, "include", kMessage, &kRule},
                                  {33, "exclude", kMessage, &kRule},
                                  {34, "mvn_param", kMessage, &kMvn},
                                  {36, "transform_param", kMessage, &kTransform},
                                  {39, "softmax_param", kMessage, &kSoftmax},
                                  {41, "exp_param", kMessage, &kExp},
                                  {1001, "param", kText}};
constexpr MessageRow kV1Layer{"V1LayerParameter", kV1Fields};

constexpr FieldRow kNetworkFields[] = {{1, "name", kText},
                                       {2, "layers", kMessage, &kV1Layer},
                                       {3, "input", kText},
                                       {4, "input_dim", kInt},
                                       {6, "state", kMessage, &kState},
                                       {8, "input_shape", kMessage, &kShape},
                                       {100, "layer", kMessage, &kLayer}};
constexpr MessageRow kNetwork{"NetParameter", kNetworkFields};

constexpr std::int64_t kMostInteger = std::int64_t(1) << 32;

std::string listed(std::span<const WordRow> words) {
    std::string text;
    for (const WordRow& word : words)
        text += (text.empty() ? "" : ", ") + std::string(word.name);
    return text;
}

/// What the value should be; empty when it is that. The number of a word becomes the word.
std::string wantedInstead(Field& field, const FieldRow& row) {
    switch (row.kind) {
    case FieldKind::Integer: {
        const auto value = parseInteger(field.text);
        if (value && (*value > kMostInteger || *value < -kMostInteger)) return "a whole number up to 2^32";
        return value ? "" : "a whole number";
    }
    case FieldKind::Real:
        return parseReal(field.text) ? "" : "a number";
    case FieldKind::Flag:
        return parseFlag(field.text) ? "" : "true or false";
    case FieldKind::Word: {
        const auto number = parseInteger(field.text);
        const auto found =
            std::ranges::find_if(row.words, [&](const WordRow& word) { return word.name == field.text || number == word.value; });
        if (found == row.words.end()) return "one of " + listed(row.words);
        field.text = found->name;
        return {};
    }
    case FieldKind::Text:
    case FieldKind::Message:
    case FieldKind::Blob:
        break;
    }
    return {};
}

} // namespace

const FieldRow* MessageRow::find(std::string_view field) const {
    const auto found = std::ranges::find(fields, field, &FieldRow::name);
    return found == fields.end() ? nullptr : &*found;
}

const FieldRow* MessageRow::find(std::uint32_t number) const {
    const auto found = std::ranges::find(fields, number, &FieldRow::number);
    return found == fields.end() || number == 0 ? nullptr : &*found;
}

const MessageRow& networkSchema() {
    return kNetwork;
}

const MessageRow& blobSchema() {
    return kBlobRow;
}

Status checkMessage(const Source& source, Message& message, const MessageRow& schema) {
    for (Field& field : message.fields) {
        const FieldRow* row = schema.find(field.name);
        if (row == nullptr || !field.bytes.empty()) continue;
        const bool isMessage = row->kind == FieldKind::Message || row->kind == FieldKind::Blob;
        if (isMessage != (field.message != nullptr))
            return source.error("'" + std::string(field.name) + "' of " + std::string(schema.name) + " is " +
                                    (isMessage ? "a message: it needs { … }" : "a single value, not a message"),
                                field.place);
        if (isMessage) {
            LATHE_CHECK(checkMessage(source, *field.message, row->kind == FieldKind::Blob ? kBlobRow : *row->message));
            continue;
        }
        if (const std::string wanted = wantedInstead(field, *row); !wanted.empty())
            return source.error("'" + std::string(field.name) + "' of " + std::string(schema.name) + " is '" +
                                    std::string(field.text.substr(0, 40)) + "', expected " + wanted,
                                field.place);
    }
    return {};
}

} // namespace lathe::caffe
