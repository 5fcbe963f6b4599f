#include "core/formats/caffe/layer_table.h"
#include "core/formats/caffe/prior_boxes.h"

namespace lathe::caffe {
namespace {

Status buildPriorBox(LayerBuilder& builder) {
    LATHE_TRY(Tensor boxes, makePriorBoxes(builder));
    return builder.finish("Constant", {}, {{"value", std::move(boxes)}});
}

/// The parameters become attributes of the same names; core/ops has the operator.
Status buildDetectionOutput(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("detection_output_param");
    const Message& suppression = parameters.sub("nms_param");
    Attributes attributes{{"num_classes", parameters.integer("num_classes", 0)},
                          {"share_location", std::int64_t(parameters.flag("share_location", true))},
                          {"background_label_id", parameters.integer("background_label_id", 0)},
                          {"nms_threshold", static_cast<float>(suppression.real("nms_threshold", 0.3))},
                          {"top_k", suppression.integer("top_k", -1)},
                          {"eta", static_cast<float>(suppression.real("eta", 1.0))},
                          {"code_type", std::string(parameters.text("code_type", "CORNER"))},
                          {"variance_encoded_in_target", std::int64_t(parameters.flag("variance_encoded_in_target", false))},
                          {"keep_top_k", parameters.integer("keep_top_k", -1)}};
    if (parameters.has("confidence_threshold"))
        attributes["confidence_threshold"] = static_cast<float>(parameters.real("confidence_threshold", 0.0));
    LATHE_TRY(const auto outputs, builder.addMany("DetectionOutput", builder.bottoms(), std::move(attributes), 1, kDomain));
    return builder.setTop(outputs[0]);
}

} // namespace

std::vector<LayerRow> detectionLayers() {
    return {
        {"DetectionOutput", Fate::Operators, buildDetectionOutput, 3, 3, Need::Nothing,
         "caffe::DetectionOutput, an operator of Lathe's own"},
        {"PriorBox", Fate::Operators, buildPriorBox, 2, 2, Need::Shape, "Constant: the boxes depend on shapes alone"},
    };
}

} // namespace lathe::caffe
