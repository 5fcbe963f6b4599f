#include "core/formats/caffe/layer_table.h"

#include <algorithm>
#include <array>

namespace lathe::caffe {
namespace {

using Dims = std::optional<std::vector<std::int64_t>>;

Status addInput(LayerBuilder& builder, std::size_t top, Dims dims) {
    const Layer& layer = builder.layer();
    return builder.network().addInput(layer.tops[top], std::move(dims), layer.place, layer.name);
}

/// One shape per top, or one for all.
Status addShaped(LayerBuilder& builder, const std::vector<std::vector<std::int64_t>>& shapes) {
    for (std::size_t i = 0; i < builder.layer().tops.size(); ++i) {
        Dims dims;
        if (!shapes.empty()) dims = shapes[shapes.size() == 1 ? 0 : std::min(i, shapes.size() - 1)];
        LATHE_CHECK(addInput(builder, i, std::move(dims)));
    }
    return {};
}

std::vector<std::vector<std::int64_t>> shapesIn(const Message& parameters) {
    std::vector<std::vector<std::int64_t>> shapes;
    for (const Field* shape : parameters.all("shape"))
        shapes.push_back(shape->message->integers("dim"));
    return shapes;
}

Status buildInput(LayerBuilder& builder) {
    return addShaped(builder, shapesIn(builder.parameters("input_param")));
}

Status buildDummyData(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("dummy_data_param");
    std::vector<std::vector<std::int64_t>> shapes = shapesIn(parameters);
    constexpr std::string_view kOld[] = {"num", "channels", "height", "width"};
    std::vector<std::vector<std::int64_t>> old;
    std::array<std::vector<std::int64_t>, 4> numbers;
    std::ranges::transform(kOld, numbers.begin(), [&](std::string_view name) { return parameters.integers(name); });
    for (std::size_t i = 0; i < numbers[0].size(); ++i) {
        std::vector<std::int64_t> shape;
        for (const auto& values : numbers) {
            shape.push_back(i < values.size() ? values[i] : values.empty() ? 1 : values.back());
        }
        old.push_back(std::move(shape));
    }
    if (shapes.empty()) shapes = std::move(old);
    return addShaped(builder, shapes);
}

/// Pictures from a database come with a size only where they are cropped or resized. One at a time: the batch is a matter of training.
Status addPictures(LayerBuilder& builder, Dims dims) {
    const Layer& layer = builder.layer();
    std::string text = dims ? "is taken as " + toText(*dims) : "has an unknown shape";
    builder.network().source().report(Severity::Info, "CAFFE_DATA_INPUT",
                                      "'" + layer.tops[0] + "' comes from a " + layer.type + " layer and " + text, layer.place, layer.name,
                                      "give the network an Input layer with its shape");
    LATHE_CHECK(addInput(builder, 0, std::move(dims)));
    for (std::size_t i = 1; i < layer.tops.size(); ++i) // labels
        LATHE_CHECK(addInput(builder, i, std::vector<std::int64_t>{1}));
    return {};
}

std::int64_t channelsOf(const Message& transform, bool isColor) {
    if (transform.flag("force_gray", false)) return 1;
    const std::size_t means = transform.reals("mean_value").size();
    return means > 1 ? static_cast<std::int64_t>(means) : isColor ? 3 : 1;
}

Status buildData(LayerBuilder& builder) {
    if (builder.layer().tops.empty()) return builder.error("it has no top");
    const Message& transform = builder.parameters("transform_param");
    const Message& images = builder.parameters("image_data_param");
    const std::int64_t old = builder.parameters("data_param").integer("crop_size", images.integer("crop_size", 0));
    const std::int64_t crop = transform.integer("crop_size", old);
    const std::int64_t height = transform.integer("crop_h", crop > 0 ? crop : images.integer("new_height", 0));
    const std::int64_t width = transform.integer("crop_w", crop > 0 ? crop : images.integer("new_width", 0));
    if (height < 1 || width < 1) return addPictures(builder, std::nullopt);
    return addPictures(builder, std::vector{std::int64_t(1), channelsOf(transform, images.flag("is_color", true)), height, width});
}

Status buildMemoryData(LayerBuilder& builder) {
    if (builder.layer().tops.empty()) return builder.error("it has no top");
    const Message& parameters = builder.parameters("memory_data_param");
    return addPictures(builder, std::vector{std::int64_t(1), parameters.integer("channels", 1), parameters.integer("height", 1),
                                            parameters.integer("width", 1)});
}

} // namespace

std::vector<LayerRow> inputLayers() {
    constexpr std::string_view kPictures = "inputs of batch 1; labels that nothing reads fall away";
    return {
        {"AnnotatedData", Fate::Input, buildData, 0, 0, Need::Nothing, kPictures},
        {"Data", Fate::Input, buildData, 0, 0, Need::Nothing, kPictures},
        {"DummyData", Fate::Input, buildDummyData, 0, 0, Need::Nothing, "inputs of its shapes"},
        {"HDF5Data", Fate::Input, buildData, 0, 0, Need::Nothing, "inputs of unknown shape"},
        {"ImageData", Fate::Input, buildData, 0, 0, Need::Nothing, kPictures},
        {"Input", Fate::Input, buildInput, 0, 0, Need::Nothing, "inputs of its shapes"},
        {"MemoryData", Fate::Input, buildMemoryData, 0, 0, Need::Nothing, kPictures},
        {"VideoData", Fate::Input, buildData, 0, 0, Need::Nothing, kPictures},
        {"WindowData", Fate::Input, buildData, 0, 0, Need::Nothing, kPictures},
    };
}

std::vector<LayerRow> trainingLayers() {
    std::vector<LayerRow> rows;
    for (const std::string_view type :
         {"Accuracy", "ContrastiveLoss", "DetectionEvaluate", "EuclideanLoss", "HDF5Output", "HingeLoss", "InfogainLoss", "MultiBoxLoss",
          "MultinomialLogisticLoss", "SigmoidCrossEntropyLoss", "SmoothL1Loss", "SoftmaxWithLoss"})
        rows.push_back({type, Fate::Dropped, nullptr, 0, kAnyNumber, Need::Nothing, "left out: for training alone"});
    return rows;
}

} // namespace lathe::caffe
