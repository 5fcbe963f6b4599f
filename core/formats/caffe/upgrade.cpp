#include "core/formats/caffe/upgrade.h"

#include <algorithm>
#include <map>

namespace lathe::caffe {
namespace {

struct NamePair {
    std::string_view from, to;
};

constexpr NamePair kV1Types[] = {{"ABSVAL", "AbsVal"},
                                 {"ACCURACY", "Accuracy"},
                                 {"ARGMAX", "ArgMax"},
                                 {"BNLL", "BNLL"},
                                 {"CONCAT", "Concat"},
                                 {"CONTRASTIVE_LOSS", "ContrastiveLoss"},
                                 {"CONVOLUTION", "Convolution"},
                                 {"DATA", "Data"},
                                 {"DECONVOLUTION", "Deconvolution"},
                                 {"DROPOUT", "Dropout"},
                                 {"DUMMY_DATA", "DummyData"},
                                 {"ELTWISE", "Eltwise"},
                                 {"EUCLIDEAN_LOSS", "EuclideanLoss"},
                                 {"EXP", "Exp"},
                                 {"FLATTEN", "Flatten"},
                                 {"HDF5_DATA", "HDF5Data"},
                                 {"HDF5_OUTPUT", "HDF5Output"},
                                 {"HINGE_LOSS", "HingeLoss"},
                                 {"IM2COL", "Im2col"},
                                 {"IMAGE_DATA", "ImageData"},
                                 {"INFOGAIN_LOSS", "InfogainLoss"},
                                 {"INNER_PRODUCT", "InnerProduct"},
                                 {"LRN", "LRN"},
                                 {"MEMORY_DATA", "MemoryData"},
                                 {"MULTINOMIAL_LOGISTIC_LOSS", "MultinomialLogisticLoss"},
                                 {"MVN", "MVN"},
                                 {"POOLING", "Pooling"},
                                 {"POWER", "Power"},
                                 {"RELU", "ReLU"},
                                 {"SIGMOID", "Sigmoid"},
                                 {"SIGMOID_CROSS_ENTROPY_LOSS", "SigmoidCrossEntropyLoss"},
                                 {"SILENCE", "Silence"},
                                 {"SLICE", "Slice"},
                                 {"SOFTMAX", "Softmax"},
                                 {"SOFTMAX_LOSS", "SoftmaxWithLoss"},
                                 {"SPLIT", "Split"},
                                 {"TANH", "TanH"},
                                 {"THRESHOLD", "Threshold"},
                                 {"WINDOW_DATA", "WindowData"}};

constexpr NamePair kConvolution[] = {{"num_output", "num_output"},  {"biasterm", "bias_term"}, {"pad", "pad"},
                                     {"kernelsize", "kernel_size"}, {"group", "group"},        {"stride", "stride"}};
constexpr NamePair kInnerProduct[] = {{"num_output", "num_output"}, {"biasterm", "bias_term"}};
constexpr NamePair kPooling[] = {{"pool", "pool"}, {"kernelsize", "kernel_size"}, {"stride", "stride"}, {"pad", "pad"}};
constexpr NamePair kLrn[] = {{"local_size", "local_size"}, {"alpha", "alpha"}, {"beta", "beta"}, {"k", "k"}};
constexpr NamePair kDropout[] = {{"dropout_ratio", "dropout_ratio"}};
constexpr NamePair kConcat[] = {{"concat_dim", "concat_dim"}};
constexpr NamePair kData[] = {{"batchsize", "batch_size"}, {"cropsize", "crop_size"}};
constexpr NamePair kImages[] = {
    {"batchsize", "batch_size"}, {"cropsize", "crop_size"}, {"new_height", "new_height"}, {"new_width", "new_width"}};

/// A V0 type: its name now, the message of its parameters and where each goes.
struct V0Row {
    std::string_view type, now, message;
    std::span<const NamePair> parameters;
};
constexpr V0Row kV0Rows[] = {{"accuracy", "Accuracy", "", {}},
                             {"bnll", "BNLL", "", {}},
                             {"concat", "Concat", "concat_param", kConcat},
                             {"conv", "Convolution", "convolution_param", kConvolution},
                             {"data", "Data", "data_param", kData},
                             {"dropout", "Dropout", "dropout_param", kDropout},
                             {"euclidean_loss", "EuclideanLoss", "", {}},
                             {"flatten", "Flatten", "", {}},
                             {"hdf5_data", "HDF5Data", "", {}},
                             {"hdf5_output", "HDF5Output", "", {}},
                             {"hinge_loss", "HingeLoss", "", {}},
                             {"im2col", "Im2col", "", {}},
                             {"images", "ImageData", "image_data_param", kImages},
                             {"infogain_loss", "InfogainLoss", "", {}},
                             {"innerproduct", "InnerProduct", "inner_product_param", kInnerProduct},
                             {"lrn", "LRN", "lrn_param", kLrn},
                             {"multinomial_logistic_loss", "MultinomialLogisticLoss", "", {}},
                             {"padding", "padding", "", {}},
                             {"pool", "Pooling", "pooling_param", kPooling},
                             {"relu", "ReLU", "", {}},
                             {"sigmoid", "Sigmoid", "", {}},
                             {"softmax", "Softmax", "", {}},
                             {"softmax_loss", "SoftmaxWithLoss", "", {}},
                             {"split", "Split", "", {}},
                             {"tanh", "TanH", "", {}},
                             {"window_data", "WindowData", "", {}}};

Field copyOf(const Field& field, std::string_view name) {
    Field copy;
    copy.name = name;
    copy.text = field.text;
    copy.place = field.place;
    return copy;
}

Field textField(std::string_view name, std::string_view text, Place place) {
    Field field;
    field.name = name;
    field.text = text;
    field.place = place;
    return field;
}

/// `layers { layer { name type … } bottom top }` becomes the fields of a present layer.
Status upgradeV0(const Source& source, Message& layer) {
    Message old = std::move(*std::ranges::find(layer.fields, "layer", &Field::name)->message);
    const Field* type = old.find("type");
    const auto row = std::ranges::find(kV0Rows, type ? type->text : std::string_view{}, &V0Row::type);
    if (row == std::end(kV0Rows))
        return source.error("the old layer type '" + std::string(type ? type->text.substr(0, 40) : "") + "' is not known",
                            type ? type->place : layer.place, std::string(old.text("name")));
    std::vector<Field> fields;
    if (const Field* name = old.find("name")) fields.push_back(copyOf(*name, "name"));
    fields.push_back(textField("type", row->now, layer.place));
    if (!row->message.empty()) {
        Field parameters;
        parameters.name = row->message;
        parameters.message = std::make_unique<Message>();
        for (const NamePair& pair : row->parameters)
            if (const Field* field = old.find(pair.from)) parameters.message->fields.push_back(copyOf(*field, pair.to));
        fields.push_back(std::move(parameters));
    }
    if (row->type == "padding") fields.push_back(textField("pad", old.text("pad", "0"), layer.place));
    for (Field& field : old.fields)
        if (field.name == "blobs") fields.push_back(std::move(field));
    for (Field& field : layer.fields)
        if (field.name != "layer") fields.push_back(std::move(field));
    layer.fields = std::move(fields);
    return {};
}

Status upgradeV1(const Source& source, Message& layer) {
    for (Field& field : layer.fields) {
        if (field.name == "type") {
            const auto found = std::ranges::find(kV1Types, field.text, &NamePair::from);
            if (found == std::end(kV1Types))
                return source.error("the layer type '" + std::string(field.text) + "' cannot be used", field.place,
                                    std::string(layer.text("name")));
            field.text = found->to;
        }
        if (field.name != "param" || field.message) continue;
        // Names of shared parameters stood here alone.
        auto named = std::make_unique<Message>();
        named->fields.push_back(copyOf(field, "name"));
        field.message = std::move(named);
    }
    return {};
}

/// A padding layer is its pad, written into the layers that read it.
void mergePadding(std::vector<Field>& fields) {
    struct Padding {
        std::string_view bottom, pad;
    };
    std::map<std::string_view, Padding> paddings;
    std::erase_if(fields, [&](const Field& field) {
        const Message* layer = field.message.get();
        if (field.name != "layer" || !layer || layer->text("type") != "padding") return false;
        paddings[layer->text("top")] = {layer->text("bottom"), layer->text("pad")};
        return true;
    });
    if (paddings.empty()) return;
    for (Field& field : fields) {
        if (field.name != "layer" || !field.message) continue;
        const Padding* merged = nullptr;
        for (Field& part : field.message->fields) {
            const auto found = part.name == "bottom" ? paddings.find(part.text) : paddings.end();
            if (found == paddings.end()) continue;
            part.text = found->second.bottom;
            merged = &found->second;
        }
        if (!merged) continue;
        for (Field& parameters : field.message->fields)
            if (parameters.name == "convolution_param" || parameters.name == "pooling_param")
                parameters.message->fields.push_back(textField("pad", merged->pad, field.message->place));
    }
}

} // namespace

Status upgradeNetwork(const Source& source, Document& document) {
    for (Field& field : document.root.fields) {
        if (field.name != "layers" || !field.message) continue;
        const bool isV0 = field.message->sub("layer").has("type");
        LATHE_CHECK(isV0 ? upgradeV0(source, *field.message) : upgradeV1(source, *field.message));
        field.name = "layer";
    }
    mergePadding(document.root.fields);
    return {};
}

} // namespace lathe::caffe
