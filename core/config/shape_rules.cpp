#include "core/config/rules.h"

namespace lathe {
namespace {

void checkPictureShape(const InputConfig& input, const YamlValue* at, Problems& problems) {
    const std::vector<std::int64_t>& shape = *input.shape;
    const std::string text = toCompactText(Shape::of(shape));
    if (shape.size() != 4) {
        problems.error("HZ12", at, titleOf(input) + " is a picture, but its shape " + text + " is not four-dimensional",
                       "pictures are as 1x3x224x224; use featuremap for others", input.name);
        return;
    }
    if (input.layoutTrain.empty()) return; // HZ14 has said so
    const bool isNhwc = input.layoutTrain == "NHWC";
    const std::int64_t channels = shape[isNhwc ? 3 : 1], expected = *channelsOf(input);
    const std::int64_t height = shape[isNhwc ? 1 : 2], width = shape[isNhwc ? 2 : 3];
    if (channels != expected) {
        const bool wouldFit = shape[isNhwc ? 1 : 3] == expected;
        return problems.error("HZ14", at,
                              titleOf(input) + " is " + input.typeTrain + ", but its shape " + text + " has " + std::to_string(channels) +
                                  " channels in " + input.layoutTrain,
                              wouldFit ? std::string("is the layout ") + (isNhwc ? "NCHW" : "NHWC") + "?"
                                       : input.typeTrain + " has " + std::to_string(expected),
                              input.name);
    }
    if (input.typeRuntime == "nv12" && (height % 2 != 0 || width % 2 != 0)) {
        const auto even = [](std::int64_t size) { return std::to_string(size + size % 2); };
        problems.error("HZ11", at,
                       titleOf(input) + ": nv12 needs even sizes, not " + std::to_string(height) + " high and " + std::to_string(width) +
                           " wide",
                       "the next even size is " + even(height) + "x" + even(width) + " (height x width)", input.name);
    }
}

} // namespace

void checkShapeRules(const BuildConfig& config, Problems& problems) {
    checkPictureSamples(config, problems);
    if (problems.isAnyWrong({"input_type_train", "input_type_rt", "input_layout_train", "norm_type"})) return;
    for (const InputConfig& input : config.inputs) {
        if (!input.shape) continue;
        const YamlValue* at = problems.given("input_shape") ? problems.given("input_shape") : problems.given("input_type_train");
        if (isPicture(input))
            checkPictureShape(input, at, problems);
        else if (input.shape->size() != 4 && input.normType != "no_preprocess")
            problems.error("HZ18", problems.given("norm_type"),
                           titleOf(input) + " is a featuremap of " + std::to_string(input.shape->size()) +
                               " dimensions, which cannot be normalised",
                           "use norm_type no_preprocess and no mean_value or scale_value", input.name);
        if (config.inputBatch > 1 && (input.shape->empty() || input.shape->front() != 1))
            problems.error("HZ16", problems.given("input_batch"),
                           "input_batch needs a first dimension of 1; " + titleOf(input) + " has " + toCompactText(Shape::of(*input.shape)),
                           "leave it out: the model has its batch already", input.name);
    }
}

} // namespace lathe
